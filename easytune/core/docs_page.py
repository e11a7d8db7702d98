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
<link rel="stylesheet" href="/docs/looks.css">
</head>
<body>
<div id="docs"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
# Swagger UI puts a link into a button, leaves out a level of headings, and has colours too pale to read (WCAG 2.2, 1.4.3)
_START = f"""const legible = () => ({{
  wrapComponents: {{
    DeepLink: (Original, {{ React }}) => ({{ text }}) => React.createElement("span", {{ className: "nostyle" }}, text),
    InfoContainer: (Original, {{ React }}) => (props) =>
      React.createElement("div", {{ role: "banner" }}, React.createElement(Original, props)),
    operations: (Original, {{ React }}) => (props) =>
      React.createElement("section", {{ "aria-labelledby": "routes" }},
        React.createElement("h2", {{ id: "routes" }}, "Routes"), React.createElement(Original, props)),
  }},
}});
SwaggerUIBundle({{
  url: "/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  defaultModelsExpandDepth: -1,
  plugins: [legible],
  requestInterceptor: (request) => {{
    const match = document.cookie.match(/(?:^|; ){CSRF_COOKIE}=([^;]*)/);
    if (match) request.headers["{CSRF_HEADER}"] = match[1];
    return request;
  }},
}});
"""
_LOOKS = """html { color-scheme: light; background: #fff; }
.swagger-ui .opblock.opblock-get .opblock-summary-method { background: #0958d9; }
.swagger-ui .opblock.opblock-post .opblock-summary-method { background: #237804; }
.swagger-ui .opblock.opblock-delete .opblock-summary-method { background: #cf1322; }
.swagger-ui .opblock.opblock-patch .opblock-summary-method,
.swagger-ui .opblock.opblock-put .opblock-summary-method { background: #8a4b00; }
.swagger-ui .info .title small, .swagger-ui .info .title small.version-stamp { background: #4b5465; }
.swagger-ui .info .title small.version-stamp { background: #237804; }
.swagger-ui .info a, .swagger-ui .info .base-url, .swagger-ui .info .link { color: #0958d9; }
.swagger-ui .opblock-summary-path { overflow-wrap: anywhere; }
#routes { margin: 0; font-size: 20px; }
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


@router.get("/docs/looks.css", **_PUBLIC)
async def looks() -> Response:
    """Our colours over Swagger UI's own."""
    return Response(_LOOKS, media_type="text/css")


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
