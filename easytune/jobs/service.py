"""Checks, submits and controls training jobs. Knows rows and the plan; starts no process and touches no file.

Functions take the session first and never commit.
"""

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy.ext.asyncio import AsyncSession

from easytune.contract.error_codes import ErrorCode
from easytune.core.config import Settings
from easytune.core.errors import Conflict, InvalidInput
from easytune.core.names import LONGEST_NAME, clean_name
from easytune.core.security import Principal
from easytune.jobs.facts import request_of
from easytune.jobs.plan import Plan, plan, spec_of
from easytune.jobs.problems import Problem
from easytune.jobs.request import MachineFacts
from easytune.jobs.rows import JobRow, job_row, taken_output_names
from easytune.jobs.schemas import Finding, JobCheck, JobIn
from easytune.jobs.tables import Job
from easytune.runs import service as runs
from easytune.runs.schemas import RunState

_ENDED = frozenset({RunState.COMPLETED, RunState.FAILED, RunState.STOPPED})


@dataclass(frozen=True)
class Submit:
    """A wish to train; the same key with the same body is the same job, however often it is sent."""

    body: JobIn
    user: Principal
    idempotency_key: str | None

    @property
    def sha256(self) -> str:
        return sha256(self.body.model_dump_json().encode()).hexdigest()


async def check(session: AsyncSession, settings: Settings, body: JobIn, machine: MachineFacts, user: Principal) -> JobCheck:
    """What would be said of this job. Raises: NotFound for a dataset or model that is not there."""
    found = plan(await request_of(session, settings, body, machine, user.language, body.name))
    errors = [problem.finding(user.language) for problem in found.errors]
    try:
        _names(body)
    except InvalidInput as error:
        errors.insert(0, _problem_of(error, user.language))
    counts = found.counts
    return JobCheck(
        errors=errors,
        advice=[problem.finding(user.language) for problem in found.advice],
        train_rows=counts and counts.train_rows,
        validation_rows=counts and counts.validation_rows,
        steps_per_epoch=counts and counts.steps_per_epoch,
        total_steps=counts and counts.total_steps,
        at_most=counts is not None and counts.at_most,
    )


async def create(session: AsyncSession, settings: Settings, wish: Submit, machine: MachineFacts) -> JobRow:
    """Record the job as PENDING.

    Raises: InvalidInput with the plan's first error and its field, or NAME_INVALID; NotFound for a dataset or model that is
    not there; Conflict(IDEMPOTENCY_MISMATCH) for a known key with another body.
    """
    owner_id, key = wish.user.user_id, wish.idempotency_key
    if key is not None:
        known = await runs.submitted_before(session, owner_id=owner_id, idempotency_key=key, request_sha256=wish.sha256)
        if known is not None:
            return await job_row(session, known.id)
    body = wish.body
    name, output_name = _names(body)
    request = await request_of(session, settings, body, machine, wish.user.language, name)
    _refuse(plan(request))
    run = await runs.submit(
        session, owner_id=owner_id, kind="train", spec=spec_of(request), idempotency_key=key, request_sha256=wish.sha256
    )
    job = Job(
        id=run.id,
        name=name,
        description=body.description,
        model_id=body.model_id,
        dataset_id=body.dataset_id,
        validation_dataset_id=body.validation_dataset_id,
        model_name=request.model.reference.name,
        dataset_name=request.train.name,
        settings=body.settings.model_dump(mode="json"),
        output_name=free_name(output_name, await taken_output_names(session, output_name[: LONGEST_NAME - 8])),
    )
    if await session.get(Job, run.id) is None:  # else somebody sent the same key at the same time
        session.add(job)
        await session.flush()
    return await job_row(session, run.id)


async def delete(session: AsyncSession, job_id: int) -> None:
    """Delete an ended job with its run; its files go after the commit, the model it made stays.

    Raises: NotFound; Conflict(STATE_CONFLICT) while it is live.
    """
    row = await job_row(session, job_id)
    if row.run.state not in _ENDED:
        raise Conflict(ErrorCode.STATE_CONFLICT, state=row.run.state, action="delete")
    session.expunge(row.job)  # its row goes with the run's
    await runs.delete(session, row.run)


def free_name(wanted: str, taken: set[str]) -> str:
    """The name itself, or with -2, -3, … behind it; never longer than a name may be."""
    name, number = wanted, 2
    while name in taken:
        suffix = f"-{number}"
        name, number = wanted[: LONGEST_NAME - len(suffix)] + suffix, number + 1
    return name


def _names(body: JobIn) -> tuple[str, str]:
    """(job, output model), cleaned. Raises: InvalidInput(NAME_INVALID)."""
    name = clean_name(body.name)
    return name, name if body.output_name is None else clean_name(body.output_name, field="output_name")


def _refuse(found: Plan) -> None:
    if found.errors:
        first = found.errors[0]
        raise InvalidInput(first.code, **(first.params | {"field": first.field}))


def _problem_of(error: InvalidInput, language: str) -> Finding:
    return Problem(str(error.params["field"]), error.code, error.params).finding(language)
