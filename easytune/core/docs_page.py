"""Serves the API's documentation from our own origin, with Swagger UI out of a Python package. Knows no route by name."""

from importlib.util import find_spec
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response

from easytune.contract.error_codes import ErrorCode
from easytune.core.errors import NotFound
from easytune.core.security import CSRF_COOKIE, CSRF_HEADER, Policy, policy

_FILES = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css", "favicon-32x32.png": "image/png"}
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>EasyTune-LLM API</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
_START = f"""SwaggerUIBundle({{
  url: "/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  requestInterceptor: (request) => {{
    const match = document.cookie.match(/(?:^|; ){CSRF_COOKIE}=([^;]*)/);
    if (match) request.headers["{CSRF_HEADER}"] = match[1];
    return request;
  }},
}});
"""

router = APIRouter(include_in_schema=False)
_PUBLIC = policy(Policy.PUBLIC)
_ONE_DAY = {"Cache-Control": "public, max-age=86400"}


@router.get("/openapi.json", **_PUBLIC)
async def openapi(request: Request) -> Response:
    """Open to all: it describes the program, which is no secret."""
    return JSONResponse(request.app.openapi())


@router.get("/docs", **_PUBLIC)
async def page() -> Response:
    """A page to read and try the API."""
    return HTMLResponse(_PAGE)


@router.get("/docs/start.js", **_PUBLIC)
async def start() -> Response:
    """Starts Swagger UI; a file, since the content policy allows no inline script."""
    return Response(_START, media_type="text/javascript")


@router.get("/docs/{name}", **_PUBLIC)
async def file(name: str) -> Response:
    """Raises: NotFound."""
    if name not in _FILES:
        raise NotFound(ErrorCode.NOT_FOUND, what=name)
    return FileResponse(_resources() / name, media_type=_FILES[name], headers=_ONE_DAY)


def _resources() -> Path:
    """Found without importing the package, whose own plugin we do not use."""
    found = find_spec("fastapi_swagger")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "resources"
