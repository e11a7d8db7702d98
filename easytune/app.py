"""Puts the web application together: routes of all domains behind the guard, error answers, the built pages. Starts nothing.

The scheduler and migrations are siblings that only the command line knows.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from sqlalchemy import inspect

from easytune import __version__
from easytune.accounts import routes as accounts_routes
from easytune.accounts.passwords import Passwords
from easytune.accounts.sign_in import Accounts
from easytune.accounts.throttle import LoginThrottle
from easytune.core import docs_page, handlers, refusals
from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.core.frontend import Frontend, PageSwitch
from easytune.core.guard import Guard
from easytune.core.openai_errors import OpenAIErrorAnswer
from easytune.core.secret_key import Signer
from easytune.core.shutdown import signals_heard
from easytune.datasets import routes as datasets_routes
from easytune.inference import generate_routes, openai_routes
from easytune.inference import routes as inference_routes
from easytune.jobs import curve_routes, stream_routes
from easytune.jobs import routes as jobs_routes
from easytune.models import pull_routes
from easytune.models import routes as models_routes
from easytune.overview import quick, rendered_routes
from easytune.overview import routes as overview_routes
from easytune.runs import routes as runs_routes
from easytune.system import routes as system_routes
from easytune.system.service import DatabaseWatch, SystemWatch

API = "/api/v1"
OPENAI_API = "/v1"
STATIC = Path(__file__).parent / "static"
_REFUSAL: dict[int | str, dict[str, Any]] = {"default": {"model": handlers.ErrorAnswer, "description": "What went wrong"}}
_OPENAI_REFUSAL: dict[int | str, dict[str, Any]] = {"default": {"model": OpenAIErrorAnswer, "description": "What went wrong"}}
_ANY_ADDRESS = frozenset({"0.0.0.0", "::", "[::]", ""})  # noqa: S104 - listened on, never a name to be called by


def create_app(settings: Settings, database: Database | None = None) -> FastAPI:
    """The web application; a database that is given stays the caller's to close."""
    own_database = Database(settings.database) if database is None else None
    app = FastAPI(
        title="EasyTune-LLM",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=_lifespan(own_database),
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    _put_state(app, settings, database or own_database)
    app.include_router(_api_routes(), prefix=API, responses=_REFUSAL)
    app.include_router(openai_routes.router, prefix=OPENAI_API, responses=_OPENAI_REFUSAL)
    app.include_router(quick.router, responses=_REFUSAL)
    app.include_router(docs_page.router)
    app.include_router(Frontend(STATIC).routes())
    handlers.install(app)
    refusals.install(app)
    accounts: Accounts = app.state.accounts
    app.add_middleware(Guard, routes=app.routes, allowed_hosts=_allowed_hosts(settings), authenticate=accounts.principal)
    app.add_middleware(PageSwitch)  # added last, so it comes first
    return app


def app_from_environment() -> FastAPI:
    """For `uvicorn easytune.app:app_from_environment --factory`, on a data folder that `easytune migrate` has prepared."""
    return create_app(Settings())


def _api_routes() -> APIRouter:
    router = APIRouter()
    for domain in (accounts_routes, system_routes, datasets_routes, models_routes, inference_routes, runs_routes, overview_routes):
        router.include_router(domain.router)
    for part in (pull_routes, jobs_routes, curve_routes, stream_routes, rendered_routes, generate_routes):
        router.include_router(part.router)
    return router


def _put_state(app: FastAPI, settings: Settings, database: Database | None) -> None:
    """What routes ask for through core/http.py and their own dependencies."""
    assert database is not None
    app.state.settings = settings
    app.state.database = database
    app.state.accounts = Accounts(database, Passwords(), LoginThrottle(), Signer(settings), settings.demo)
    app.state.system = SystemWatch(settings, database)
    app.state.database_watch = DatabaseWatch(database)
    app.state.stopping = asyncio.Event()


def _lifespan(own_database: Database | None) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        accounts: Accounts = app.state.accounts
        if own_database is not None:
            await _require_tables(own_database)
        if accounts.demo:
            await accounts.ensure_demo_owner()
        with nullcontext() if own_database is None else signals_heard(app.state.stopping):
            yield
        accounts.passwords.close()
        if own_database is not None:
            await own_database.close()

    return lifespan


async def _require_tables(database: Database) -> None:
    """Raises: RuntimeError, which ends a foreign server at its start; `easytune serve` migrates by itself."""
    async with database.engine.connect() as connection:
        found = await connection.run_sync(lambda connected: inspect(connected).has_table("users"))
    if not found:
        raise RuntimeError("The database has no tables yet. Run `easytune migrate` once, then start again.")


def _allowed_hosts(settings: Settings) -> frozenset[str]:
    named = {host.lower() for host in settings.allowed_hosts}
    address = f"[{settings.host}]" if ":" in settings.host else settings.host.lower()
    return frozenset(named if address in _ANY_ADDRESS else named | {address})
