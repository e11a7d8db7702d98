"""Checkpoints damaged in every way, for each way of tuning, resumed by real trainers. Knows the counts; tests.trainer.damage does it."""

from tests.soak.ground import Ground
from tests.soak.outcome import Found
from tests.trainer.damage import TUNINGS, faults_of_believing_names, survey

PROCESSES = 5


def damage(ground: Ground) -> Found:
    """All cases whatever the scale: they are quick. The scale decides how many are resumed to the end."""
    surveys = [survey(ground.new_folder(name), name, ground.times(PROCESSES)) for name in TUNINGS]
    faults = [fault for one in surveys for fault in one.silent_wrong]
    if unequal := sum(one.processes - one.bit_equal for one in surveys):
        faults.append(f"{unequal} resumed trainings ended with other weights")
    return Found(
        counts={
            "damaged_checkpoints": sum(one.cases for one in surveys),
            "falls_back": sum(one.fell_back for one in surveys),
            "starts_from_zero": sum(one.restarted for one in surveys),
            "resumed_to_the_end": sum(one.processes for one in surveys),
        },
        faults=tuple(faults),
    )


def damage_over_a_build_that_believes_names(ground: Ground) -> list[str]:
    return faults_of_believing_names(ground.new_folder("control"))
