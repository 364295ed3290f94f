"""The web extensions of the application, made once and bound in `create_app`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, abort, request
from flask.json.provider import DefaultJSONProvider
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFProtect
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule

from sciencepop.core.uploads import MOST_MEGABYTES

login = LoginManager()
csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address, strategy="fixed-window")


def per_account(what: str) -> Callable[[], str]:
    """The key of a limit of an account rather than of an address, which a whole school may share."""
    return lambda: f"{what}:{current_user.get_id()}"


class Json(DefaultJSONProvider):
    """JSON as Flask reads it; what is nested thousands of times deep is none, and no crash."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        try:
            return super().loads(s, **kwargs)
        except RecursionError:
            raise ValueError("nested too deeply") from None


class LateRule(Rule):
    """A route that is compiled for writing its address when that is first written.

    There are hundreds of routes, compiling them takes a quarter of a second, and most commands write no address.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compile_now = super()._compile_builder

        def build(rule: Rule, /, **values: Any) -> tuple[str, str]:
            built: Callable[..., tuple[str, str]] = compile_now(append_unknown).__get__(rule)
            setattr(rule, "_build_unknown" if append_unknown else "_build", built)
            return built(**values)

        return build


def _refuse_nul() -> None:
    """Nothing is found by a path with a NUL in it, which PostgreSQL does not even take as a question."""
    if "\x00" in request.path:
        abort(404)


def init_app(app: Flask, *, template_cache: Path | None) -> None:
    app.json = Json(app)
    app.before_request(_refuse_nul)
    # Flask-Login's own context processor looks the person up for every template, public and error pages included, and
    # fails an error page when the database is away. This one asks when a template does.
    login.init_app(app, add_context_processor=False)
    app.context_processor(lambda: {"current_user": current_user})
    login.session_protection = None
    csrf.init_app(app)
    limiter.init_app(app)
    limiter.logger.handlers, limiter.logger.propagate = app.logger.handlers, False
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.globals["most_megabytes"] = MOST_MEGABYTES
    if template_cache:
        template_cache.mkdir(parents=True, exist_ok=True)
        app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(template_cache))
