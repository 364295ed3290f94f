"""Structured logs with a request id and without personal data: no query strings, no form values, no tokens."""

from __future__ import annotations

import logging
import re
import sys
import time
import uuid
from typing import Any

from flask import Flask, g, has_request_context, request
from pythonjsonlogger.json import JsonFormatter
from werkzeug.wrappers import Response

_SECRET_PATH = re.compile(r"^(/en)?/(feeds/p|offers|reset)/[^/]+")
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
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex[:16]
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.get("request_id", "")
    return response


def safe_path(path: str) -> str:
    """The path as it may stand in a log: secrets in it are cut out."""
    return _SECRET_PATH.sub(lambda match: match.group(0).rsplit("/", 1)[0] + "/***", path)


def request_facts(response: Response) -> dict[str, Any]:
    """What one line of the access log says."""
    return {
        "method": request.method,
        "path": safe_path(request.path),
        "status": response.status_code,
        "ms": round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
    }
