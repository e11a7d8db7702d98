"""Which system this is and what it can do, as data. Pure; knows no call of any system."""

import sys
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never


class System(StrEnum):
    """The values are those of sys.platform."""

    LINUX = "linux"
    MACOS = "darwin"
    WINDOWS = "win32"


@dataclass(frozen=True)
class Abilities:
    """What the rest of the program asks for.

    inherits_locks: a file's lock lives as long as any process that inherited it; else the supervisor alone holds it.
    syncs_folders: a folder can be opened and synced, so that a rename survives a power cut; elsewhere the file system does it.
    flushes_the_drive: fsync stops at the drive's own memory, and another call goes further.
    unix_sockets: a predictor listens on a file that only its owner may open; else on a port of loopback, with a token.
    ends_trees_by_job: the kernel ends a process tree together with the process that holds its job.
    ending_signals: names of the signals that ask a process to end.
    """

    inherits_locks: bool
    syncs_folders: bool
    flushes_the_drive: bool
    unix_sockets: bool
    ends_trees_by_job: bool
    ending_signals: tuple[str, ...]


def system_of(platform: str = sys.platform) -> System:
    """Other systems of the Unix kind are taken for Linux; what only Linux has (/proc) is looked for, never relied upon."""
    return System(platform) if platform in (System.MACOS, System.WINDOWS) else System.LINUX


def abilities(system: System) -> Abilities:
    match system:
        case System.LINUX:
            return Abilities(
                inherits_locks=True, syncs_folders=True, flushes_the_drive=False, unix_sockets=True, ends_trees_by_job=False,
                ending_signals=("SIGTERM",),
            )  # fmt: skip
        case System.MACOS:
            return Abilities(
                inherits_locks=True, syncs_folders=True, flushes_the_drive=True, unix_sockets=True, ends_trees_by_job=False,
                ending_signals=("SIGTERM",),
            )  # fmt: skip
        case System.WINDOWS:
            return Abilities(
                inherits_locks=False, syncs_folders=False, flushes_the_drive=False, unix_sockets=False, ends_trees_by_job=True,
                ending_signals=("SIGTERM", "SIGBREAK"),
            )  # fmt: skip
        case _:
            assert_never(system)


HERE = abilities(system_of())
