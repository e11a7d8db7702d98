"""`dev.py serve --dev`: the front end's own server and a platform that restarts when a Python file changes. Knows no set-up."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.checkout import Checkout
from tools.node import get_node
from tools.show import say

POLL_SECONDS = 0.5
STOP_SECONDS = 15
Program = subprocess.Popen[bytes]


def serve_with_vite(checkout: Checkout, options: list[str]) -> int:
    """Run both until Ctrl-C or until Vite ends; returns Vite's status, or 0."""
    node = get_node(checkout)
    platform = [str(checkout.python), "-m", "easytune", "serve", *options]
    say("… pages on http://localhost:5173 follow your changes, and the platform behind them restarts with each")
    vite = [str(node.node), str(checkout.node_modules / "vite" / "bin" / "vite.js")]  # npm in between would not pass signals on
    programs = [_start(vite, checkout.frontend, node.environment()), _start(platform, checkout.root)]
    seen = newest_change(checkout.root / "easytune")
    try:
        while programs[0].poll() is None:
            time.sleep(POLL_SECONDS)
            now = newest_change(checkout.root / "easytune")
            if now != seen:
                seen = now
                say("… a Python file changed; the platform starts anew")
                _end(programs[1])
                programs[1] = _start(platform, checkout.root)
        return programs[0].returncode
    except KeyboardInterrupt:
        return 0
    finally:
        for program in programs:
            _end(program)


def newest_change(folder: Path) -> tuple[int, int]:
    """Something that differs after any Python file was added, removed or written."""
    times = [file.stat().st_mtime_ns for file in folder.rglob("*.py") if file.is_file()]
    return len(times), max(times, default=0)


def _start(command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None) -> Program:
    """In a session of its own, so that Ctrl-C reaches dev.py alone and each is ended in order."""
    return subprocess.Popen(command, cwd=folder, env=environment or dict(os.environ), start_new_session=True)


def _end(program: Program) -> None:
    if program.poll() is not None:
        return
    program.terminate()
    try:
        program.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait(STOP_SECONDS)
