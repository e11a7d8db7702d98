"""How we connect to PostgreSQL: every wait has an end, and nobody meets a connection from before a restart. Knows no session."""

import time
from typing import Any

from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from easytune.core.database_errors import away

CONNECT_SECONDS = 5.0
STATEMENT_SECONDS = 30.0
POOL_SECONDS = 10.0
QUIET_SECONDS = 0.5
# the server's side: it must notice that a client is gone without a word, for one may hold the scheduler's role or a row
_SESSION = {
    "application_name": "easytune",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "idle_in_transaction_session_timeout": f"{int(2 * STATEMENT_SECONDS)}s",
}


def engine_arguments() -> dict[str, Any]:
    """For SQLAlchemy's create_async_engine."""
    waits = {"timeout": CONNECT_SECONDS, "command_timeout": STATEMENT_SECONDS}
    return {"pool_timeout": POOL_SECONDS, "connect_args": {**waits, "server_settings": _SESSION, "async_creator_fn": _connect}}


def refuse_dead(connection: Any, entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
    """For the event `checkout`: the pool opens another connection in the place of one that died; one just used is not asked.

    connection: as SQLAlchemy wraps asyncpg's, whose types it does not export.
    """
    now = time.monotonic()
    if now - entry.info.setdefault("heard_at", now) > QUIET_SECONDS:
        try:
            connection.ping()
        except (OSError, connection.dbapi.Error) as error:
            raise DisconnectionError from error
        entry.info["heard_at"] = now
    if connection.driver_connection.is_closed():
        raise DisconnectionError


async def _connect(*arguments: Any, **named: Any) -> Any:
    """asyncpg's connect. Raises: DatabaseAway, for SQLAlchemy lets through what a connect raises as it is."""
    import asyncpg

    try:
        return await asyncpg.connect(*arguments, **named)
    except (OSError, asyncpg.PostgresError) as error:
        raise away(error) from error
