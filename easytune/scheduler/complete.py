"""What the product gains when a run ends well, by kind: a tuned model, a starter, sample datasets. Knows the domains; knows no process.

Two steps: `prepare` moves and reads files, before the transaction and so that doing it again changes nothing more;
`register` writes rows, in the same transaction as the run's last state.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from easytune.accounts import tables as _accounts  # noqa: F401 - rows written here refer to users
from easytune.contract.run_folder import RunFolder
from easytune.contract.run_spec import PackageFile, PackageWish, PredictSpec, PullSpec, RenderSpec, run_spec_adapter
from easytune.contract.train_spec import TrainSpec
from easytune.core.config import Settings
from easytune.datasets import samples
from easytune.jobs.tables import Job
from easytune.models import folders as model_folders
from easytune.models import service as models
from easytune.models.folders import InspectedFolder
from easytune.runs.progress import RunMetrics
from easytune.runs.tables import Run


@dataclass(frozen=True)
class Completion:
    """A run that ended with a good output, and what its files turned out to be."""

    run: Run
    spec: TrainSpec | PullSpec | PredictSpec | RenderSpec
    metrics: dict[str, float]
    model: InspectedFolder | None = None
    sample: tuple[samples.PreparedPart, ...] = ()
    package: PackageFile | None = None


async def prepare(run: Run, metrics: RunMetrics, settings: Settings) -> Completion:
    """Move output/ to where it stays and read it. run: with its spec loaded. Raises: UserError for a bad output, OSError."""
    spec = run_spec_adapter.validate_python(run.spec)
    output = RunFolder.of(settings.runs, run.id, run.attempt).output
    figures = _figures(metrics)
    match spec:
        case TrainSpec():
            target = model_folders.tuned_folder(settings, run.id)
            return Completion(run, spec, figures, await asyncio.to_thread(_take_model, output, target))
        case PullSpec() if samples.is_sample(spec.key):
            parts = await asyncio.to_thread(samples.prepare, settings, spec.key, output, spec.language)
            return Completion(run, spec, figures, sample=parts)
        case PullSpec(wish=PackageWish()):
            target = model_folders.package_folder(settings, run.id)
            model, package = await asyncio.to_thread(_take_package, RunFolder.of(settings.runs, run.id, run.attempt), target)
            return Completion(run, spec, figures, model, package=package)
        case PullSpec():
            target = model_folders.starter_folder(settings, spec.key)
            return Completion(run, spec, figures, await asyncio.to_thread(_take_model, output, target))
        case PredictSpec() | RenderSpec():
            return Completion(run, spec, figures)


async def register(session: AsyncSession, completion: Completion) -> None:
    """The rows of what was made. Doing it again for the same run gives the same rows."""
    match completion.spec:
        case TrainSpec() as spec:
            assert completion.model is not None
            await _register_tuned(session, completion, spec, completion.model)
        case PullSpec() if completion.sample:
            await samples.register(session, owner_id=completion.run.owner_id, prepared=completion.sample)
        case PullSpec() if completion.package is not None:
            assert completion.model is not None
            await models.register_package(session, owner_id=completion.run.owner_id, package=completion.package, found=completion.model)
        case PullSpec() as spec:
            assert completion.model is not None
            await models.register_starter(session, owner_id=completion.run.owner_id, key=spec.key, found=completion.model)
        case PredictSpec() | RenderSpec():
            pass


async def _register_tuned(session: AsyncSession, completion: Completion, spec: TrainSpec, found: InspectedFolder) -> None:
    run = completion.run
    job = await session.get(Job, run.id)
    model = await models.register_tuned(
        session,
        owner_id=run.owner_id,
        job_id=run.id,
        name=job.output_name if job is not None else spec.name,
        found=found,
        base_model_id=job.model_id if job is not None else None,
        tuning=spec.settings.tuning.kind,
        metrics=completion.metrics,
    )
    if job is not None:
        job.output_model_id = model.id


def _take_package(folder: RunFolder, target: Path) -> tuple[InspectedFolder, PackageFile]:
    """Judged where it is, for what a stranger packed does not get a place among our models unseen."""
    if folder.output.is_dir():
        model_folders.inspect_own(folder.output)
    return _take_model(folder.output, target), PackageFile.model_validate_json(folder.package.read_bytes())


def _take_model(output: Path, target: Path) -> InspectedFolder:
    model_folders.take_over(output, target)
    return model_folders.inspect_own(target)


def _figures(metrics: RunMetrics) -> dict[str, float]:
    """What `finished` said of the published weights, else the best evaluation."""
    if metrics.final or metrics.best is None:
        return metrics.final
    best = metrics.best
    return {name: value for name, value in best.model_dump(include={"accuracy", "macro_f1", "loss"}).items() if value is not None}
