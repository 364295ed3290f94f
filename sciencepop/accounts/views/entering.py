"""What the browser's session holds around signing in, and how a sign-in begins and goes on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta

from flask import current_app, redirect, request, session, url_for
from flask_login import current_user, login_user
from werkzeug.wrappers import Response

from sciencepop.accounts.models import Person
from sciencepop.accounts.rules.addresses import AddressKind, Contact, shown
from sciencepop.accounts.rules.codes import RESEND_SECONDS, Purpose
from sciencepop.accounts.rules.targets import safe_target
from sciencepop.accounts.services import Sent
from sciencepop.core import clock
from sciencepop.core.config import Config
from sciencepop.core.i18n import request_language

HINT = "sp_hint"
"""Tells the header's script that a name can be asked for; worth nothing by itself."""

DEVICE = "sp_device"
"""The code of this browser's row among the devices that show messages; it outlives a sign-in, so that signing out after
the next one ends them too."""

DOORS = ("/sign-in", "/en/sign-in", "/sign-out", "/en/sign-out")


@dataclass(frozen=True)
class Waiting:
    """A code this browser asked for: where it went, what for, when (seconds), and what comes afterwards."""

    kind: str
    value: str
    purpose: str
    sent: int
    next: str = ""
    replaces: int = 0

    @property
    def contact(self) -> Contact:
        return Contact(AddressKind(self.kind), self.value)

    @property
    def where(self) -> str:
        return shown(self.contact)

    @property
    def wait_seconds(self) -> int:
        """How long until another code may be asked for."""
        return max(0, self.sent + RESEND_SECONDS - int(clock.now().timestamp()))


def wait_for(sent: Sent, *, next_: str = "", replaces: int = 0) -> None:
    """Remember in the session which code this browser waits for."""
    contact = sent.contact
    moment = int(sent.sent_at.timestamp())
    waiting = Waiting(contact.kind, contact.value, sent.purpose, moment, safe_target(next_, ""), replaces)
    session["code"] = asdict(waiting)


def waiting_for(purpose: Purpose | None = None) -> Waiting | None:
    """The code this browser waits for, of that purpose where one is given."""
    kept = session.get("code")
    waiting = Waiting(**kept) if kept else None
    return waiting if waiting and purpose in (None, waiting.purpose) else None


def enter(person: Person, *, next_: str, is_new: bool = False) -> Response:
    """Begin a sign-in with a fresh session, and lead to where the person wanted to go."""
    session.clear()
    session.permanent = True
    login_user(person)
    answer = redirect(target_of(person, next_, is_new), 303)
    set_cookie(answer, HINT, readable=True, days=30)
    if person.is_elder:
        set_cookie(answer, "elder")
    return answer


def go_on(person: Person) -> None:
    """Keep this sign-in alive after all sign-ins were ended."""
    login_user(person)


def leave(answer: Response) -> Response:
    """End the sign-in of this browser and forget what its session held."""
    session.clear()
    answer.delete_cookie(HINT, samesite="Lax")
    answer.delete_cookie(DEVICE, samesite="Lax")
    return answer


def this_device() -> str:
    """The code of the device that asks, where it shows messages or did; '' otherwise."""
    return request.cookies.get(DEVICE, "")


def set_cookie(answer: Response, name: str, value: str = "1", *, days: int = 365, readable: bool = False) -> None:
    config: Config = current_app.extensions["config"]
    age = timedelta(days=days)
    answer.set_cookie(name, value, max_age=age, httponly=not readable, samesite="Lax", secure=config.is_production)


def me() -> Person:
    """The person behind the request, as a plain object that services can lock."""
    person: Person = current_user._get_current_object()
    return person


def dev_outbox() -> str:
    """Where a developer reads the code; empty in every other mode."""
    return url_for("notify.outbox") if "notify.outbox" in current_app.view_functions else ""


def target_of(person: Person, next_: str, is_new: bool = False) -> str:
    """Where signing in leads: the page that was asked for, or the person's own in their language."""
    target = safe_target(next_, "")
    if target and not target.startswith(DOORS):
        return target
    path = url_for("accounts.profile" if is_new else "accounts.me")
    root = request.script_root
    outside = root.removesuffix("/en") if request_language() == "en" else root
    return outside + ("/en" if person.language == "en" else "") + path.removeprefix(root)
