"""Users, sessions and API tokens in the database. Knows no HTTP, no cookie and no password, only its hash."""

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from easytune.accounts.tables import ApiToken, LoginSession, SetupToken, User
from easytune.contract.error_codes import ErrorCode
from easytune.core.db import utc_now
from easytune.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from easytune.core.security import Principal, Role

SESSION_LIFE = timedelta(days=30)
SETUP_TOKEN_LIFE = timedelta(minutes=30)
LAST_USED_STEP = timedelta(minutes=1)
TOKEN_PREFIX = "et_"  # noqa: S105 - what every token begins with
START_CHARACTERS = 8
NO_PASSWORD = "-"  # noqa: S105 - no hash looks like it
COMMAND_LINE = "command line"  # the space keeps people from taking it


@dataclass(frozen=True)
class NewSession:
    """A session just made; the only moment at which its token is known."""

    token: str
    principal: Principal
    csrf_token: str


@dataclass(frozen=True)
class NewToken:
    """An API token just made; the only moment at which it is known."""

    token: str
    row: ApiToken


def hashed(token: str) -> str:
    """Tokens are 256 random bits, so a plain hash is as good as a slow one."""
    return hashlib.sha256(token.encode()).hexdigest()


async def any_user(session: AsyncSession) -> bool:
    """Whether anybody could sign in; the user of the command line cannot."""
    return bool(await session.scalar(select(exists(select(User.id).where(User.password_hash != NO_PASSWORD)))))


async def user_of_command_line(session: AsyncSession) -> Principal:
    """Whom commands on the server act for: the first owner; before there is one, a user without a password."""
    user = await first_owner(session) or await user_named(session, COMMAND_LINE)
    if user is None:
        user = await create_user(session, COMMAND_LINE, NO_PASSWORD, Role.MEMBER, "en")
    return _principal(user, None)


async def user_named(session: AsyncSession, username: str) -> User | None:
    user: User | None = await session.scalar(select(User).where(User.username == normalized(username)))
    return user


async def first_owner(session: AsyncSession) -> User | None:
    """The oldest owner account; commands on the server act for it."""
    user: User | None = await session.scalar(select(User).where(User.role == Role.OWNER.value).order_by(User.id).limit(1))
    return user


def normalized(username: str) -> str:
    return unicodedata.normalize("NFC", username).strip()


def checked_username(username: str) -> str:
    """The name as it is stored. Raises: InvalidInput(NAME_INVALID) for anything but letters, digits and . _ @ + -"""
    name = normalized(username)
    if not 1 <= len(name) <= 64 or not all(character.isalnum() or character in "._@+-" for character in name):
        raise InvalidInput(ErrorCode.NAME_INVALID, field="username", reason="A-Z 0-9 . _ @ + -")
    return name


async def create_user(session: AsyncSession, username: str, password_hash: str, role: Role, language: str) -> User:
    user = User(username=username, password_hash=password_hash, role=role.value, language=language)
    session.add(user)
    await session.flush()
    return user


async def set_language(session: AsyncSession, user_id: int, language: str) -> None:
    await session.execute(update(User).where(User.id == user_id).values(language=language))


async def user_with_id(session: AsyncSession, user_id: int) -> User:
    user = await session.get(User, user_id)
    assert user is not None  # a principal is a user
    return user


async def set_password(session: AsyncSession, user_id: int, old_hash: str, new_hash: str) -> NewSession | None:
    """The new password and a new session in place of all others; None when somebody changed it in between."""
    statement = update(User).where(User.id == user_id, User.password_hash == old_hash).values(password_hash=new_hash)
    changed = await session.scalars(statement.returning(User.id))
    if not changed.all():
        return None
    await session.execute(delete(LoginSession).where(LoginSession.user_id == user_id))
    return await create_session(session, await user_with_id(session, user_id))


# sessions


