"""The story of one training attempt, from spec.json to output/. Knows the order of things; each thing knows itself."""

import math
from enum import Enum
from pathlib import Path
from typing import assert_never

from transformers import set_seed

from easytune.contract.calibration import Calibration
from easytune.contract.error_codes import ErrorCode
from easytune.contract.events import Finished, Phase, Plan, Progress, Started, Stopped
from easytune.contract.failure import RunFailed
from easytune.modeling.device import Compute, choose_compute, fix_threads
from easytune.modeling.load import load_tokenizer, longest_input_tokens
from easytune.modeling.tuned import Tuned
from easytune.trainer import checkpoints
from easytune.trainer.checkpoints import Checkpoint
from easytune.trainer.interrupts import Wish
from easytune.trainer.keeper import versions
from easytune.trainer.lesson import Context, Lesson, Materials
from easytune.trainer.lessons import lesson_of
from easytune.trainer.manifest import Damaged
from easytune.trainer.rows import Parts
from easytune.trainer.save import write_output
from easytune.trainer.training import Trained, train


class Ending(Enum):
    """How the process ends; the values are its exit status."""

    SAID = 0  # finished or stopped, and said so
    HANDED_OVER = 75  # EX_TEMPFAIL of sysexits.h: nothing is wrong, start me again


def run(context: Context) -> Ending:
    """Train, keep checkpoints, write output/. Raises: RunFailed, EndedEarly, and whatever the libraries raise."""
    report = context.report
    fix_threads(context.spec.threads)
    compute = choose_compute(context.spec.settings.device, context.spec.settings.precision)
    checkpoints.sweep(context.folder)
    resumed = _resume_point(context)
    _say_start(context, compute, resumed)
    lesson = lesson_of(context.spec)
    materials = _load(context, lesson, compute)
    report.phase(Phase.TRAIN)
    report.starting(materials.plan)
    trained = train(context, lesson, materials, resumed)
    if trained.wish is not None and not trained.over:
        return _end_early(context, lesson, materials, trained, trained.wish)
    assert trained.newest is not None
    best = _best(context, trained.newest)
    fitted = lesson.review(context, materials, best)
    report.phase(Phase.SAVE)
    _write(context, lesson, materials, best, fitted)
    report.finished()
    report.event(_finished(context, lesson, materials.plan, best, trained))
    return Ending.SAID


def rows_seen(step: int, plan: Plan, batch_rows: int) -> int:
    """Training rows that went into the first `step` steps; the last batch of an epoch may be smaller."""
    epochs, steps = divmod(step, plan.steps_per_epoch)
    return epochs * plan.train_rows + min(steps * batch_rows, plan.train_rows)


def _resume_point(context: Context) -> Checkpoint | None:
    candidates = context.spec.resume
    found = checkpoints.newest_good(candidates, context.fingerprint, context.report.damaged)
    if candidates and found is None:
        context.report.no_checkpoint()
    return found


def _say_start(context: Context, compute: Compute, resumed: Checkpoint | None) -> None:
    step = resumed.step if resumed is not None else None
    context.report.started(
        Started(pid=0, device=compute.device.value, precision=compute.precision.value, versions=versions(), resumed_from_step=step)
    )
    context.report.device(compute.device_name, compute.precision.value, context.spec.threads)
    if step is not None:
        context.report.resuming(step)


def _load(context: Context, lesson: Lesson, compute: Compute) -> Materials:
    """Model, then data. What is new in the model is drawn from the seed. Raises: RunFailed, EndedEarly."""
    spec, folder = context.spec, Path(context.spec.model.folder)
    context.interrupts.check()
    context.report.phase(Phase.LOAD)
    context.report.loading(spec.model.name)
    tokenizer = load_tokenizer(folder)
    limit = longest_input_tokens(folder, tokenizer)
    if spec.settings.max_tokens > limit:
        raise RunFailed(ErrorCode.MAX_TOKENS_TOO_LONG, max_tokens=spec.settings.max_tokens, limit=limit)
    set_seed(spec.settings.seed)
    tuned = lesson.load(folder, tokenizer, compute)
    context.interrupts.check()
    context.report.phase(Phase.DATA)
    split = lesson.prepare(tokenizer, lambda rows: _at_chunk(context, rows))
    plan = lesson.counted(_plan(context, split, tuned), split)
    context.report.event(plan)
    context.report.data(spec.train.name, plan)
    if plan.train_tokens is not None:
        context.report.tokens(plan)
    context.interrupts.check()
    return Materials(compute, tuned, tokenizer, split, plan)


def _at_chunk(context: Context, rows: int) -> None:
    context.interrupts.check()
    context.report.event(Progress(phase=Phase.DATA, done=rows, unit="rows"))


def _plan(context: Context, split: Parts, tuned: Tuned) -> Plan:
    settings = context.spec.settings
    steps_per_epoch = math.ceil(len(split.train) / settings.batch_rows)
    return Plan(
        total_steps=steps_per_epoch * settings.epochs,
        steps_per_epoch=steps_per_epoch,
        epochs=settings.epochs,
        train_rows=len(split.train),
        validation_rows=len(split.validation),
        truncated_rows=int(split.train.truncated.sum() + split.validation.truncated.sum()),
        trainable_parameters=tuned.trainable_parameters,
        total_parameters=tuned.total_parameters,
    )


def _best(context: Context, newest: Checkpoint) -> Checkpoint:
    """The best checkpoint, read back. Raises: RunFailed(CHECKPOINT_DAMAGED); resumed, the run goes on from an older one."""
    try:
        return checkpoints.best_of(newest, context.fingerprint)
    except Damaged as damage:
        step = newest.manifest.progress.best_step or newest.step
        context.report.damaged(step, str(damage))
        raise RunFailed(ErrorCode.CHECKPOINT_DAMAGED, step=step) from damage


def _write(context: Context, lesson: Lesson, materials: Materials, checkpoint: Checkpoint, fitted: Calibration | None) -> None:
    write_output(lambda target: lesson.write(checkpoint, materials, target), fitted, context.folder)
    context.report.saved(context.folder.output, checkpoint.step)


def _end_early(context: Context, lesson: Lesson, materials: Materials, trained: Trained, wish: Wish) -> Ending:
    """Save: the weights of now. Discard: nothing. Hand over: the checkpoint is committed, another process goes on."""
    step = trained.newest.step if trained.newest is not None else 0
    match wish:
        case Wish.HAND_OVER:
            context.report.handed_over(step)
            return Ending.HANDED_OVER
        case Wish.SAVE:
            assert trained.newest is not None
            context.report.phase(Phase.SAVE)
            _write(context, lesson, materials, trained.newest, None)
        case Wish.DISCARD:
            pass
        case _:
            assert_never(wish)
    context.report.stopped(step)
    context.report.event(Stopped(step=step, saved=wish is Wish.SAVE))
    return Ending.SAID


def _finished(context: Context, lesson: Lesson, plan: Plan, best: Checkpoint, trained: Trained) -> Finished:
    progress, step = best.manifest.progress, trained.newest.step if trained.newest is not None else 0
    return Finished(
        step=best.step,
        metrics=lesson.metrics(progress) if progress.best_step is not None else {},
        train_seconds=round(trained.seconds, 3),
        train_rows_seen=rows_seen(step, plan, context.spec.settings.batch_rows),
    )
