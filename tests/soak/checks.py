"""All checks of the soak: what each does, on which databases, how long it may take, and its negative control. Runs none."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.soak import damage, real, stops, storms, submits
from tests.soak.ground import POSTGRESQL, SQLITE, Ground
from tests.soak.outcome import Found

BOTH = (SQLITE, POSTGRESQL)


@dataclass(frozen=True)
class Check:
    """control: the faults that one storm over the broken build showed; build: how that one is broken."""

    name: str
    run: Callable[[Ground], Found]
    control: Callable[[Ground], list[str]]
    build: str
    limit_seconds: float
    databases: tuple[str, ...] = BOTH


CHECKS = (
    Check("server-kills", storms.server_kills, storms.server_kills_over_a_build_that_begins_anew, "begins anew", 1500),
    Check("trainer-kills", real.trainer_kills, real.trainer_kills_over_a_build_that_forgets_its_random_state, "forgets random state", 1200),
    Check(
        "supervisor-kills", storms.supervisor_kills, storms.supervisor_kills_over_a_build_that_believes_pid_files, "believes pid files", 900
    ),
    Check("submits", submits.submits, submits.submits_over_a_build_that_keeps_keys_in_memory, "keys in memory", 900),
    Check("stops", stops.stops, stops.stops_over_a_build_that_stops_in_name_only, "stops in name only", 1200),
    Check(
        "postgres-kills",
        storms.postgres_kills,
        storms.postgres_kills_over_a_build_that_fails_what_it_cannot_follow,
        "fails without database",
        900,
        (POSTGRESQL,),
    ),
    Check(
        "commit-cuts",
        submits.commit_cuts,
        submits.commit_cuts_over_a_build_that_keeps_keys_in_memory,
        "keys in memory",
        900,
        (POSTGRESQL,),
    ),
    Check("damage", damage.damage, damage.damage_over_a_build_that_believes_names, "believes names", 900, (SQLITE,)),
)
