"""Puts loop, callbacks and checkpoints together and trains. Knows all of them; knows no spec file and no output."""

from dataclasses import dataclass

from transformers import PrinterCallback

from easytune.trainer.checkpoints import Checkpoint, adopt
from easytune.trainer.flow import Flow
from easytune.trainer.interrupts import Wish
from easytune.trainer.judge import Judge
from easytune.trainer.keeper import Keeper
from easytune.trainer.lesson import Context, Lesson, Loop, Materials
from easytune.trainer.loop import arguments
from easytune.trainer.manifest import Progress
from easytune.trainer.room import require_room
from easytune.trainer.scribe import Scribe


@dataclass(frozen=True)
class Trained:
    """How the loop ended. newest is None only when it was told to discard before anything was committed."""

    newest: Checkpoint | None
    wish: Wish | None
    seconds: float

    @property
    def over(self) -> bool:
        """Nothing is left to train, whatever was wished."""
        return self.newest is not None and self.newest.manifest.progress.over


def train(context: Context, lesson: Lesson, materials: Materials, resumed: Checkpoint | None) -> Trained:
    """Train from the start or from a checkpoint until the plan, the patience or a wish ends it. Raises: RunFailed(DIVERGED)."""
    start = Progress()
    if resumed is not None:
        resumed = adopt(resumed, context.folder.good)
        start = resumed.manifest.progress
        if start.over:
            return Trained(resumed, None, start.train_seconds)
    require_room(context.folder.path, materials.tuned, context.spec.settings.tuning)
    settings, plan = context.spec.settings, materials.plan
    batches = lesson.batches(materials.tokenizer)
    judge = Judge(start, settings.early_stopping_patience)
    flow = Flow(context.interrupts, plan.steps_per_epoch, settings.checkpoint_every_steps)
    scribe = Scribe(context.report, judge, batches, plan)
    keeper = Keeper(context.folder, context.fingerprint, context.report, judge, materials.tuned, resumed)
    args = arguments(settings, materials.compute, context.folder.work, plan.steps_per_epoch)
    callbacks = [flow, *lesson.callbacks(context, materials), scribe, keeper]
    tuner = lesson.tuner(materials, Loop(args, batches, callbacks, scribe.hear))
    tuner.remove_callback(PrinterCallback)
    flow.watch(tuner)
    tuner.train(resume_from_checkpoint=str(resumed.folder) if resumed is not None else None)
    return Trained(keeper.newest, flow.wish, scribe.train_seconds)
