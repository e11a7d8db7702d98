"""When a step of set-up runs again. Knows no pip and no npm."""

from pathlib import Path

from tools.stamps import Stamp, digest_of_files, digest_of_requirements, frontend_sources

PYPROJECT = '[project]\nname = "x"\ndependencies = ["a>=1"]\n'


def written(folder: Path, **files: str) -> list[Path]:
    for name, content in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return [folder / name.replace("__", "/") for name in files]


def test_a_stamp_is_current_only_for_the_digest_it_holds(tmp_path: Path) -> None:
    stamp = Stamp(tmp_path / "deep" / "step.stamp")
    assert not stamp.is_current("one")
    stamp.write("one")
    assert stamp.is_current("one")
    assert not stamp.is_current("two")
    stamp.remove()
    assert not stamp.is_current("one")


def test_a_digest_sees_content_and_names_but_no_order(tmp_path: Path) -> None:
    first, second = written(tmp_path, a="1", b="2")
    before = digest_of_files([first, second], tmp_path)
    assert digest_of_files([second, first], tmp_path) == before
    second.write_text("3")
    changed = digest_of_files([first, second], tmp_path)
    assert changed != before
    second.rename(tmp_path / "c")
    assert digest_of_files([first, tmp_path / "c"], tmp_path) != changed


def test_a_touched_file_is_no_reason_to_build(tmp_path: Path) -> None:
    files = written(tmp_path, a="1")
    before = digest_of_files(files, tmp_path)
    files[0].touch()
    assert digest_of_files(files, tmp_path) == before


def test_what_the_front_end_is_not_built_from_does_not_count(tmp_path: Path) -> None:
    files = {"package_json": "{}", "src__main": "", "src__a.test.ts": "", "node_modules__x": "", "dist__y": ""}
    written(tmp_path, **files)
    assert {path.relative_to(tmp_path).as_posix() for path in frontend_sources(tmp_path)} == {"package_json", "src/main"}


def test_pip_runs_for_another_requirement_pin_or_extra_and_not_for_tool_settings() -> None:
    before = digest_of_requirements(PYPROJECT, "a==1\n", ())
    assert digest_of_requirements(PYPROJECT + "[tool.ruff]\nline-length = 100\n", "a==1\n\n", ()) == before
    assert digest_of_requirements(PYPROJECT.replace("a>=1", "a>=2"), "a==1\n", ()) != before
    assert digest_of_requirements(PYPROJECT, "a==2\n", ()) != before
    assert digest_of_requirements(PYPROJECT, "a==1\n", ("dev",)) != before
