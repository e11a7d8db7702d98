"""Who may call a route: the policy each route declares, the proof a request brings, the principal it becomes. Knows no user table."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Policy(StrEnum):
    """What a caller must be. A route without one is refused by the guard and fails a test."""

    PUBLIC = "public"  # open, and who asks is not even looked up: no database behind it
    OPEN = "open"
    VIEWER = "viewer"
    MEMBER = "member"
    OWNER = "owner"


class Role(StrEnum):
    """Each may do all that the ones before it may."""

    VIEWER = "viewer"
    MEMBER = "member"
    OWNER = "owner"


_RANK = {Role.VIEWER: 1, Role.MEMBER: 2, Role.OWNER: 3}
_NEEDS = {Policy.PUBLIC: 0, Policy.OPEN: 0, Policy.VIEWER: 1, Policy.MEMBER: 2, Policy.OWNER: 3}

SESSION_COOKIE = "easytune_session"
CSRF_COOKIE = "easytune_csrf"
CSRF_HEADER = "X-CSRF-Token"


@dataclass(frozen=True)
class SessionCookie:
    """A browser's proof; it travels by itself, so unsafe methods need the CSRF token too."""

    token: str


@dataclass(frozen=True)
class BearerToken:
    """A script's proof, from the Authorization header."""

    token: str


Credentials = SessionCookie | BearerToken


@dataclass(frozen=True)
class Principal:
    """The signed-in user of a request; csrf_token is None for API tokens, which no browser sends by itself."""

    user_id: int
    username: str
    role: Role
    language: str
    csrf_token: str | None

    def satisfies(self, policy: Policy) -> bool:
        return _RANK[self.role] >= _NEEDS[policy]


def is_open(policy: Policy) -> bool:
    """Whether nobody needs to sign in for it."""
    return _NEEDS[policy] == 0


POLICY_KEY = "x-policy"
UPLOAD_KEY = "x-upload"


def policy(value: Policy, *, upload: bool = False) -> dict[str, Any]:
    """Spread into a route decorator: `@router.get("/datasets", **policy(Policy.VIEWER))`.

    upload=True: the body is streamed to the route, which limits it itself; all other bodies are read and capped by the guard.
    """
    extra: dict[str, Any] = {POLICY_KEY: value.value}
    return {"openapi_extra": extra | {UPLOAD_KEY: True} if upload else extra}
