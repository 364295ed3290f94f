"""Structured logs with a request id and without personal data: no query strings, no form values, no tokens."""

from __future__ import annotations

import logging
import os
import re
import sys
import time
from collections.abc import Mapping
from typing import Any

from flask import Flask, current_app, g, has_request_context, request
from pythonjsonlogger.json import JsonFormatter
from werkzeug.wrappers import Response

_SECRET_PATH = re.compile(
    r"^((?:/en)?/(?:feeds/p|feeds/festival/[^/]+/agenda|offers|changes|kiosk|t|verify|proof|certificate"
    r"|contest-certificate|news/confirm|family/join|organisations/join|contests/join|college/offers|college/together|delivery/lecturing|feedback/[^/]+|volunteer/guardian/[^/]+"
    r"|(?:messages|news)/stop/[^/]+/[^/]+|news/useful/[^/]+/[^/]+/[^/]+)/)[^/]+"
)
"""What of a path comes before a secret, and the secret."""
QUIET = {"core.asset", "core.healthz", "core.readyz"}
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


class _RequestFields(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = g.get("request_id", "") if has_request_context() else ""
        return True


def init_app(app: Flask) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter("%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s"))
    handler.addFilter(_RequestFields())
    app.logger.handlers = [handler]
    app.logger.propagate = False
    app.logger.setLevel(logging.WARNING if app.testing else logging.INFO)
    app.before_request(_start)
    app.after_request(_finish)


def _start() -> None:
    g.request_id = request_id(request.environ)
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    """One line a request that the application worked for; what is answered from memory is the proxy's to log."""
    response.headers["X-Request-ID"] = g.get("request_id", "")
    if request.endpoint not in QUIET:
        took = time.perf_counter() - g.get("started", time.perf_counter())
        current_app.logger.info(
            "request",
            extra={
                "method": request.method,
                "path": safe_path(request.path),
                "endpoint": request.endpoint,
                "status": response.status_code,
                "ms": round(took * 1000, 1),
            },
        )
    return response


def request_id(environ: Mapping[str, Any]) -> str:
    """The proxy's number of this request where it sent a plausible one, else a new one."""
    given = environ.get("HTTP_X_REQUEST_ID", "")
    return given if given and _REQUEST_ID.fullmatch(given) else os.urandom(8).hex()


def safe_path(path: str) -> str:
    """The path as it may stand in a log: secrets in it are cut out."""
    return _SECRET_PATH.sub(r"\1***", path)
