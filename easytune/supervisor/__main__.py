"""`python -m easytune.supervisor FOLDER …`: takes its locks and supervises one attempt. Knows no database and no settings."""

import argparse
import sys
from pathlib import Path

from easytune.contract.run_folder import RunFolder
from easytune.supervisor import liveness
from easytune.supervisor.supervise import Assignment, supervise
from easytune.supervisor.watch import Limits

OWN_LOCK_WAIT_SECONDS = 10.0  # whoever asks whether we live holds our lock for a moment


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="easytune.supervisor", allow_abbrev=False)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lock-fd", type=int, required=True, help="inherited descriptor of FOLDER/lock; -1: take it here")
    parser.add_argument("--module", required=True, help="the child, started as python -m MODULE FOLDER")
    parser.add_argument("--verify-module", default=None, help="checks output/ in a fresh process")
    parser.add_argument("--stall-seconds", type=float, default=0.0, help="longest silence of events.jsonl; 0: any")
    parser.add_argument("--save-seconds", type=float, default=120.0, help="longest wait after a stop that saves")
    return parser.parse_args()


def main() -> int:
    """0 when the attempt has ended; 3 when another supervisor has it."""
    arguments = _arguments()
    folder = RunFolder(arguments.folder)
    if arguments.lock_fd >= 0:
        lock: liveness.HeldLock | None = liveness.inherited(arguments.lock_fd, folder.lock)
    else:
        lock = liveness.take(folder.lock, wait_seconds=OWN_LOCK_WAIT_SECONDS)
    own = liveness.take(folder.supervisor_lock, wait_seconds=OWN_LOCK_WAIT_SECONDS)
    if lock is None or own is None:
        return 3
    limits = Limits(stall=arguments.stall_seconds, save=arguments.save_seconds)
    supervise(Assignment(folder, lock, arguments.module, arguments.verify_module, limits))
    return 0


if __name__ == "__main__":
    sys.exit(main())
