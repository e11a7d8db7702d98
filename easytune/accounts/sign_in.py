"""Signs people in and makes the first owner: throttle, password, session. Knows no cookie; never hashes inside a transaction."""

import contextlib
from dataclasses import dataclass

from easytune.accounts import service
from easytune.accounts.passwords import Passwords, require_strong
from easytune.accounts.schemas import LoginIn, PasswordIn, SetupIn
from easytune.accounts.service import NewSession
from easytune.accounts.throttle import LoginThrottle
from easytune.contract.error_codes import ErrorCode
from easytune.core.database_errors import OutcomeUnknown
from easytune.core.db import Database, utc_now
from easytune.core.errors import InvalidInput, NotAuthenticated
from easytune.core.secret_key import Signer
from easytune.core.security import BearerToken, Credentials, Principal, Role, SessionCookie

DEMO_USERNAME = "admin"
DEMO_PASSWORD = "admin123"  # noqa: S105 - the published demo account, see `demo` below
SETUP_NAME = "the set-up"


@dataclass(frozen=True)
class Accounts:
    """What signing in needs; one per app. demo: the published demo account is made and accepted."""

    database: Database
    passwords: Passwords
    throttle: LoginThrottle
    signer: Signer
    demo: bool

    async def principal(self, credentials: Credentials) -> Principal | None:
        """Who brings this proof; None when it is unknown, expired or revoked."""
        match credentials:
            case SessionCookie(signed):
                token = self.signer.checked(signed)
                if token is None:
                    return None
                async with self.database.reading() as session:
                    return await service.principal_of_session(session, token)
            case BearerToken(token):
                return await self._principal_of_token(token)

    async def _principal_of_token(self, token: str) -> Principal | None:
        async with self.database.reading() as session:
            found = await service.principal_of_token(session, token)
        if found is None:
            return None
        principal, last_used_at = found
        if last_used_at is None or utc_now() - last_used_at > service.LAST_USED_STEP:
            with contextlib.suppress(OutcomeUnknown):  # marked or not, the next request looks again
                async with self.database.session() as session:
                    await service.mark_token_used(session, token)
        return principal

    async def login(self, body: LoginIn, address: str) -> NewSession:
        """Raises: NotAuthenticated(WRONG_CREDENTIALS), TooManyRequests(LOGIN_THROTTLED)."""
        self.throttle.enter(body.username, address)
        async with self.database.reading() as session:
            user = await service.user_named(session, body.username)
        published = body.password == DEMO_PASSWORD and not self.demo  # refused wherever it is not the demo's
        password_hash = user.password_hash if user is not None and not published else None
        right = await self.passwords.matches(password_hash, body.password)
        if user is None or not right:
            raise NotAuthenticated(ErrorCode.WRONG_CREDENTIALS)
        self.throttle.succeeded(body.username, address)
        async with self.database.session() as session:
            return await service.create_session(session, user)

    async def change_password(self, body: PasswordIn, user: Principal, address: str) -> NewSession:
        """Every session of the person ends but the new one that this gives; API tokens stay.

        Raises: InvalidInput(WRONG_PASSWORD, WEAK_PASSWORD), TooManyRequests(LOGIN_THROTTLED).
        """
        self.throttle.enter(user.username, address)
        async with self.database.reading() as session:
            old_hash = (await service.user_with_id(session, user.user_id)).password_hash
        if not await self.passwords.matches(old_hash, body.old_password):
            raise InvalidInput(ErrorCode.WRONG_PASSWORD, field="old_password")
        self.throttle.succeeded(user.username, address)
        require_strong(body.new_password, user.username, user.language, field="new_password")
        new_hash = await self.passwords.hash(body.new_password)
        async with self.database.session() as session:
            new = await service.set_password(session, user.user_id, old_hash, new_hash)
        if new is None:
            raise InvalidInput(ErrorCode.WRONG_PASSWORD, field="old_password")
        return new

    async def set_up(self, body: SetupIn, address: str) -> NewSession:
        """The first owner, signed in. Raises: as login, require_setup_token, checked_username and require_strong."""
        self.throttle.enter(SETUP_NAME, address)
        async with self.database.reading() as session:
            await service.require_setup_token(session, body.token)
        self.throttle.succeeded(SETUP_NAME, address)
        username = service.checked_username(body.username)
        require_strong(body.password, username, body.language)
        password_hash = await self.passwords.hash(body.password)
        async with self.database.session() as session:
            await service.take_setup_token(session, body.token)
            user = await service.create_user(session, username, password_hash, Role.OWNER, body.language)
            return await service.create_session(session, user)

    async def ensure_demo_owner(self) -> None:
        """The account admin / admin123, in demo mode and only while nobody has an account."""
        assert self.demo
        password_hash = await self.passwords.hash(DEMO_PASSWORD)
        async with self.database.session() as session:
            if not await service.any_user(session):
                await service.create_user(session, DEMO_USERNAME, password_hash, Role.OWNER, "zh")
