"""Booking: what, when, where, for how much, and one button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from sciencepop.accounts.models import Child, Person
from sciencepop.accounts.queries import list_children
from sciencepop.bookings import hooks, services
from sciencepop.bookings.forms import BookForm, PartyForm
from sciencepop.bookings.messages import FIELD_OF, sentence
from sciencepop.bookings.models import SeatPool
from sciencepop.bookings.policy import no_show_policy
from sciencepop.bookings.queries import mine
from sciencepop.bookings.queries.children import ages_on
from sciencepop.bookings.queries.groups import find_terms
from sciencepop.bookings.queries.ledger import Busy, read_busy
from sciencepop.bookings.queries.seats import Claims, facts_of, find_occurrence, find_pool, is_told_full, read_claims
from sciencepop.bookings.queries.waiting import forecast_joining
from sciencepop.bookings.rules.forecast import Forecast
from sciencepop.bookings.rules.party import Party
from sciencepop.bookings.rules.refusals import Facts, Refusal, refuse_occasion, refuse_person
from sciencepop.bookings.rules.states import BookingState
from sciencepop.bookings.services.refusal import refusal_of
from sciencepop.bookings.views import bp
from sciencepop.bookings.where import where
from sciencepop.core import clock
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken, error_page
from sciencepop.core.i18n import language
from sciencepop.core.text import row_number
from sciencepop.programme.hooks import seats_of
from sciencepop.programme.models import Occurrence

Answer = str | Response | tuple[str, int]


@bp.route("/bookings/new", methods=["GET", "POST"])
@signed_in
def new() -> Answer:
    form = BookForm()
    occurrence_id = row_number(request.values.get("occurrence", ""))
    if form.children.data:
        offer_children(form)
    if request.method == "GET":
        form.seats.data = row_number(request.args.get("seats", ""))
        form.seen_in.data = request.args.get("seen_in", "")[:80]
        return _page(form, _stand(form, occurrence_id))
    if not form.validate_on_submit():
        return _page(form, _stand(form, occurrence_id)), 422
    if not form.wait.data and is_told_full(db.session(), occurrence_id):
        # Thousands who come too late are told so without the locks: they keep nobody waiting who holds a seat.
        stands = _stand(form, occurrence_id)
        if _is_gone(form, stands.facts):
            return _full(form, stands), 422
    try:
        booked = services.book(
            occurrence_id,
            by=cast(Person, current_user),
            seats=form.seats.data or 0,
            names=form.party,
            children=form.children.data or (),
            comes=not form.brings_only.data,
            waiting_allowed=bool(form.wait.data),
            language=language(),
            now=clock.now(),
        )
    except RuleBroken as broken:
        return _refused(form, occurrence_id, broken)
    hooks.tell_booked((form.seen_in.data or "")[:80], occurrence_id)
    flash(_("预约成功。") if booked.state is BookingState.CONFIRMED else _("已加入候补。"))
    return redirect(url_for("bookings.ticket", code=booked.code), 303)


lead_again(lambda code, **_found: url_for("bookings.ticket", code=code), new)


def _refused(form: BookForm, occurrence_id: int, broken: RuleBroken) -> tuple[str, int]:
    if broken.code is Refusal.NOT_PUBLIC:
        return error_page(422, _("现在不能预约"), sentence(broken))
    stands = _stand(form, occurrence_id)
    if broken.code is Refusal.FULL and _is_gone(form, stands.facts):
        return _full(form, stands), 422
    field = FIELD_OF.get(Refusal(broken.code))
    if field:
        form.refuse(field, sentence(broken))
    return _page(form, stands, broken), 422


def _is_gone(form: BookForm, facts: Facts) -> bool:
    """Whether the want of seats alone stands against this wish, and no smaller party would get any."""
    wanted = (form.seats.data or 0) <= facts.most and facts.free < 1
    return wanted and (refuse_occasion(facts) or refuse_person(facts)) is None


def _full(form: BookForm, stands: _Stand) -> str:
    """The short answer to many at once: nothing is left, and what was filled in goes on to the waiting list."""
    occurrence = stands.occurrence
    broken = RuleBroken(Refusal.FULL, seats=form.seats.data, free=0)
    return render_template(
        "bookings/full.html", form=form, occurrence=occurrence, event=occurrence.event, refusal=sentence(broken)
    )


@dataclass(frozen=True)
class _Stand:
    """How things stand for this person now, read without locks."""

    occurrence: Occurrence
    pool: SeatPool | None
    claims: Claims
    busy: Busy
    facts: Facts


def _stand(form: BookForm, occurrence_id: int) -> _Stand:
    session, now = db.session(), clock.now()
    occurrence = find_occurrence(session, occurrence_id) or abort(404)
    pool = find_pool(session, occurrence_id)
    claims = read_claims(session, pool, occurrence, current_user.id, now=now)
    busy = read_busy(session, occurrence, current_user.id)
    facts = facts_of(occurrence, pool, claims, now=now, busy=busy, party=Party(comes=not form.brings_only.data))
    return _Stand(occurrence, pool, claims, busy, facts)


def _page(form: BookForm, stands: _Stand, broken: RuleBroken | None = None) -> str:
    """The page as things stand. A refusal that no other number of seats would lift takes the form's place."""
    now, occurrence, claims, busy, facts = clock.now(), stands.occurrence, stands.claims, stands.busy, stands.facts
    obstacle = refuse_occasion(facts) or refuse_person(facts)
    if obstacle is Refusal.NOT_PUBLIC:
        abort(404)
    if obstacle:
        broken = refusal_of(obstacle, facts, claims, busy)
    if not form.errors:
        form.seats.data = min(max(form.seats.data or 1, 1), facts.most)
    is_full = facts.free < 1 or facts.is_kept_for_line or (broken is not None and broken.code is Refusal.FULL)
    may_wait = is_full or _is_short(form, facts)
    may_go_elsewhere = (obstacle or is_full) and obstacle is not Refusal.RISK_LAPSED  # which closes every session
    return render_template(
        "bookings/new.html",
        form=form,
        occurrence=occurrence,
        event=occurrence.event,
        where=where(occurrence),
        facts=facts,
        refusal=sentence(broken) if broken else "",
        is_open=obstacle is None,
        may_wait=may_wait,
        chance=_chance(form, stands, now) if may_wait and obstacle is None else None,
        own_code=claims.own,
        terms=find_terms(db.session(), [occurrence.event_id]),
        is_suspended=obstacle is Refusal.SUSPENDED,
        policy=no_show_policy(),
        tight=busy.tight,
        ages=ages_of(offer_children(form), occurrence),
        others=_others(occurrence, now) if may_go_elsewhere else [],
    )


