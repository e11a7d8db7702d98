"""The watcher of `serve --dev`. Starts no server."""

from pathlib import Path

from tools.development import newest_change


def test_a_written_added_or_removed_python_file_is_a_change(tmp_path: Path) -> None:
    first = tmp_path / "a.py"
    first.write_text("x = 1")
    before = newest_change(tmp_path)
    (tmp_path / "note.txt").write_text("no code")
    assert newest_change(tmp_path) == before
    second = tmp_path / "deep" / "b.py"
    second.parent.mkdir()
    second.write_text("y = 1")
    added = newest_change(tmp_path)
    assert added != before
    second.unlink()
    assert newest_change(tmp_path) != added
