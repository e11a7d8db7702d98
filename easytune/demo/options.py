"""What `easytune demo` can be told. Knows no step of the demo."""

import argparse
from dataclasses import dataclass
from pathlib import Path

DEFAULT_FOLDER = Path("~/.easytune-demo")
DEFAULT_PORT = 8000


@dataclass(frozen=True)
class DemoOptions:
    """once: end everything afterwards; json: the result line on stdout also without once; port: None takes 8000 or the next free one."""

    once: bool
    json: bool
    port: int | None
    data_dir: Path
    setup_seconds: float

    @property
    def prints_json(self) -> bool:
        return self.once or self.json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options on the parser of the command."""
    parser.add_argument("--once", action="store_true", help="stop everything at the end and print the result as one JSON line")
    parser.add_argument("--json", action="store_true", help="print the result as one JSON line on stdout")
    parser.add_argument("--port", type=int, default=None, help="port to listen on (default: 8000, or the next free one)")
    parser.add_argument("--data-dir", type=Path, default=DEFAULT_FOLDER, help=f"folder of the demo's own (default: {DEFAULT_FOLDER})")
    parser.add_argument("--setup-seconds", type=float, default=0.0, help=argparse.SUPPRESS)


def from_arguments(arguments: argparse.Namespace) -> DemoOptions:
    """The options of a parsed command line."""
    return DemoOptions(
        once=arguments.once,
        json=arguments.json,
        port=arguments.port,
        data_dir=arguments.data_dir.expanduser().absolute(),
        setup_seconds=arguments.setup_seconds,
    )
