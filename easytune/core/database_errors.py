"""Tells a database that is away from one that refuses: drivers and SQLAlchemy say it in a dozen ways. Knows no table and no HTTP.

DatabaseAway
└── OutcomeUnknown
"""

import errno
import sqlite3

from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

# classes of SQLSTATE: connection exception, insufficient resources, operator intervention (shutdown, crash, starting up)
_AWAY_STATES = ("08", "53", "57P")
_AWAY_IN_SQLITE = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN})
_PRIMARY_CODE = 0xFF
_SHOWN_CHARACTERS = 300


class DatabaseAway(SQLAlchemyError):
    """The database cannot be reached, lets nobody in, or is locked for too long. Nothing of the transaction is kept."""


class OutcomeUnknown(DatabaseAway):
    """The connection was lost between COMMIT and its answer: all of the transaction is kept, or nothing. Read before doing it again."""


def away(error: BaseException) -> DatabaseAway:
    return DatabaseAway(f"{type(error).__name__}: {error}"[:_SHOWN_CHARACTERS])


def means_away(error: BaseException) -> bool:
    """Whether what a connect, a statement or a COMMIT raised says that the database is away; asyncpg lets OSError through."""
    match error:
        case DatabaseAway() | PoolTimeoutError() | OSError():
            return True
        case DBAPIError(orig=sqlite3.Error() as cause):
            return _code_of(cause) in _AWAY_IN_SQLITE
        case DBAPIError(connection_invalidated=True):
            return True
        case DBAPIError(orig=object(sqlstate=str() as state)):
            return state.startswith(_AWAY_STATES)
        case _:
            return False


def name_trouble(context: ExceptionContext) -> BaseException | None:
    """For SQLAlchemy's event `handle_error`: DatabaseAway in the place of whatever was said, OSError for a full disk."""
    cause = context.original_exception
    if not isinstance(cause, Exception):
        return None  # cancelled
    if isinstance(cause, sqlite3.Error) and _code_of(cause) == sqlite3.SQLITE_FULL:
        return OSError(errno.ENOSPC, str(cause))
    if not means_away(context.sqlalchemy_exception or cause):
        return None
    if not isinstance(cause, sqlite3.Error):
        context.is_disconnect = True  # a connection in doubt is not used again
    return away(cause)


def _code_of(error: sqlite3.Error) -> int | None:
    """The primary result code; None for what the module itself says."""
    try:
        return error.sqlite_errorcode & _PRIMARY_CODE
    except AttributeError:
        return None
