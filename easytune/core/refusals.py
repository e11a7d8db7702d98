"""Declares in the OpenAPI document which refusals each operation may answer with, by rule. Knows no route by name.

The rules follow what stands in front of every route: the guard (host, policy, cross-site, body), the parser, the database.
"""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from easytune.core.security import POLICY_KEY, Policy, is_open

_TEXTS = {
    400: "The Host header is not one of the server's names; below /v1 also what is 422 elsewhere.",
    401: "Nobody is signed in, or the proof is wrong.",
    403: "The role does not allow it, or the request comes from another site.",
    404: "There is no such thing.",
    408: "The body did not arrive in time.",
    409: "It does not fit the present state.",
    413: "The body is too large.",
    422: "A value is missing or not valid.",
    429: "Too many tries; Retry-After says when to come again.",
    503: "Something that is needed is away for the moment: the database, the disk's space, the model.",
}
_PROOFS = "accounts"  # the tag of what checks passwords and tokens: there guessing is wrong, and slowed down
_CHANGES = frozenset({"post", "put", "patch", "delete"})
_METHODS = _CHANGES | {"get", "head", "options", "trace"}


def install(app: FastAPI) -> None:
    """Have the app's own description declare them; every route must have been added."""
    describe = app.openapi
    declared: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not declared:
            declared.update(declare(describe()))
        return declared

    app.openapi = openapi  # type: ignore[method-assign]


def declare(document: dict[str, Any]) -> dict[str, Any]:
    """The same document with `default`, which allows anything, replaced by the statuses that can happen."""
    for operations in document["paths"].values():
        for method in _METHODS & operations.keys():
            operation = operations[method]
            responses: dict[str, Any] = operation["responses"]
            default = responses.pop("default", None)
            if default is not None:
                shape = default["content"]
                responses |= {str(status): {"description": _TEXTS[status], "content": shape} for status in _statuses(method, operation)}
    return document


def _statuses(method: str, operation: dict[str, Any]) -> Iterator[int]:
    policy = Policy(operation[POLICY_KEY])
    in_places = {parameter["in"] for parameter in operation.get("parameters", ())}
    has_body = "requestBody" in operation
    yield 400
    if not is_open(policy):
        yield 401
    if not is_open(policy) or method in _CHANGES:
        yield 403
    if in_places or has_body:
        yield from (404, 422)
    if method in _CHANGES:
        yield from (408, 409, 413, 422)
    if has_body and _PROOFS in operation.get("tags", ()):
        yield from (401, 429)
    if policy is not Policy.PUBLIC:
        yield 503
