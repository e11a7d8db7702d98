"""Finds committed files that are no longer what the code generates. Knows which files; leaves how to the generators."""

import tempfile
from pathlib import Path

from tools.checkout import Checkout
from tools.node import Node
from tools.show import run_quietly

GENERATE_SECONDS = 300
SCHEMA = "src/api/schema.gen.ts"


def stale_files(checkout: Checkout, node: Node) -> list[str]:
    """Names of stale generated files, relative to the front end.

    Raises: SetupError when a generator itself fails.
    """
    with tempfile.TemporaryDirectory(prefix="easytune-generated-") as name:
        fresh = Path(name)
        log = checkout.logs / "generate.log"
        command: list[str | Path] = [checkout.python, "-m", "easytune", "openapi", "--out", fresh]
        run_quietly(command, log=log, cwd=checkout.root, timeout_seconds=GENERATE_SECONDS)
        _generate_types(checkout, node, fresh)
        return differences(fresh, checkout.frontend)


def differences(fresh: Path, committed: Path) -> list[str]:
    """Files below `fresh` whose namesake below `committed` has other content or is missing."""
    names = sorted(file.relative_to(fresh).as_posix() for file in fresh.rglob("*") if file.is_file())
    return [name for name in names if not _same_text(fresh / name, committed / name)]


def _generate_types(checkout: Checkout, node: Node, fresh: Path) -> None:
    """The very generator of `npm run generate`, on the fresh description, into the temporary folder."""
    generator = checkout.node_modules / "openapi-typescript" / "bin" / "cli.js"
    (fresh / SCHEMA).parent.mkdir(parents=True, exist_ok=True)
    run_quietly(
        [node.node, generator, fresh / "openapi.json", "-o", fresh / SCHEMA],
        log=checkout.logs / "generate-types.log",
        cwd=checkout.frontend,
        timeout_seconds=GENERATE_SECONDS,
        environment=node.environment(),
    )


def _same_text(first: Path, second: Path) -> bool:
    """Equal but for line ends, which git may change on Windows."""
    return second.is_file() and first.read_text("utf-8").splitlines() == second.read_text("utf-8").splitlines()
