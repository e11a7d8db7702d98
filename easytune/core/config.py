"""All settings, read from the environment here and nowhere else. Knows no command line and no database."""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from easytune.core.weak_secrets import weakness


class Settings(BaseSettings):
    """EASYTUNE_* environment variables; the command line overrides some."""

    model_config = SettingsConfigDict(env_prefix="EASYTUNE_", extra="ignore", frozen=True, hide_input_in_errors=True)

    data_dir: Path = Field(default=Path("~/.easytune"), description="Everything the platform keeps lies in this folder.")
    database_url: str | None = Field(default=None, description="SQLAlchemy async URL; SQLite in the data folder when unset.")
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on.")
    secret: SecretStr | None = Field(default=None, description="Signs session cookies; made and kept in the data folder when unset.")
    allowed_hosts: tuple[str, ...] = Field(default=("localhost", "127.0.0.1", "[::1]"), description="Host headers that are answered.")
    model_roots: tuple[Path, ...] = Field(default=(), description="Folders below which model folders may be added.")
    max_upload_bytes: int = Field(default=2 * 1024**3, gt=0, description="Largest upload.")
    trainers_per_device: int = Field(default=1, ge=1, description="Trainings that run at once on one device.")
    workers: int = Field(default=2, ge=1, description="Downloads and other background tasks that run at once.")
    predictors: int = Field(default=2, ge=1, description="Models kept loaded at once.")
    predictor_idle_seconds: float = Field(default=600, gt=0, description="A model unloads after this long without a request.")
    threads: int | None = Field(default=None, ge=1, description="CPU threads of a training; the number of cores when unset.")
    stall_seconds: float = Field(default=600, gt=0, description="A run without any progress for this long is ended and retried.")
    demo: bool = Field(default=False, description="Demo mode: account admin / admin123, loopback only.")
    trusted_proxies: tuple[str, ...] = Field(default=(), description="Reverse proxies whose X-Forwarded-* headers are believed.")
    log_format: Literal["readable", "json"] = Field(default="readable", description="How the server writes its own log to stderr.")
    trainer_module: str = Field(default="easytune.trainer", description="Started as `python -m`; the tests name the fake trainer.")
    verify_module: str = Field(default="easytune.trainer.verify", description="Checks the output of a training in a fresh process.")

    @field_validator("secret")
    @classmethod
    def _no_weak_secret(cls, secret: SecretStr | None) -> SecretStr | None:
        reason = weakness(secret.get_secret_value()) if secret is not None else None
        if reason is not None:
            raise ValueError(f"EASYTUNE_SECRET is refused: {reason}. Leave it unset, or take 32 random bytes")
        return secret

    @property
    def folder(self) -> Path:
        return self.data_dir.expanduser().absolute()

    @property
    def runs(self) -> Path:
        return self.folder / "runs"

    @property
    def datasets(self) -> Path:
        return self.folder / "datasets"

    @property
    def models(self) -> Path:
        return self.folder / "models"

    @property
    def uploads(self) -> Path:
        """Files being uploaded; swept at start."""
        return self.folder / "uploads"

    @property
    def cache(self) -> Path:
        """Registry files by sha256."""
        return self.folder / "cache"

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite+aiosqlite:///{self.folder / 'easytune.db'}"


def process_environment(**additions: str) -> dict[str, str]:
    """The environment of a supervised process: without our settings (they may hold secrets), never reaching for a hub.

    OpenMP threads that wait hardly spin: on 2 cores shared with anything else, spinning made training steps 5 to 13 times
    slower, and not spinning at all makes them 12 % slower on idle cores (docs/experiments.md). GNU's OpenMP follows the
    count, others the policy.
    """
    package_root = str(Path(__file__).resolve().parents[2])
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("EASYTUNE_")}
    python_path = os.pathsep.join(part for part in (package_root, inherited.get("PYTHONPATH", "")) if part)
    fixed = {"PYTHONPATH": python_path, "PYTHONUNBUFFERED": "1", "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
    waiting = {"OMP_WAIT_POLICY": "PASSIVE", "GOMP_SPINCOUNT": "10000"}
    return waiting | inherited | fixed | additions
