"""Where things lie in a checkout, on Linux, macOS and Windows. Knows no command and writes nothing."""

import os
from dataclasses import dataclass
from pathlib import Path

ON_WINDOWS = os.name == "nt"


@dataclass(frozen=True)
class Checkout:
    """A clone of the repository; everything that set-up makes lies inside it and is ignored by git."""

    root: Path

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.program("python")

    def program(self, name: str) -> Path:
        """A program of the virtual environment, there or not."""
        return self.venv / ("Scripts" if ON_WINDOWS else "bin") / (f"{name}.exe" if ON_WINDOWS else name)

    @property
    def cache(self) -> Path:
        return self.root / ".cache"

    @property
    def logs(self) -> Path:
        """Full output of the quiet steps."""
        return self.cache / "logs"

    @property
    def setup_lock(self) -> Path:
        return self.cache / "setup.lock"

    @property
    def frontend(self) -> Path:
        return self.root / "frontend"

    @property
    def node_modules(self) -> Path:
        return self.frontend / "node_modules"

    @property
    def static(self) -> Path:
        """The built front end, served by the platform."""
        return self.root / "easytune" / "static"

    @property
    def constraints(self) -> Path:
        return self.root / "constraints.txt"

    @property
    def pyproject(self) -> Path:
        return self.root / "pyproject.toml"


HERE = Checkout(Path(__file__).resolve().parent.parent)
