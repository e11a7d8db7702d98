"""Rows of datasets. Knows no file; folders.py says where they lie."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from easytune.core.db import Base, utc_now


class Dataset(Base):
    """A file a person uploaded (or a sample), and what its present version's canonical rows are."""

    __tablename__ = "datasets"
    __table_args__ = (
        CheckConstraint("task IN ('classification', 'conversation', 'plain_text')", name="task"),
        CheckConstraint("rows >= 1 AND rejected_rows >= 0 AND version >= 1", name="counts"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    description: Mapped[str] = mapped_column(Text, default="")
    filename: Mapped[str] = mapped_column(String(255), doc="As the person's machine called it; shown, never used as a path.")
    folder: Mapped[str] = mapped_column(String(64), unique=True, doc="Name below the datasets folder; it is complete before the row is.")
    source: Mapped[str] = mapped_column(String(16), default="upload", doc="upload | sample")
    sample_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    licence: Mapped[str | None] = mapped_column(String(120))
    format: Mapped[str] = mapped_column(String(8), doc="csv | tsv | json | jsonl | txt")
    encoding: Mapped[str] = mapped_column(String(16))
    delimiter: Mapped[str | None] = mapped_column(String(1))
    task: Mapped[str] = mapped_column(String(16))
    multi_label: Mapped[bool] = mapped_column(default=False, server_default=false(), doc="A text has any number of labels.")
    fields: Mapped[list[Any]] = mapped_column(doc="[{name, type, missing, example}] of the raw file.")
    mapping: Mapped[dict[str, Any]] = mapped_column(doc="datasets.schemas.Mapping; without a kind it is a text.")
    version: Mapped[int] = mapped_column(default=1, doc="Counts up when the mapping changes; jobs name it.")
    rows: Mapped[int]
    rejected_rows: Mapped[int]
    labels: Mapped[dict[str, Any]] = mapped_column(doc="{label: rows} of the canonical rows; a row counts for each label it has.")
    bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64), doc="Of the raw file.")
    rows_sha256: Mapped[str] = mapped_column(String(64), doc="Of the canonical rows file.")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)
