"""What set-up decides and how it fails. Starts small programs of its own; installs nothing."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools.browser import missing_packages, what_to_install
from tools.checkout import HERE, Checkout
from tools.generated import differences
from tools.lock import only_one
from tools.node import is_new_enough
from tools.python_packages import DEVELOPMENT, RUNTIME, packages_are_current
from tools.show import SetupError, run_quietly
from tools.stamps import Stamp, digest_of_requirements


@pytest.mark.parametrize(
    ("version", "enough"), [("v20.19.0", True), ("v22.1.0\n", True), ("v20.18.3", False), ("v16.20", False), ("", False)]
)
def test_node_is_new_enough_from_version_20_19_on(version: str, enough: bool) -> None:
    assert is_new_enough(version) is enough


def test_the_missing_browser_and_fonts_are_named_as_packages() -> None:
    assert missing_packages(has_browser=True, has_fonts=True) == ()
    assert "chromium" in missing_packages(has_browser=False, has_fonts=True)
    sentence = what_to_install(missing_packages(has_browser=False, has_fonts=False))
    if sys.platform == "linux":
        assert "apt-get install chromium fontconfig fonts-noto-cjk" in sentence


def test_a_failing_step_shows_its_last_lines_and_names_its_log(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "-c", "print('disk is full'); raise SystemExit(3)"]
    with pytest.raises(SetupError, match="status 3"):
        run_quietly(command, log=tmp_path / "logs" / "step.log", cwd=tmp_path, timeout_seconds=60)
    assert "disk is full" in capfd.readouterr().err


def test_a_step_that_hangs_is_ended(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="did not end within"):
        run_quietly([sys.executable, "-c", "import time; time.sleep(60)"], log=tmp_path / "log", cwd=tmp_path, timeout_seconds=0.3)


def test_a_program_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="could not be started"):
        run_quietly([tmp_path / "nothing"], log=tmp_path / "log", cwd=tmp_path, timeout_seconds=5)


def test_a_second_set_up_waits_until_the_first_is_dead(tmp_path: Path) -> None:
    lock = tmp_path / "setup.lock"
    program = f"import sys, time; sys.path.insert(0, {str(HERE.root)!r})\nfrom pathlib import Path\nfrom tools.lock import only_one\n"
    program += f"with only_one(Path({str(lock)!r})):\n    print('held', flush=True)\n    time.sleep(60)\n"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(SetupError, match="Another set-up"), only_one(lock, timeout_seconds=0.5):
            pass
        holder.kill()
        holder.wait(10)
        started = time.monotonic()
        with only_one(lock, timeout_seconds=10):
            assert time.monotonic() - started < 5


def test_a_step_that_outlives_its_killed_set_up_keeps_the_lock(tmp_path: Path) -> None:
    lock, step_pid = tmp_path / "setup.lock", tmp_path / "pid"
    step = f"import os, pathlib, time; pathlib.Path({str(step_pid)!r}).write_text(str(os.getpid())); time.sleep(60)"
    program = f"import sys; sys.path.insert(0, {str(HERE.root)!r})\nfrom pathlib import Path\nfrom tools.lock import only_one\n"
    program += "from tools.show import run_quietly\n"
    program += f"with only_one(Path({str(lock)!r})):\n"
    program += (
        f"    run_quietly([sys.executable, '-c', {step!r}], log=Path({str(tmp_path / 'log')!r}), cwd=Path('.'), timeout_seconds=60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program]) as setup:
        deadline = time.monotonic() + 20
        while not (step_pid.exists() and step_pid.read_text()) and time.monotonic() < deadline:
            time.sleep(0.05)
        setup.kill()
    with pytest.raises(SetupError, match="Another set-up"), only_one(lock, timeout_seconds=0.5):
        pass
    os.kill(int(step_pid.read_text()), signal.SIGKILL)
    with only_one(lock, timeout_seconds=10):
        pass


def checkout_with_packages(root: Path) -> Checkout:
    """A checkout whose set-up looks complete; nothing in it runs."""
    checkout = Checkout(root)
    checkout.pyproject.write_text('[project]\nname = "x"\n')
    checkout.constraints.write_text("a==1\n")
    checkout.python.parent.mkdir(parents=True)
    checkout.python.touch()
    for extras in (RUNTIME, DEVELOPMENT):
        digest = digest_of_requirements(checkout.pyproject.read_text(), checkout.constraints.read_text(), extras)
        Stamp(checkout.venv / f"easytune-{'-'.join(extras) or 'runtime'}.stamp").write(digest)
    return checkout


def test_complete_packages_need_no_pip_until_a_pin_changes(tmp_path: Path) -> None:
    checkout = checkout_with_packages(tmp_path)
    assert packages_are_current(checkout, RUNTIME)
    assert packages_are_current(checkout, DEVELOPMENT)
    checkout.constraints.write_text("a==2\n")
    assert not packages_are_current(checkout, RUNTIME)


def test_an_environment_in_which_pip_was_killed_is_not_current(tmp_path: Path) -> None:
    checkout = checkout_with_packages(tmp_path)
    (checkout.venv / "easytune-pip-at-work").touch()
    assert not packages_are_current(checkout, RUNTIME)


def test_a_stale_generated_file_is_found_by_its_text_and_not_by_its_line_ends(tmp_path: Path) -> None:
    fresh, committed = tmp_path / "fresh", tmp_path / "committed"
    for folder in (fresh, committed):
        (folder / "src").mkdir(parents=True)
    (fresh / "openapi.json").write_bytes(b"{\n}\n")
    (committed / "openapi.json").write_bytes(b"{\r\n}\r\n")
    (fresh / "src" / "new.ts").write_text("x")
    assert differences(fresh, committed) == ["src/new.ts"]
    (committed / "openapi.json").write_text("{}\n")
    assert differences(fresh, committed) == ["openapi.json", "src/new.ts"]


def test_dev_py_says_its_commands_and_refuses_unknown_ones() -> None:
    answer = subprocess.run([sys.executable, HERE.root / "dev.py"], capture_output=True, text=True, timeout=60)
    assert answer.returncode == 0
    assert all(command in answer.stdout for command in ("demo", "serve", "test", "check", "soak", "setup"))
    assert subprocess.run([sys.executable, HERE.root / "dev.py", "dance"], capture_output=True, timeout=60).returncode == 2
