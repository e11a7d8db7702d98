"""Rows of runs: one supervised piece of work each, whatever its kind. Knows no training, model or dataset."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from easytune.core.db import Base, utc_now

_LIVE = text("state IN ('PENDING', 'PREPARING', 'RUNNING')")


class Run(Base):
    """state and attempt change by compare-and-set only; the journal in the run folder is the history."""

    __tablename__ = "runs"
    __table_args__ = (
        CheckConstraint("kind IN ('train', 'pull', 'predict', 'render')", name="kind"),
        CheckConstraint("state IN ('PENDING', 'PREPARING', 'RUNNING', 'COMPLETED', 'FAILED', 'STOPPED')", name="state"),
        CheckConstraint("attempt >= 1", name="attempt"),
        UniqueConstraint("owner_id", "idempotency_key"),
        Index("ix_runs_state", "state"),
        # one live run per subject: a model has one predictor, a starter one download
        Index("ix_runs_one_live_subject", "subject", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str | None] = mapped_column(String(120), doc="For example model:3; null where several may live at once.")
    spec: Mapped[dict[str, Any]] = mapped_column(doc="spec.json; attempt and resume are filled in at launch.")
    state: Mapped[str] = mapped_column(String(16), default="PENDING")
    attempt: Mapped[int] = mapped_column(default=1)
    deaths: Mapped[int] = mapped_column(default=0, doc="Deaths in a row without a new checkpoint.")
    resume_mode: Mapped[str] = mapped_column(String(8), default="newest", doc="What the attempt starts from: zero | newest | step.")
    resume_step: Mapped[int | None] = mapped_column(doc="With step: checkpoints after it are not used.")
    idempotency_key: Mapped[str | None] = mapped_column(String(200))
    request_sha256: Mapped[str | None] = mapped_column(String(64))
    stop_asked_at: Mapped[datetime | None]
    stop_mode: Mapped[str | None] = mapped_column(String(8), doc="save | discard")
    phase: Mapped[str] = mapped_column(String(16), default="queue")
    step: Mapped[int] = mapped_column(default=0)
    total_steps: Mapped[int | None]
    epoch: Mapped[float | None]
    last_loss: Mapped[str | None] = mapped_column(String(32), doc="As text, since it may be NaN.")
    progress: Mapped[dict[str, Any] | None] = mapped_column(doc="Last progress event: done, total, unit.")
    metrics: Mapped[dict[str, Any]] = mapped_column(default=dict, doc="Last step and best evaluation, for lists.")
    checkpoint_step: Mapped[int | None] = mapped_column(doc="Newest committed checkpoint, over all attempts.")
    address: Mapped[str | None] = mapped_column(String(255), doc="Where a predictor answers.")
    event_offset: Mapped[int] = mapped_column(BigInteger, default=0, doc="Bytes of this attempt's events.jsonl already applied.")
    error_code: Mapped[str | None] = mapped_column(String(64))
    error_params: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    queued_at: Mapped[datetime] = mapped_column(default=utc_now)
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
