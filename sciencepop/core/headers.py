"""Security headers. No page carries inline script or style, so the policy needs neither nonces nor exceptions."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, current_app, request
from werkzeug.wrappers import Response


def init_app(app: Flask, *, is_production: bool, tile_url: str) -> None:
    """`tile_url` is the district's tile server, whose origin may send pictures; empty for none."""
    images = " ".join(filter(None, ["'self'", "data:", origin(tile_url)]))
    policy = "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src {images}",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )
    app.config["SECURITY_HEADERS"] = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if is_production:
        app.config["SECURITY_HEADERS"]["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    app.after_request(_add)


def framed_anywhere(response: Response) -> Response:
    """Let other sites show this answer in a frame: for pages that know nobody and change nothing."""
    policy = str(current_app.config["SECURITY_HEADERS"]["Content-Security-Policy"])
    response.headers["Content-Security-Policy"] = policy.replace("frame-ancestors 'none'", "frame-ancestors *")
    return response


def origin(url: str) -> str:
    """Scheme, host and port; a placeholder in the host, as of tile servers that take turns, becomes a wildcard."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}" if parts.scheme in ("http", "https") else ""


def _add(response: Response) -> Response:
    is_framed = "frame-ancestors *" in response.headers.get("Content-Security-Policy", "")
    for name, value in current_app.config["SECURITY_HEADERS"].items():
        if not (is_framed and name == "X-Frame-Options"):
            response.headers.setdefault(name, value)
    if "Cache-Control" not in response.headers and request.endpoint != "static":
        response.headers["Cache-Control"] = "private, no-store"
    return response
