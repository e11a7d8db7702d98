"""Files to read and what becomes of them, in a folder of the test. Knows no HTTP and no database."""

import json
import threading
from dataclasses import dataclass
from pathlib import Path

from easytune.core.pages import Paging
from easytune.datasets.columns import Columns, said_by
from easytune.datasets.importing import Imported, import_file
from easytune.datasets.rows import rejected_page, rows_page
from easytune.datasets.schemas import MAPPING, RejectedRowOut, RowOut, TextMapping
from easytune.datasets.store import REJECTED_FILE, ROWS_FILE

THREE_ROWS = 'text,label\n"今天天气很好",positive\n"我很不开心",negative\n"这个产品不错",positive\n'


@dataclass(frozen=True)
class Read:
    """What an import made of a file."""

    imported: Imported
    folder: Path

    @property
    def text_mapping(self) -> TextMapping:
        assert isinstance(self.imported.mapping, TextMapping)
        return self.imported.mapping

    def rows(self, page: int = 1, page_size: int = 200, search: str | None = None) -> list[RowOut]:
        return rows_page(self.folder / ROWS_FILE, Paging(page=page, page_size=page_size), search).items

    def rejected(self, page_size: int = 200) -> list[RejectedRowOut]:
        count = self.imported.version.rejected_rows
        return rejected_page(self.folder / REJECTED_FILE, Paging(page_size=page_size), count, "en").items


def read(
    folder: Path, name: str, content: str | bytes, *, text: str | None = None, label: str | None = None, separator: str | None = None
) -> Read:
    """Import content as if it were uploaded under a name."""
    raw, version = folder / "raw", folder / "version"
    raw.write_bytes(content.encode() if isinstance(content, str) else content)
    version.mkdir(exist_ok=True)
    return Read(import_file(raw, name, Columns(text, label, separator), version, "en", threading.Event()), version)


def read_as(folder: Path, name: str, content: str, **mapping: str) -> Read:
    """Import content with a mapping that a person wrote."""
    raw, version = folder / "raw", folder / "version"
    raw.write_text(content, encoding="utf-8")
    version.mkdir(exist_ok=True)
    said = said_by(MAPPING.validate_python(mapping))
    return Read(import_file(raw, name, said, version, "en", threading.Event()), version)


def json_lines(*rows: object) -> str:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
