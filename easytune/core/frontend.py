"""Serves the built pages: hashed assets for ever, index.html never from a cache, compressed where the browser takes it.

The files are listed once at start, so no request ever becomes a path. Knows no page by name: which path is which page is the
router's business in the browser.
"""

import mimetypes
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.datastructures import Headers
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from easytune.contract.error_codes import ErrorCode
from easytune.core.errors import NotFound
from easytune.core.security import Policy, policy

INDEX = "/index.html"
ASSETS = "/assets/"
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
_NOT_PAGES = ("/api/", "/v1/", "/docs", "/openapi.json", ASSETS, INDEX)
_FOR_EVER = "public, max-age=31536000, immutable"
_NOT_BUILT = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>EasyTune</title><p>The pages have not been built. "
    "<code>python3 dev.py setup</code> builds them; the API answers under <a href=/docs>/docs</a>.</p></html>"
)


@dataclass(frozen=True)
class _File:
    """One file and its compressed twins by content encoding."""

    path: Path
    media_type: str
    etag: str
    encoded: dict[str, Path]


class Frontend:
    """The files of one build."""

    def __init__(self, folder: Path) -> None:
        twins = {suffix for _, suffix in _ENCODINGS}
        paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in twins)
        self._files = {f"/{path.relative_to(folder).as_posix()}": _described(path) for path in paths}

    def routes(self) -> APIRouter:
        """A route for the index, one for the assets, and one for each other file at the top."""
        router = APIRouter(include_in_schema=False)
        shown = {"methods": ["GET", "HEAD"], **policy(Policy.PUBLIC)}
        router.add_api_route(INDEX, self.index, **shown)
        router.add_api_route(ASSETS + "{path:path}", self.asset, **shown)
        for path in self._files:
            if path != INDEX and not path.startswith(ASSETS):
                router.add_api_route(path, self.asset, **shown)
        return router

    async def index(self, request: Request) -> Response:
        """index.html, which names the hashed assets of this build; `Vary`, since JSON may live at the same path."""
        headers = {"Cache-Control": "no-cache", "Vary": "Accept, Accept-Encoding"}
        file = self._files.get(INDEX)
        return _answer(request, file, headers) if file is not None else HTMLResponse(_NOT_BUILT, headers=headers)

    async def asset(self, request: Request) -> Response:
        """Raises: NotFound."""
        path = request.url.path
        file = self._files.get(path)
        if file is None:
            raise NotFound(ErrorCode.NOT_FOUND, what=path)
        cache = _FOR_EVER if path.startswith(ASSETS) else "no-cache"
        return _answer(request, file, {"Cache-Control": cache, "Vary": "Accept-Encoding"})


class PageSwitch:
    """Sends a browser that opens a page to index.html, whatever the path: pages and the quick API share some.

    It only renames the path, in front of the guard, so that pages are under a policy like all else.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and _is_page(scope):
            scope = {**scope, "path": INDEX, "raw_path": INDEX.encode()}
        await self._app(scope, receive, send)


def _is_page(scope: Scope) -> bool:
    path: str = scope["path"]
    last = path.rpartition("/")[2]
    return not path.startswith(_NOT_PAGES) and "." not in last and prefers_html(Headers(scope=scope).get("accept", ""))


def prefers_html(accept: str) -> bool:
    """Whether an Accept header ranks HTML above JSON, as browsers do when they open a page and scripts do not."""
    html = json = anything = 0.0
    for item in accept.split(",")[:50]:
        media_type, _, parameters = item.strip().partition(";")
        quality = _quality(parameters)
        match media_type.strip().lower():
            case "text/html" | "application/xhtml+xml":
                html = max(html, quality)
            case "application/json":
                json = max(json, quality)
            case "*/*":
                anything = quality
            case _:
                pass
    return html > (json or anything)


def _quality(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def _described(path: Path) -> _File:
    encoded = {name: twin for name, suffix in _ENCODINGS if (twin := path.with_name(path.name + suffix)).is_file()}
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    media_type = "text/javascript" if path.suffix in (".js", ".mjs") else media_type
    return _File(path, media_type, f'"{sha256(path.read_bytes()).hexdigest()[:32]}"', encoded)


def _answer(request: Request, file: _File, headers: dict[str, str]) -> Response:
    headers = headers | {"ETag": file.etag}
    if request.headers.get("if-none-match") == file.etag:
        return Response(status_code=304, headers=headers)
    accepted = request.headers.get("accept-encoding", "").lower().replace(" ", "").split(",")
    for encoding, path in file.encoded.items():
        if encoding in accepted:
            return FileResponse(path, headers=headers | {"Content-Encoding": encoding}, media_type=file.media_type)
    return FileResponse(file.path, headers=headers, media_type=file.media_type)