async def create_session(session: AsyncSession, user: User) -> NewSession:
    """Sign a browser in; sessions that have expired are swept on the way."""
    now = utc_now()
    await session.execute(delete(LoginSession).where(LoginSession.expires_at < now))
    token, csrf_token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    row = LoginSession(token_hash=hashed(token), csrf_token=csrf_token, user_id=user.id, created_at=now, expires_at=now + SESSION_LIFE)
    session.add(row)
    await session.flush()
    return NewSession(token, _principal(user, csrf_token), csrf_token)


async def principal_of_session(session: AsyncSession, token: str) -> Principal | None:
    query = (
        select(User, LoginSession.csrf_token)
        .join(LoginSession, LoginSession.user_id == User.id)
        .where(LoginSession.token_hash == hashed(token), LoginSession.expires_at > utc_now())
    )
    row = (await session.execute(query)).one_or_none()
    return _principal(row[0], row[1]) if row is not None else None


async def end_session(session: AsyncSession, token: str) -> None:
    await session.execute(delete(LoginSession).where(LoginSession.token_hash == hashed(token)))


def _principal(user: User, csrf_token: str | None) -> Principal:
    return Principal(user.id, user.username, Role(user.role), user.language, csrf_token)


# API tokens


async def create_token(session: AsyncSession, user_id: int, name: str) -> NewToken:
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(user_id=user_id, name=name, token_hash=hashed(token), start=token[:START_CHARACTERS])
    session.add(row)
    await session.flush()
    return NewToken(token, row)


async def list_tokens(session: AsyncSession, user_id: int) -> list[ApiToken]:
    return list(await session.scalars(select(ApiToken).where(ApiToken.user_id == user_id).order_by(ApiToken.id.desc())))


async def delete_token(session: AsyncSession, user_id: int, token_id: int) -> None:
    """Raises: NotFound, also for a token of somebody else."""
    row = await session.scalar(select(ApiToken).where(ApiToken.id == token_id, ApiToken.user_id == user_id))
    if row is None:
        raise NotFound(ErrorCode.NOT_FOUND, what=f"#{token_id}")
    await session.delete(row)


async def principal_of_token(session: AsyncSession, token: str) -> tuple[Principal, datetime | None] | None:
    """Who the token stands for, and when it was last used."""
    query = select(User, ApiToken.last_used_at).join(ApiToken, ApiToken.user_id == User.id).where(ApiToken.token_hash == hashed(token))
    row = (await session.execute(query)).one_or_none()
    return (_principal(row[0], None), row[1]) if row is not None else None


async def mark_token_used(session: AsyncSession, token: str) -> None:
    await session.execute(update(ApiToken).where(ApiToken.token_hash == hashed(token)).values(last_used_at=utc_now()))


# the first owner


async def issue_setup_token(session: AsyncSession) -> str | None:
    """A new one-time token for the console link, in place of any before it; None once somebody has an account."""
    await session.execute(delete(SetupToken))
    if await any_user(session):
        return None
    token = secrets.token_urlsafe(32)
    session.add(SetupToken(token_hash=hashed(token), expires_at=utc_now() + SETUP_TOKEN_LIFE))
    return token


async def require_setup_token(session: AsyncSession, token: str) -> None:
    """Raises: Conflict(SETUP_DONE) once there is an account, NotAllowed(SETUP_TOKEN_INVALID) for a wrong or old token."""
    if await any_user(session):
        raise Conflict(ErrorCode.SETUP_DONE)
    valid = select(exists(select(SetupToken.id).where(SetupToken.token_hash == hashed(token), SetupToken.expires_at > utc_now())))
    if not await session.scalar(valid):
        raise NotAllowed(ErrorCode.SETUP_TOKEN_INVALID)


async def take_setup_token(session: AsyncSession, token: str) -> None:
    """Use the token up; of two requests at the same moment only one gets past this. Raises: as require_setup_token."""
    await require_setup_token(session, token)
    taken = await session.scalars(delete(SetupToken).where(SetupToken.token_hash == hashed(token)).returning(SetupToken.id))
    if not taken.all():
        raise NotAllowed(ErrorCode.SETUP_TOKEN_INVALID)
