"""Planning a day out: the stops stand in the address, so that every step is a link."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any, cast

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from sciencepop.accounts.models import Child, Person
from sciencepop.bookings import services
from sciencepop.bookings.forms import OutingForm
from sciencepop.bookings.messages import FIELD_OF
from sciencepop.bookings.models import Commitment
from sciencepop.bookings.outing_messages import leg_words, reason_of, sentence
from sciencepop.bookings.queries.ledger import span_of
from sciencepop.bookings.queries.outing_plan import Company, Suggestion, list_suggestions
from sciencepop.bookings.queries.seats import find_occurrence, find_pool, seen
from sciencepop.bookings.rules.outings import FEWEST, MOST, leg_between
from sciencepop.bookings.rules.pools import Channel
from sciencepop.bookings.rules.refusals import Refusal, refuse_booking, refuse_occasion, refuse_person
from sciencepop.bookings.services.outing import in_order, refuse_together
from sciencepop.bookings.services.wish import Weighed, Wish, refuse, weigh
from sciencepop.bookings.views import bp
from sciencepop.bookings.views.booking import ages_of, offer_children
from sciencepop.bookings.where import where
from sciencepop.core import clock
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import language
from sciencepop.core.pagecache import is_elder
from sciencepop.core.text import row_number
from sciencepop.programme import hooks
from sciencepop.programme.models import Occurrence
from sciencepop.programme.rules.visibility import Visibility

Answer = str | Response | tuple[str, int]
SUGGESTED, SUGGESTED_ELDER = 6, 4


@bp.route("/bookings/outings/new", methods=["GET", "POST"])
@signed_in
def outing_new() -> Answer:
    """See what goes together, and book all of it with one button."""
    form, stops = OutingForm(), _stops()
    mine = offer_children(form)
    if request.method == "GET":
        _fill(form, mine)
        return _page(form, stops, mine)
    if form.find.data:
        return redirect(_plan_url(form, [stop.id for stop in stops]), 303)
    if not form.validate_on_submit():
        return _page(form, stops, mine), 422
    try:
        code = _book(form, [stop.id for stop in stops])
    except RuleBroken as broken:
        form.refuse(FIELD_OF.get(broken.code) if isinstance(broken.code, Refusal) else None, sentence(broken))
        return _page(form, _stops(), mine), 422
    flash(_("都约好了。"))
    return redirect(url_for("bookings.outing", code=code), 303)


lead_again(lambda code, **_found: url_for("bookings.outing", code=code), outing_new)


def _book(form: OutingForm, occurrence_ids: Collection[int]) -> str:
    return services.book_outing(
        occurrence_ids,
        by=cast(Person, current_user),
        seats=form.seats.data or 0,
        names=form.party,
        children=form.children.data or (),
        comes=not form.brings_only.data,
        keeps_rest=bool(form.keeps_rest.data),
        language=language(),
        now=clock.now(),
    )


def _stops() -> list[Occurrence]:
    """What the address names, as far as the public sees it, in the order of time."""
    numbers = dict.fromkeys(row_number(text) for text in request.args.getlist("occurrence"))
    found = [find_occurrence(db.session(), number) for number in list(numbers)[: MOST + 1]]
    return in_order([one for one in found if one is not None and seen(one) is not Visibility.HIDDEN])


def _fill(form: OutingForm, mine: Sequence[Child]) -> None:
    """Who comes, from the address."""
    asked = {row_number(text) for text in request.args.getlist("children")}
    form.children.data = [child.id for child in mine if child.id in asked]
    form.brings_only.data = request.args.get("brings_only") == "1"
    smallest = len(form.children.data) + (0 if form.brings_only.data else 1)
    form.seats.data = max(row_number(request.args.get("seats", "")), smallest, 1)


def _plan_url(form: OutingForm, occurrence_ids: Collection[int]) -> str:
    """This page for other stops and the same people."""
    party: dict[str, Any] = {"seats": form.seats.data, "children": form.children.data or []}
    if form.brings_only.data:
        party["brings_only"] = "1"
    return url_for("bookings.outing_new", occurrence=list(occurrence_ids), **party)


@dataclass(frozen=True)
class Stop:
    """A stop as the page tells it: what stands against it, what else of the person's is near, the way to the next stop,
    and the day without it."""

    occurrence: Occurrence
    where: str
    seats: hooks.Seats | None
    reason: str
    near: Commitment | None
    leg: str
    is_tight: bool
    without: str


def _page(form: OutingForm, occurrences: Sequence[Occurrence], mine: Sequence[Child]) -> str:
    company = _company(form, mine)
    weighed = [_weigh(occurrence, company) for occurrence in occurrences]
    conflict = refuse_together(occurrences)
    is_open = all(refuse_occasion(one.facts) is None and refuse_person(one.facts) is None for one in weighed)
    return render_template(
        "bookings/outing_new.html",
        form=form,
        stops=_told(form, weighed, company),
        conflict=sentence(conflict) if conflict and len(occurrences) >= FEWEST else "",
        missing=max(FEWEST - len(occurrences), 0),
        is_ready=is_open and conflict is None,
        most=MOST,
        most_seats=min((one.facts.most for one in weighed), default=1),
        names_needed=any(one.facts.names_needed for one in weighed),
        ages=ages_of(mine, occurrences[0]) if occurrences else {},
        events=[occurrence.event for occurrence in occurrences],
        suggestions=_suggested(form, occurrences, company),
        leg_words=leg_words,
        where=where,
    )


def _company(form: OutingForm, mine: Sequence[Child]) -> Company:
    chosen = set(form.children.data or ())
    seats = form.seats.data if isinstance(form.seats.data, int) else 1
    children = [child for child in mine if child.id in chosen]
    return Company(cast(Person, current_user), seats, children, comes=not form.brings_only.data)


def _weigh(occurrence: Occurrence, company: Company) -> Weighed:
    """As the service will, without the locks; names are only asked for when the button is pressed."""
    wish = Wish(company.seats, (), [child.id for child in company.children], company.comes)
    pool = find_pool(db.session(), occurrence.id)
    return weigh(db.session(), company.person, occurrence, pool, wish, Channel.ONLINE, clock.now())


def _told(form: OutingForm, weighed: Sequence[Weighed], company: Company) -> list[Stop]:
    numbers, told = [one.occurrence.id for one in weighed], []
    seats = hooks.seats_of(db.session(), numbers)
    for one, following in zip_longest(weighed, weighed[1:]):
        occurrence = one.occurrence
        refused = refuse_booking(replace(one.facts, names_needed=False))
        leg = leg_between(span_of(occurrence), span_of(following.occurrence)) if following else None
        told.append(
            Stop(
                occurrence,
                where(occurrence),
                seats.get(occurrence.id),
                reason_of(refuse(one, refused)) if refused else "",
                one.busy.tight if one.busy.tight and company.comes else None,
                leg_words(leg) if leg else "",
                leg is not None and leg.refused is not None,
                _plan_url(form, [number for number in numbers if number != occurrence.id]),
            )
        )
    return told


def _suggested(form: OutingForm, stops: Sequence[Occurrence], company: Company) -> list[tuple[Suggestion, str]]:
    """What else fits, each with the address of the day that it would be added to."""
    if not 0 < len(stops) < MOST:
        return []
    limit = SUGGESTED_ELDER if is_elder() else SUGGESTED
    found = list_suggestions(db.session(), stops, company, now=clock.now(), limit=limit)
    return [(one, _plan_url(form, [*(stop.id for stop in stops), one.occurrence.id])) for one in found]
