"""Finds the lesson for an objective. Knows the list of them; knows nothing of what they do."""

from typing import assert_never

from easytune.contract.objective import Chat, Classify
from easytune.contract.train_spec import TrainSpec
from easytune.trainer.chatting import Chatting
from easytune.trainer.classifying import Classifying
from easytune.trainer.lesson import Lesson


def lesson_of(spec: TrainSpec) -> Lesson:
    """The one that a run's settings ask for."""
    match spec.settings.objective:
        case Classify() as objective:
            return Classifying(spec, objective)
        case Chat() as objective:
            return Chatting(spec, objective)
        case _ as other:
            assert_never(other)
