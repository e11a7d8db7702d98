"""Finds the route of a request and the policy it declares, by the router's own patterns. Knows no user and no handler."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from easytune.core.security import POLICY_KEY, UPLOAD_KEY, Policy


@dataclass(frozen=True)
class GuardedRoute:
    """One route; policy None: it declares none and is refused. methods is empty for a mount, which takes them all."""

    path: str
    pattern: re.Pattern[str]
    methods: frozenset[str]
    policy: Policy | None
    upload: bool


@dataclass(frozen=True)
class UnknownMethod:
    """The path exists, the method does not."""

    allowed: tuple[str, ...]


class RouteTable:
    """All routes in the order in which the router tries them; WebSockets are left out, since the guard refuses every one."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        contexts = iter_route_contexts(routes)
        self.routes = tuple(_guarded(context) for context in contexts if not isinstance(context.original_route, WebSocketRoute))

    def resolve(self, method: str, path: str) -> GuardedRoute | UnknownMethod | None:
        """The first route that takes both; UnknownMethod when only the path is known; None when neither is."""
        allowed: set[str] = set()
        for route in self.routes:
            if route.pattern.match(path):
                if not route.methods or method in route.methods:
                    return route
                allowed |= route.methods
        return UnknownMethod(tuple(sorted(allowed))) if allowed else None


def _guarded(context: RouteContext) -> GuardedRoute:
    extra: dict[str, Any] = {}
    match context.original_route:
        case APIRoute():
            extra = context.openapi_extra or {}
        case Route() | Mount():
            pass  # cannot declare a policy, so it stays refused
        case unknown:
            raise TypeError(f"a route of kind {type(unknown).__name__} cannot be guarded")
    declared = extra.get(POLICY_KEY)
    return GuardedRoute(
        path=context.path or "",
        pattern=context.path_regex,
        methods=frozenset(context.methods or ()),
        policy=Policy(declared) if declared is not None else None,
        upload=bool(extra.get(UPLOAD_KEY, False)),
    )
