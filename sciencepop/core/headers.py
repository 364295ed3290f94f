"""Security headers. No page carries inline script or style, so the policy needs neither nonces nor exceptions."""

from __future__ import annotations

from flask import Flask, current_app, request
from werkzeug.wrappers import Response


def init_app(app: Flask, *, is_production: bool, tile_origin: str) -> None:
    images = " ".join(filter(None, ["'self'", "data:", tile_origin]))
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


def _add(response: Response) -> Response:
    for name, value in current_app.config["SECURITY_HEADERS"].items():
        response.headers.setdefault(name, value)
    if "Cache-Control" not in response.headers and request.endpoint != "static":
        response.headers["Cache-Control"] = "private, no-store"
    return response
