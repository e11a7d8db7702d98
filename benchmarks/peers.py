"""Environments of their own for the programs that we are compared with, made once below .cache. Knows no benchmark."""

import subprocess
import venv
from dataclasses import dataclass
from pathlib import Path

from benchmarks.materials import ROOT

INSTALL_SECONDS = 1800
TORCH = "torch==2.13.0"


@dataclass(frozen=True)
class Peer:
    """packages are installed after torch, so that none of them brings another build of it; stubs: empty modules to import."""

    name: str
    packages: tuple[str, ...]
    unpinned: tuple[str, ...] = ()
    stubs: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        return ROOT / ".cache" / "peers" / self.name

    def python(self) -> Path:
        """The interpreter of the environment; the first call makes it, which takes minutes."""
        python = self.folder / "bin" / "python"
        ready = self.folder / "ready"
        if not ready.exists():
            venv.create(self.folder, with_pip=True, clear=True)
            for packages in ((TORCH,), self.packages, ("--no-deps", *self.unpinned) if self.unpinned else ()):
                if packages:
                    subprocess.run([str(python), "-m", "pip", "install", "-q", *packages], check=True, timeout=INSTALL_SECONDS)
            for name in self.stubs:
                (next(self.folder.glob("lib/python3*/site-packages")) / f"{name}.py").write_text("")
            ready.touch()
        return python


TRL = Peer("trl", ("trl==1.16.0", "peft"))
# what its metadata asks for and training on text imports; its torchaudio and torchvision fit no CPU build of this torch, and an
# empty module is enough
LLAMA_FACTORY = Peer(
    "llamafactory",
    (
        "transformers<=5.6.0", "accelerate<=1.11.0", "datasets<=4.0.0", "peft<=0.18.1", "trl<=0.24.0", "tyro<0.9.0", "torchdata<=0.11.0",
        "einops", "fastapi", "fire", "hf-transfer", "matplotlib", "modelscope", "omegaconf", "pandas", "protobuf", "pyyaml", "scipy",
        "sentencepiece", "sse-starlette", "tiktoken", "uvicorn", "av<=16.0.0",
    ),
    unpinned=("llamafactory==0.9.5",),
    stubs=("torchaudio",),
)  # fmt: skip
