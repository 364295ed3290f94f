"""Finding shifts: what can I take, and why not the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from sciencepop.core import clock
from sciencepop.core.access import public, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.i18n import language
from sciencepop.volunteers import services
from sciencepop.volunteers.forms.shifts import RiskForm
from sciencepop.volunteers.hosts import in_address, kind_of
from sciencepop.volunteers.messages import FILLS, MODES, sentence, skill_names
from sciencepop.volunteers.models import Need, NeedMode, Shift, ShiftState
from sciencepop.volunteers.queries import people, shifts
from sciencepop.volunteers.queries.assignments import list_asked, list_mine
from sciencepop.volunteers.queries.causes import cause_of
from sciencepop.volunteers.queries.facts import Standing, read_standing
from sciencepop.volunteers.rules.numbers import Numbers
from sciencepop.volunteers.rules.refusals import Refusal, refuse_sign_up
from sciencepop.volunteers.services.weigh import broken, weigh_with
from sciencepop.volunteers.views import bp
from sciencepop.volunteers.views.pressing import Answer, press
from sciencepop.volunteers.vocabulary import vocabulary
from sciencepop.volunteers.words import cause_hint, cause_line, role_name, where

MOST_SHOWN = 60


@dataclass(frozen=True)
class Place:
    """A need as somebody sees it: `reason` says why they cannot take it, '' when they can; `may_wait` for its line."""

    need: Need
    numbers: Numbers
    reason: str
    may_wait: bool = False

    @property
    def is_open(self) -> bool:
        return not self.reason


@dataclass(frozen=True)
class Card:
    """A shift with its needs, and the code of what the person has there."""

    shift: Shift
    places: Sequence[Place]
    own: str = ""

    @property
    def is_open(self) -> bool:
        return any(place.is_open for place in self.places)

    @property
    def reason(self) -> str:
        """What stands against every need of it alike, said once."""
        reasons = {place.reason for place in self.places}
        return next(iter(reasons)) if len(reasons) == 1 else ""


@bp.get("/volunteer")
@public
def home() -> str:
    """What volunteering is, and the shifts to come: what one can take first seen, with the reason for the rest."""
    role, base, only = request.args.get("role", ""), request.args.get("base", ""), "can" in request.args
    now = clock.now()
    role = role if role in vocabulary().roles else ""
    bases = {one.slug: one for one in shifts.list_bases(db.session(), now)}
    base_id = (bases[base].id if base in bases else 0) if base else None
    cards = _cards(shifts.list_open(db.session(), now, base_id=base_id, role=role))
    shown = [card for card in cards if card.is_open or not only]
    shown.sort(key=lambda card: not (card.is_open or card.own))
    return render_template(
        "volunteers/home.html",
        cards=shown[:MOST_SHOWN],
        hidden=len(cards) - len(shown),
        volunteer=_own(),
        bases=bases.values(),
        roles=vocabulary().roles.values(),
        role=role,
        base=base,
        only=only,
        **words(),
    )


def words() -> dict[str, object]:
    """What templates call things."""
    return {
        "fills": FILLS,
        "modes": MODES,
        "where": where,
        "role_name": role_name,
        "skill_names": skill_names,
        "cause_of": cause_of,
        "cause_line": cause_line,
        "cause_hint": cause_hint,
        "in_address": in_address,
        "kind_of": kind_of,
    }


def _own() -> object:
    if not current_user.is_authenticated:
        return None
    found = people.find_volunteer(db.session(), current_user.id)
    return found if found and found.left_at is None else None


def _cards(found: Sequence[Shift]) -> list[Card]:
    """The shifts as whoever looks sees them, in a few queries."""
    session, now = db.session(), clock.now()
    numbers = shifts.numbers_of(session, [need for shift in found for need in shift.needs])
    standing, own = None, {}
    if current_user.is_authenticated and found:
        standing = read_standing(session, current_user.id, found[0].starts_at, found[-1].ends_at)
        own = {row.shift_id: row.code for row in list_mine(session, current_user.id, now)}
    return [
        Card(shift, [_place(need, shift, numbers[need.id], standing) for need in shift.needs], own.get(shift.id, ""))
        for shift in found
    ]


def _place(need: Need, shift: Shift, numbers: Numbers, standing: Standing | None, *, is_called: bool = False) -> Place:
    """What the rules say; of somebody who is no volunteer yet, only what the shift itself says."""
    weighed = weigh_with(standing or Standing(None), need, shift, numbers, clock.now())
    refused = refuse_sign_up(weighed.facts, weighed.person, is_called=is_called)
    if refused is Refusal.FULL and need.mode in (NeedMode.ROSTER, NeedMode.WAITLIST_ONLY):
        refused = None
    reason = sentence(broken(refused, weighed)) if refused else ""
    return Place(need, numbers, reason, may_wait=refused is Refusal.FULL)


@bp.get("/volunteer/shifts/<int:id>")
@public
def shift(id: int) -> Answer:
    """One shift: what, where, the risks, and a button for each need."""
    return _shift_page(id)


def _shift_page(id: int, refusal: str = "") -> Answer:
    found = shifts.get_shift(db.session(), id)
    if found.state is ShiftState.DRAFT:
        return redirect(url_for("volunteers.home"), 303)
    card = _cards([found])[0]
    places = [_called(place, found) for place in card.places]
    page = render_template(
        "volunteers/shift.html",
        shift=found,
        card=Card(found, places, card.own),
        form=RiskForm(formdata=None),
        refusal=refusal,
        volunteer=_own(),
        **words(),
    )
    return (page, 422) if refusal else page


def _called(place: Place, shift: Shift) -> Place:
    """Whoever was asked to step in may, after sign-up has closed too."""
    if not place.reason or not current_user.is_authenticated:
        return place
    if current_user.id not in list_asked(db.session(), place.need.id):
        return place
    standing = read_standing(db.session(), current_user.id, shift.starts_at, shift.ends_at)
    return _place(place.need, shift, place.numbers, standing, is_called=True)


@bp.post("/volunteer/needs/<int:id>/take")
@signed_in
def take(id: int) -> Answer:
    """Sign up for a need."""
    need = shifts.get_need(db.session(), id)
    shift_id, form, codes = need.shift_id, RiskForm(), []

    def verb(**who: object) -> None:
        options = {"accepts_risk": bool(form.risk.data), "waiting_allowed": "wait" in request.form}
        codes.append(services.sign_up(id, language=language(), **options, **who))  # type: ignore[arg-type]

    refusal = press(form, verb, done=str(_("报名成功。时间已经记在您的日程里。")))
    if refusal:
        return _shift_page(shift_id, refusal)
    return redirect(url_for("volunteers.assignment", code=codes[0]), 303)


def _to_assignment(result: str, **_found: object) -> str:
    return url_for("volunteers.assignment", code=result) if result else url_for("volunteers.mine")


lead_again(_to_assignment, take)
