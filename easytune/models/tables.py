"""Rows of models: a folder each. Knows no job beyond the id that made it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from easytune.core.db import Base, utc_now


class Model(Base):
    """A model folder that is complete on disk; what is still being taken has no row, only a run."""

    __tablename__ = "models"
    __table_args__ = (
        CheckConstraint("source IN ('starter', 'folder', 'tuned')", name="source"),
        CheckConstraint("task IN ('encoder', 'language_model', 'classifier')", name="task"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(16))
    starter_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    task: Mapped[str] = mapped_column(
        String(16), doc="encoder: a base to fine-tune; language_model: one that can write; classifier: has a head and labels."
    )
    folder: Mapped[str] = mapped_column(Text)
    architecture: Mapped[str] = mapped_column(String(120))
    parameters: Mapped[int] = mapped_column(BigInteger)
    bytes: Mapped[int] = mapped_column(BigInteger)
    max_tokens: Mapped[int]
    licence: Mapped[str | None] = mapped_column(String(120))
    note: Mapped[str | None] = mapped_column(String(200), doc="For example: int8, dequantised.")
    package: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True), doc="The file that was taken of a package which a user named; its source is `starter`."
    )
    labels: Mapped[list[Any] | None] = mapped_column(doc="Of a classifier, in the order of the class ids.")
    tuning: Mapped[str | None] = mapped_column(String(16), doc="full | head | lora: how a tuned model was trained.")
    is_adapter: Mapped[bool] = mapped_column(
        default=False, server_default=false(), doc="Its folder is an adapter; the base model is needed."
    )
    multi_label: Mapped[bool] = mapped_column(default=False, server_default=false(), doc="Gives a text any number of labels.")
    has_chat_template: Mapped[bool] = mapped_column(default=False, server_default=false(), doc="Of a language model.")
    metrics: Mapped[dict[str, Any]] = mapped_column(default=dict)
    base_model_id: Mapped[int | None] = mapped_column(ForeignKey("models.id"))
    job_id: Mapped[int | None] = mapped_column(unique=True, doc="The training that made it; kept when the job is deleted.")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
