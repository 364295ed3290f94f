"""Who may open a view. Each view wears exactly one of these marks; a test holds every route against a table.

A mark answers the question about the route; the question about one record (`manages this base`) is asked in the view
with `require`, right after loading it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar

from flask import abort, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

View = TypeVar("View", bound=Callable[..., Any])


class Actor(Protocol):
    """What core needs to know of the person behind a request."""

    is_authenticated: bool
    is_officer: bool
    is_desk: bool
    is_point_head: bool

    def manages(self, base_id: int) -> bool: ...


def public(view: View) -> View:
    """Everybody, signed in or not."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def _guarded(mark: str, allowed: Callable[[Any], bool]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guard(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                return ask_to_sign_in()
            if not allowed(current_user):
                abort(403)
            return view(*args, **kwargs)

        guard.access = mark  # type: ignore[attr-defined]
        return guard  # type: ignore[return-value]

    return decorate


signed_in = _guarded("signed_in", lambda _person: True)
manager = _guarded("manager", lambda person: person.is_officer or person.is_manager)
coordinator = _guarded("coordinator", lambda person: person.is_officer or person.is_manager or person.is_point_head)
teaching = _guarded("teaching", lambda person: person.is_officer or person.is_point_head)
desk = _guarded("desk", lambda person: person.is_desk)
officer = _guarded("officer", lambda person: person.is_officer)


def require(allowed: bool) -> None:
    """Refuse (403) unless the person may do this to this record."""
    if not allowed:
        abort(403)


def ask_to_sign_in() -> Response:
    """Lead to sign-in and back to the same page afterwards; a POST leads back to the page it came from."""
    target = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for("accounts.sign_in", next=request.script_root + target if target else None), 303)
