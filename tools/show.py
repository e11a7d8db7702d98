"""Says on stderr what set-up is doing and how long it took; runs quiet commands. Knows no step."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

LAST_LINES = 40


class SetupError(Exception):
    """Set-up cannot go on; the message says what to do."""


def say(text: str) -> None:
    """One line on stderr, in any console encoding."""
    encoding = sys.stderr.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding), file=sys.stderr, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Announces a step and says its seconds when it is done."""
    say(f"… {title}")
    started = time.monotonic()
    yield
    say(f"✓ {title}  {time.monotonic() - started:.1f} s")


def run_quietly(
    command: Sequence[str | Path], *, log: Path, cwd: Path, timeout_seconds: float, environment: Mapping[str, str] | None = None
) -> None:
    """Run a command with its output in a log file; when it fails, show the end of that and raise SetupError."""
    log.parent.mkdir(parents=True, exist_ok=True)
    arguments = [str(part) for part in command]
    with open(log, "wb") as output:
        try:
            status = subprocess.run(
                arguments,
                cwd=cwd,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                timeout=timeout_seconds,
                close_fds=False,  # the lock goes along; nothing else is inheritable
            ).returncode
        except subprocess.TimeoutExpired:
            raise SetupError(f"`{' '.join(arguments)}` did not end within {timeout_seconds:.0f} s; see {log}") from None
        except OSError as error:
            raise SetupError(f"`{arguments[0]}` could not be started: {error}") from error
    if status != 0:
        for line in log.read_text(errors="replace").splitlines()[-LAST_LINES:]:
            say(f"    {line}")
        raise SetupError(f"`{' '.join(arguments)}` ended with status {status}; its full output is in {log}")
