"""Taking a package that a user names: its run, and what the page shows until it is a model. Knows no registry and no file."""

import re
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from easytune.contract.error_codes import ErrorCode
from easytune.contract.package_cache import part_name, partial_file
from easytune.contract.run_spec import PackageWish, PullSpec, run_spec_adapter
from easytune.core.config import Settings
from easytune.core.errors import Conflict, NotFound
from easytune.models.schemas import PackageIn, PackagePullOut
from easytune.models.tables import Model
from easytune.runs import service as runs
from easytune.runs.schemas import LIVE_STATES, RunState
from easytune.runs.tables import Run

KEY = "package"
_SUBJECT = "package:"
_ENDED_BADLY = (RunState.FAILED.value, RunState.STOPPED.value)
_PYPI, _NPM = re.compile(r"pypi:(?P<name>[^=]+)==(?P<version>.+)"), re.compile(r"npm:(?P<name>@?[^@]+)@(?P<version>.+)")


def package_subject(package: PackageIn) -> str:
    return f"{_SUBJECT}{package.registry}:{package.name}@{package.version}:{package.folder or ''}"


def parse(text: str, folder: str | None) -> PackageIn | None:
    """`pypi:NAME==VERSION` or `npm:NAME@VERSION`; None when it is neither. Raises: pydantic's ValidationError."""
    for registry, pattern in (("pypi", _PYPI), ("npm", _NPM)):
        if (found := pattern.fullmatch(text)) is not None:
            return PackageIn.model_validate({"registry": registry, "folder": folder, **found.groupdict()})
    return None


async def pull(session: AsyncSession, settings: Settings, *, owner_id: int, package: PackageIn, language: Literal["zh", "en"]) -> Run:
    """The run that takes it, a new or the live one. Raises: Conflict(PACKAGE_TAKEN) when it is a model already."""
    known = await taken_model(session, package)
    if known is not None:
        raise Conflict(ErrorCode.PACKAGE_TAKEN, name=package.name, model=known.name)
    wish = PackageWish.model_validate(package.model_dump())
    spec = PullSpec(run_id=0, attempt=1, language=language, key=KEY, packages=(), wish=wish, cache_folder=str(settings.cache))
    return await runs.submit(session, owner_id=owner_id, kind="pull", spec=spec, subject=package_subject(package))


async def list_pulls(session: AsyncSession) -> list[PackagePullOut]:
    """The newest run of each package that is no model, newest first."""
    rows = await session.scalars(select(Run).where(Run.subject.startswith(_SUBJECT, autoescape=True)).order_by(Run.id.desc()))
    seen: set[str | None] = set()
    shown: list[PackagePullOut] = []
    for run in rows:
        if run.subject not in seen and run.state != RunState.COMPLETED.value:
            shown.append(_pull_out(run))
        seen.add(run.subject)
    return shown


async def forget(session: AsyncSession, run_id: int) -> PackageWish:
    """Take a stopped or failed pull off the list; the caller discards its download.

    Raises: NotFound, Conflict(STATE_CONFLICT) while it lives.
    """
    run = await runs.get(session, run_id, kind="pull")
    if not (run.subject or "").startswith(_SUBJECT):
        raise NotFound(ErrorCode.NOT_FOUND, what=f"#{run_id}")
    wish = _wish_of(run)
    for older in await session.scalars(select(Run).where(Run.subject == run.subject, Run.id <= run.id, Run.state.in_(_ENDED_BADLY))):
        await runs.delete(session, older)
    if RunState(run.state) in LIVE_STATES:
        raise Conflict(ErrorCode.STATE_CONFLICT, state=run.state, action="delete")
    return wish


def discard_download(settings: Settings, wish: PackageWish) -> None:
    """Delete what has arrived of a package that is not whole. Blocking."""
    partial_file(settings.cache, part_name(wish)).unlink(missing_ok=True)


async def taken_model(session: AsyncSession, package: PackageIn) -> Model | None:
    """The model that a package became."""
    for model in await session.scalars(select(Model).where(Model.package.is_not(None))):
        taken = model.package or {}
        same = (taken.get("registry"), taken.get("name"), taken.get("version")) == (package.registry, package.name, package.version)
        if same and taken.get("folder") == package.folder:
            return model
    return None


def _pull_out(run: Run) -> PackagePullOut:
    state = RunState(run.state)
    shown: Literal["pulling", "stopped", "failed"] = (
        "pulling" if state in LIVE_STATES else "failed" if state is RunState.FAILED else "stopped"
    )
    return PackagePullOut(state=shown, run_id=run.id, **_wish_of(run).model_dump())


def _wish_of(run: Run) -> PackageWish:
    spec = run_spec_adapter.validate_python(run.spec)
    assert isinstance(spec, PullSpec)
    assert spec.wish is not None
    return spec.wish
