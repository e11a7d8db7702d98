"""Checks with the fake trainer: servers, supervisors and PostgreSQL are killed under live trainings. Knows the harness."""

from tests.process.harness import Orders, Storm
from tests.soak.ground import Ground
from tests.soak.outcome import Found
from tests.soak.real import servers_killed_over_real_trainers

LIVE = 55


def server_kills(ground: Ground) -> Found:
    """200 kills, two servers, 50 and more live trainings; then two trainings of the real trainer."""
    live = ground.times(LIVE, least=3)
    orders = Orders(
        servers=ground.times(200),
        seed=ground.seed,
        live=live,
        begun=live // 2,
        two_servers=True,
        pause_seconds=1.5,
        steps=(150, 300),
        step_seconds=(0.1,),
        checkpoint_every_steps=(40, 60),
    )
    storm = Storm(ground.plant(trainers_per_device=live - 2), orders)
    faults = storm.rage(900)
    real = servers_killed_over_real_trainers(ground, kills=ground.times(10))
    counts = {"server_kills": storm.done["server"], "live_at_least": min(storm.live), "trainings": len(storm.submitted)}
    return Found(counts=counts | real.counts, faults=(*faults, *real.faults))


def server_kills_over_a_build_that_begins_anew(ground: Ground) -> list[str]:
    orders = Orders(servers=2, seed=ground.seed, live=3, steps=(120, 180))
    return Storm(ground.plant("--begins-anew", trainers_per_device=3), orders).rage(90)


def supervisor_kills(ground: Ground) -> Found:
    """30 kills; the tree of each must be gone before the next attempt."""
    orders = Orders(supervisors=ground.times(30), seed=ground.seed, live=4)
    storm = Storm(ground.plant(trainers_per_device=4), orders)
    faults = storm.rage(300)
    return Found(counts={"supervisor_kills": storm.done["supervisor"], "trainings": len(storm.submitted)}, faults=tuple(faults))


def supervisor_kills_over_a_build_that_believes_pid_files(ground: Ground) -> list[str]:
    orders = Orders(servers=1, supervisors=2, seed=ground.seed, live=2, steps=(120, 180))
    return Storm(ground.plant("--pid-files", trainers_per_device=2), orders).rage(90)


def postgres_kills(ground: Ground) -> Found:
    """PostgreSQL is killed 20 times under live trainings, which go on; the scheduler has its role again in seconds."""
    orders = Orders(databases=ground.times(20), seed=ground.seed, live=6, steps=(100, 200), step_seconds=(0.05,))
    storm = Storm(ground.plant(trainers_per_device=6), orders, ground.postgres)
    faults = storm.rage(300)
    slowest = max(storm.recoveries_seconds)
    if slowest > 5:
        faults.append(f"the scheduler was back only {slowest:.1f} s after its database")
    counts = {"postgres_kills": storm.done["database"], "live_at_least": min(storm.live), "trainings": len(storm.submitted)}
    return Found(counts=counts, figures={"slowest_recovery_seconds": round(slowest, 2)}, faults=tuple(faults))


def postgres_kills_over_a_build_that_fails_what_it_cannot_follow(ground: Ground) -> list[str]:
    orders = Orders(databases=2, seed=ground.seed, live=3, steps=(100, 200), step_seconds=(0.05,))
    return Storm(ground.plant("--fails-without-database", trainers_per_device=3), orders, ground.postgres).rage(90)
