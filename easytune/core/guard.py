"""The one gate in front of every route: host, policy, proof, cross-site checks, body limits, request id, security headers.

Deny by default: a path without a route is 404, a route without a policy 403, a WebSocket always refused. Knows no user table
(the app gives the function that turns proof into a principal) and no route by name.
"""

import logging
import re
import secrets
from collections.abc import Awaitable, Callable, Sequence

from starlette.datastructures import Headers
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from easytune.contract.error_codes import ErrorCode
from easytune.core import handlers
from easytune.core.errors import BadRequest, MethodNotAllowed, NotAllowed, NotAuthenticated, NotFound, Unexpected
from easytune.core.request_body import buffered
from easytune.core.response_headers import add_security_headers
from easytune.core.route_table import GuardedRoute, RouteTable, UnknownMethod
from easytune.core.security import (
    CSRF_HEADER,
    SESSION_COOKIE,
    BearerToken,
    Credentials,
    Policy,
    Principal,
    SessionCookie,
    is_open,
)

log = logging.getLogger(__name__)
Authenticate = Callable[[Credentials], Awaitable[Principal | None]]

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:[0-9]{1,5})?", re.IGNORECASE)
_MAX_TOKEN_CHARACTERS = 200


class Guard:
    """Pure ASGI middleware; streams pass through it unbuffered."""

    def __init__(self, app: ASGIApp, *, routes: Sequence[BaseRoute], allowed_hosts: frozenset[str], authenticate: Authenticate) -> None:
        self._app = app
        self._table = RouteTable(routes)
        self._allowed_hosts = allowed_hosts
        self._authenticate = authenticate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["type"]:
            case "http":
                await self._serve(scope, receive, send)
            case "websocket":
                await send({"type": "websocket.close", "code": 1008, "reason": ""})
            case _:
                await self._app(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_id = secrets.token_hex(8)
        scope["state"] = {**scope.get("state", {}), "request_id": request_id, "principal": None}
        started = False

        async def send_marked(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                add_security_headers(message, request_id)
            await send(message)

        try:
            await self._admit(scope, receive, send_marked)
        except Exception as error:  # the one blind except of the web process
            if started:
                log.exception("request %s broke off after its answer had begun", request_id)
                raise
            user_error = handlers.as_user_error(error, handlers.language_of(scope))
            if user_error is None:
                log.exception("request %s failed: %s %s", request_id, scope["method"], scope["path"])
                user_error = Unexpected(ErrorCode.UNEXPECTED)
            await handlers.answer(scope, user_error)(scope, receive, send_marked)

    async def _admit(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        host = self._checked_host(headers)
        route = self._resolved(scope)
        unsafe = scope["method"] not in _SAFE_METHODS
        if unsafe:
            _refuse_cross_site(headers, f"{scope['scheme']}://{host}")
        principal = await self._principal(route, headers)
        scope["state"]["principal"] = principal
        _refuse_by_policy(route, principal)
        if unsafe and principal is not None and principal.csrf_token is not None:
            _refuse_without_csrf_token(headers, principal.csrf_token)
        await self._app(scope, await buffered(headers, receive) if unsafe and not route.upload else receive, send)

    def _checked_host(self, headers: Headers) -> str:
        """The Host header, when there is exactly one and its name is allowed."""
        values = headers.getlist("host")
        match = _HOST.fullmatch(values[0]) if len(values) == 1 else None
        if match is None or match["name"].lower() not in self._allowed_hosts:
            raise BadRequest(ErrorCode.HOST_NOT_ALLOWED, host=", ".join(values))
        return values[0].lower()

    def _resolved(self, scope: Scope) -> GuardedRoute:
        match self._table.resolve(scope["method"], scope["path"]):
            case None:
                raise NotFound(ErrorCode.NOT_FOUND, what=scope["path"])
            case UnknownMethod(allowed):
                raise MethodNotAllowed(ErrorCode.METHOD_NOT_ALLOWED, allowed=list(allowed))
            case GuardedRoute() as route:
                return route

    async def _principal(self, route: GuardedRoute, headers: Headers) -> Principal | None:
        if route.policy is None or route.policy is Policy.PUBLIC:
            return None
        credentials = credentials_of(headers)
        return await self._authenticate(credentials) if credentials is not None else None


def credentials_of(headers: Headers) -> Credentials | None:
    """The Authorization header when there is one, else the session cookie; None for no or unreadable proof."""
    authorization = headers.get("authorization")
    if authorization is not None:
        scheme, _, token = authorization.partition(" ")
        return BearerToken(token) if scheme.lower() == "bearer" and _plausible(token) else None
    for pair in headers.get("cookie", "").split(";"):
        name, _, token = pair.strip().partition("=")
        if name == SESSION_COOKIE:
            return SessionCookie(token) if _plausible(token) else None
    return None


def _plausible(token: str) -> bool:
    return 0 < len(token) <= _MAX_TOKEN_CHARACTERS and token.isascii() and token.isprintable()


def _refuse_by_policy(route: GuardedRoute, principal: Principal | None) -> None:
    if route.policy is None:
        raise NotAllowed(ErrorCode.NOT_ALLOWED)
    if is_open(route.policy):
        return
    if principal is None:
        raise NotAuthenticated(ErrorCode.NOT_AUTHENTICATED)
    if not principal.satisfies(route.policy):
        raise NotAllowed(ErrorCode.NOT_ALLOWED)


def _refuse_cross_site(headers: Headers, own_origin: str) -> None:
    """Browsers say where a request comes from; scripts say nothing. same-site is another origin, so it is refused too."""
    if any(value not in ("same-origin", "none") for value in headers.getlist("sec-fetch-site")):
        raise NotAllowed(ErrorCode.CROSS_SITE)
    if any(value.lower() != own_origin for value in headers.getlist("origin")):
        raise NotAllowed(ErrorCode.CROSS_SITE)


def _refuse_without_csrf_token(headers: Headers, expected: str) -> None:
    given = headers.get(CSRF_HEADER, "")
    if not secrets.compare_digest(given.encode(), expected.encode()):
        raise NotAllowed(ErrorCode.CROSS_SITE)