def offer_children(form: PartyForm) -> Sequence[Child]:
    """The guardian's children as choices of the form."""
    children = list_children(db.session(), current_user.id)
    form.children.choices = [SelectChoice(child.id, child.nickname) for child in children]
    return children


def ages_of(children: Sequence[Child], occurrence: Occurrence) -> dict[int, int]:
    """How old each child will be on the day."""
    return dict(zip((child.id for child in children), ages_on(children, occurrence), strict=True))


def _is_short(form: BookForm, facts: Facts) -> bool:
    return isinstance(form.seats.data, int) and form.seats.data > facts.free


def _chance(form: BookForm, stands: _Stand, now: datetime) -> Forecast | None:
    """What the party in the form may expect of the waiting list."""
    seats, pool, facts = form.seats.data, stands.pool, stands.facts
    if pool is None or not isinstance(seats, int) or not 0 < seats <= facts.most:
        return None
    return forecast_joining(db.session(), stands.occurrence, pool, seats=seats, free=facts.free, now=now)


def _others(occurrence: Any, now: Any) -> list[tuple[Any, Any]]:
    """Other occurrences of the same event, with their seats."""
    found = mine.list_other_occurrences(occurrence, now)
    seats = seats_of(db.session(), [other.id for other in found])
    return [(other, seats.get(other.id)) for other in found]
