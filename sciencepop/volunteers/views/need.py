"""One need: how many, whom to ask by hand and why not the rest, and calling substitutes."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from sciencepop.accounts.models import Person
from sciencepop.core import clock
from sciencepop.core.access import coordinator
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.volunteers import services
from sciencepop.volunteers.forms.shifts import NumbersForm
from sciencepop.volunteers.models import Need, Shift
from sciencepop.volunteers.others_words import about_somebody
from sciencepop.volunteers.queries import people, shifts
from sciencepop.volunteers.queries.assignments import list_asked
from sciencepop.volunteers.queries.facts import read_standings
from sciencepop.volunteers.queries.substitutes import list_fitting
from sciencepop.volunteers.rules.availability import Answer as Said
from sciencepop.volunteers.rules.numbers import Numbers
from sciencepop.volunteers.rules.refusals import refuse_by_hand
from sciencepop.volunteers.services.call_out import list_substitutes
from sciencepop.volunteers.services.weigh import broken, weigh_with
from sciencepop.volunteers.views import bp
from sciencepop.volunteers.views.finding import words
from sciencepop.volunteers.views.managing import managed_shift, shift_page, to_shift
from sciencepop.volunteers.views.pressing import Answer, press

MOST_FITTING = MOST_LISTED = 200


@dataclass(frozen=True)
class Choice:
    """A volunteer whom a coordinator may ask, or why not."""

    person: Person
    reason: str
    is_preferred: bool


def _managed(id: int) -> tuple[Need, Shift]:
    found = shifts.get_need(db.session(), id)
    shift = managed_shift(found.shift_id)
    return next(need for need in shift.needs if need.id == id), shift


@bp.get("/manage/needs/<int:id>")
@coordinator
def need(id: int) -> Answer:
    """Who could take a place, who was asked, and why not the rest."""
    return _page(id)


def _page(id: int, refusal: str = "") -> Answer:
    wanted, shift = _managed(id)
    session = db.session()
    numbers = shifts.numbers_of(session, [wanted])[id]
    choices = _choices(wanted, shift)
    page = render_template(
        "volunteers/need.html",
        need=wanted,
        shift=shift,
        numbers=numbers,
        can=[choice for choice in choices if not choice.reason],
        cannot=[choice for choice in choices if choice.reason],
        next_asked=_next_asked(wanted, shift, numbers),
        asked=len(list_asked(session, id)),
        form=NumbersForm(formdata=None, obj=wanted),
        press=PressForm(formdata=None),
        refusal=refusal,
        **words(),
    )
    return (page, 422) if refusal else page


def _next_asked(wanted: Need, shift: Shift, numbers: Numbers) -> list[str]:
    """The names of those whom the button would ask; nobody while there is no place to give."""
    if numbers.free < 1:
        return []
    session = db.session()
    return people.names_of(session, list_substitutes(session, wanted, shift, numbers, clock.now()))


def _choices(wanted: Need, shift: Shift) -> list[Choice]:
    """Volunteers with the rule's answer, those who would rather first: who fits by what they said, then others."""
    session, now = db.session(), clock.now()
    fitting = list_fitting(session, wanted, shift, MOST_FITTING)
    ids = list(dict.fromkeys([*fitting, *people.list_active_ids(session, MOST_LISTED)]))
    standings = read_standings(session, ids, shift.starts_at, shift.ends_at)
    numbers = shifts.numbers_of(session, [wanted])[wanted.id]
    found = []
    for number in ids:
        weighed = weigh_with(standings[number], wanted, shift, numbers, now)
        refused = refuse_by_hand(weighed.facts, weighed.person)
        volunteer = standings[number].volunteer
        if volunteer is not None:
            reason = about_somebody(broken(refused, weighed)) if refused else ""
            found.append(Choice(volunteer.person, reason, weighed.person.answer is Said.PREFERRED))
    return sorted(found, key=lambda choice: (bool(choice.reason), not choice.is_preferred, choice.person.id))


@bp.post("/manage/needs/<int:id>/assign/<int:person>")
@coordinator
def assign(id: int, person: int) -> Answer:
    """Offer somebody a place."""
    _managed(id)
    done = str(_("已经询问，答复以前为其保留位置。"))
    return _done(id, press(PressForm(), services.assign, id, person, done=done))


@bp.post("/manage/needs/<int:id>/call")
@coordinator
def call(id: int) -> Answer:
    """Ask the next substitutes."""
    _managed(id)
    asked: list[int] = []
    refusal = press(
        PressForm(), lambda **who: asked.append(services.call_out(id, **who)), done=str(_("正在询问替补。"))
    )
    return _done(id, refusal)


@bp.post("/manage/needs/<int:id>/numbers")
@coordinator
def numbers(id: int) -> Answer:
    """How many are wanted."""
    _wanted, shift = _managed(id)
    form = NumbersForm()
    if not form.validate_on_submit():
        return _page(id, str(_("人数要从少到多填写：最少、希望、最多，最多至少 1 人，不超过 500 人。")))
    wanted = form.minimum.data or 0, form.target.data or 0, form.maximum.data or 0
    refusal = press(form, services.set_numbers, id, *wanted)
    if refusal:
        return shift_page(managed_shift(shift.id), refusal)
    return redirect(url_for("volunteers.shift_manage", id=shift.id), 303)


def _done(id: int, refusal: str | None) -> Answer:
    return _page(id, refusal) if refusal else redirect(url_for("volunteers.need", id=id), 303)


def _again(_result: str, id: int, **_found: object) -> str:
    return url_for("volunteers.need", id=id)


lead_again(_again, assign, call)
lead_again(lambda result, id: to_shift(result), numbers)
