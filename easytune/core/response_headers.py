"""Puts the security headers onto every response. Knows no route."""

from starlette.datastructures import MutableHeaders
from starlette.types import Message

# Own origin only. Ant Design writes its styles into the page while it runs, hence inline styles.
CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_DOWNLOAD_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def add_security_headers(message: Message, request_id: str) -> None:
    """Complete an `http.response.start` message. Downloads are sandboxed; a route's own Cache-Control is kept."""
    headers = MutableHeaders(scope=message)
    headers["X-Request-ID"] = request_id
    for name, value in _FIXED.items():
        headers[name] = value
    is_download = headers.get("content-disposition", "").startswith("attachment")
    headers["Content-Security-Policy"] = _DOWNLOAD_POLICY if is_download else CONTENT_POLICY
    headers.setdefault("Cache-Control", "no-store")
