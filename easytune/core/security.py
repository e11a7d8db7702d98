"""Who may call a route: the policy each route declares and the principal that a request carries. Knows no user table."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Policy(StrEnum):
    """What a caller must be. A route without one is refused by the guard and fails a test."""

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
_NEEDS = {Policy.OPEN: 0, Policy.VIEWER: 1, Policy.MEMBER: 2, Policy.OWNER: 3}


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


POLICY_KEY = "x-policy"


def policy(value: Policy) -> dict[str, Any]:
    """Spread into a route decorator: `@router.get("/datasets", **policy(Policy.VIEWER))`."""
    return {"openapi_extra": {POLICY_KEY: value.value}}
