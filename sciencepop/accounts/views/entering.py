"""What the browser's session holds around signing in, and how a sign-in begins and goes on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from flask import current_app, redirect, request, session, url_for
from flask_login import current_user, login_user
from werkzeug.wrappers import Response

from sciencepop.accounts import services
from sciencepop.accounts.login import SECOND_STEP, SIGN_IN
from sciencepop.accounts.models import Person
from sciencepop.accounts.queries.second_step import factors_of
from sciencepop.accounts.rules.addresses import AddressKind, Contact, shown
from sciencepop.accounts.rules.codes import RESEND_SECONDS, Purpose
from sciencepop.accounts.rules.devices import device_name
from sciencepop.accounts.rules.second_step import FRESH_MINUTES, PENDING_MINUTES, is_within
from sciencepop.accounts.rules.targets import safe_target
from sciencepop.accounts.second_step_policy import must_pass
from sciencepop.accounts.services import Sent
from sciencepop.core import clock
from sciencepop.core.config import Config
from sciencepop.core.db import db
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


@dataclass(frozen=True)
class Pending:
    """Who has taken the first step in this browser and waits for the second: that signs nobody in."""

    person_id: int
    epoch: int
    at: int
    next: str = ""
    is_new: bool = False


def enter(person: Person, *, next_: str, is_new: bool = False) -> Response:
    """After the first step: to the second where the person has one or must have one, else in."""
    if not (factors_of(db.session(), person.id) or must_pass(person, clock.today())):
        answer = redirect(target_of(person, next_, is_new), 303)
        return admit(person, answer)
    now = int(clock.now().timestamp())
    session.clear()
    session["pending"] = asdict(Pending(person.id, person.epoch, now, safe_target(next_, ""), is_new))
    return redirect(url_for("accounts.second_step"), 303)


def pending() -> tuple[Person, Pending] | None:
    """Who waits for the second step in this browser; not for long, and not once their sign-ins were ended."""
    kept = session.get("pending")
    waits = Pending(**kept) if kept else None
    if waits is None or not is_within(_moment(waits.at), PENDING_MINUTES, clock.now()):
        return None
    person = db.session.get(Person, waits.person_id)
    return (person, waits) if person and person.is_active and person.epoch == waits.epoch else None


def admit(person: Person, answer: Response, *, by_second_step: bool = False) -> Response:
    """Begin a sign-in with a fresh session, in this answer."""
    session.clear()
    session.permanent = True
    login_user(person)
    name = device_name(request.user_agent.string)
    session[SIGN_IN] = services.begin_sign_in(person, name=name, today=clock.today(), now=clock.now())
    if by_second_step:
        note_second_step()
    set_cookie(answer, HINT, readable=True, days=30)
    if person.is_elder:
        set_cookie(answer, "elder")
    return answer


def note_second_step() -> None:
    """The second step was taken in this session, just now."""
    session[SECOND_STEP] = int(clock.now().timestamp())


def is_fresh() -> bool:
    """Whether the second step was taken minutes ago: what concerns the factors themselves asks for it again."""
    taken = session.get(SECOND_STEP)
    return taken is not None and is_within(_moment(taken), FRESH_MINUTES, clock.now())


def this_sign_in() -> str:
    """The code of this browser's sign-in; '' for one from before they were written down."""
    return str(session.get(SIGN_IN, ""))


def go_on(person: Person) -> None:
    """Keep this sign-in alive after all sign-ins were ended."""
    login_user(person)
    services.keep_sign_in(person, this_sign_in())


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


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
