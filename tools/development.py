"""`dev.py serve --dev`: the front end's own server and a platform that restarts on change, side by side. Knows no set-up."""

import shlex
import subprocess
import time

from tools.checkout import Checkout
from tools.node import get_node
from tools.show import say

POLL_SECONDS = 0.5
STOP_SECONDS = 15


def serve_with_vite(checkout: Checkout, options: list[str]) -> int:
    """Run both until one ends or Ctrl-C; then end the other. Returns the status of the one that ended first."""
    node = get_node(checkout)
    platform = shlex.join([str(checkout.python), "-m", "easytune", "serve", *options])
    watcher = [str(checkout.python), "-m", "watchfiles", "--filter", "python", platform, str(checkout.root / "easytune")]
    say("… pages on http://localhost:5173, platform on http://127.0.0.1:8000, both follow your changes")
    programs = [
        subprocess.Popen(watcher, cwd=checkout.root),
        subprocess.Popen(node.npm("run", "dev"), cwd=checkout.frontend, env=dict(node.environment())),
    ]
    try:
        while all(program.poll() is None for program in programs):
            time.sleep(POLL_SECONDS)
        return next(program.returncode for program in programs if program.returncode is not None)
    except KeyboardInterrupt:
        return 0
    finally:
        for program in programs:
            _end(program)


def _end(program: "subprocess.Popen[bytes]") -> None:
    if program.poll() is None:
        program.terminate()
        try:
            program.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            program.kill()
