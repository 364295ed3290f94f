"""The page of one event: what it is, and its sessions to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.bases.rules.points import MapLinks, Point, map_links
from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.db import db
from sciencepop.core.i18n import tr
from sciencepop.core.pagecache import cached_with_seats, is_elder
from sciencepop.programme.finder import get_finder, moment_of
from sciencepop.programme.hooks import Seats, event_page_sections, seats_of
from sciencepop.programme.models import BookingMode, Event, EventState, Occurrence, OccurrenceState
from sciencepop.programme.queries.cards import Card
from sciencepop.programme.queries.duty import find_card
from sciencepop.programme.queries.public import (
    Sessions,
    find_coming,
    find_last_review,
    get_visible_event,
    is_taken_down,
    list_coming,
)
from sciencepop.programme.rules.slots import BOOKABLE, Slot, slot_of
from sciencepop.programme.views import bp
from sciencepop.programme.views.jsonld import describe_sessions
from sciencepop.programme.views.lists import load_cards
from sciencepop.programme.views.wording import page_links

Answer = str | tuple[str, int]
SHOWN, SHOWN_ELDER, SIMILAR = 30, 10, 3


@dataclass(frozen=True)
class Choice:
    """A session as a line to choose: what it offers now, its seats, and whether it is the one that was asked for."""

    row: Occurrence
    slot: Slot
    seats: Seats | None
    is_chosen: bool = False


@bp.get("/events/<slug>")
@public
@cached_with_seats
def event(slug: str) -> Answer:
    session, now = db.session(), clock.now()
    try:
        found = get_visible_event(session, slug)
    except NotFound:
        if not is_taken_down(session, slug):
            raise
        return render_template("programme/event_down.html"), 410
    wanted = _wanted(session, found)
    shown = _shown(session, found, wanted)
    seats = seats_of(session, [row.id for row in shown.rows])
    choices = _choices(found, shown, seats, wanted)
    bookable = any(choice.slot in BOOKABLE for choice in choices)
    is_coming = any(choice.slot not in (Slot.CANCELLED, Slot.CLOSED, Slot.STARTED) for choice in choices)
    links = page_links(url_for("programme.event", slug=found.slug))
    return render_template(
        "programme/event.html",
        event=found,
        choices=choices,
        bookable=bookable,
        is_cancelled=found.state is EventState.CANCELLED,
        more=shown.more,
        wanted=wanted,
        review=find_last_review(session, found),
        card=find_card(session, found.id),
        lapsed=found.risk_ends_at is not None and found.risk_ends_at <= now,
        place=_place(found, choices),
        similar=[] if is_coming else _similar(found),
        has_feeds="feeds.event" in current_app.view_functions,
        data=describe_sessions(found, [choice.row for choice in choices], seats, links),
        links=links,
        sections=event_page_sections(found, now),
        now=now,
    )


def _wanted(session: Session, event: Event) -> Occurrence | None:
    """The session that the link named, so that whoever comes from a list finds it chosen."""
    text = request.args.get("at", "")
    if not (text.isascii() and text.isdigit() and len(text) < 11):
        return None
    return find_coming(session, event, int(text), clock.now())


def _shown(session: Session, event: Event, wanted: Occurrence | None) -> Sessions:
    """The next sessions; when the wanted one is not yet among them, those from it on."""
    limit, now = SHOWN_ELDER if is_elder() else SHOWN, clock.now()
    shown = list_coming(session, event, now=now, limit=limit)
    if wanted is None or wanted in shown.rows:
        return shown
    return list_coming(session, event, now=now, limit=limit, since=wanted)


def _choices(event: Event, shown: Sessions, seats: Mapping[int, Seats], wanted: Occurrence | None) -> list[Choice]:
    """Each session with its state. Chosen is the wanted one, and nothing in its place when it cannot be booked.

    Without a wish it is the first with seats, or else the first that takes names for its waiting list.
    """
    slots = {row.id: _slot(event, row, seats.get(row.id)) for row in shown.rows}
    chosen: int | None = None
    if wanted is not None:
        chosen = wanted.id if slots.get(wanted.id) in BOOKABLE else None
    else:
        ranked = [row.id for slot in (Slot.OPEN, Slot.FULL) for row in shown.rows if slots[row.id] is slot]
        chosen = next(iter(ranked), None)
    return [Choice(row, slots[row.id], seats.get(row.id), row.id == chosen) for row in shown.rows]


def _slot(event: Event, row: Occurrence, seats: Seats | None) -> Slot:
    return slot_of(
        is_on=row.state is OccurrenceState.SCHEDULED,
        is_drop_in=event.booking_mode is BookingMode.DROP_IN,
        is_full=row.is_full if seats is None else seats.free < 1,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        opens_at=row.booking_opens_at,
        closes_at=row.closes_at,
        now=clock.now(),
    )


@dataclass(frozen=True)
class Place:
    """Where most sessions are: the base, unless all that are shown are at one other place."""

    name: str
    address: str
    town_code: str | None
    maps: MapLinks
    is_base: bool


def _place(event: Event, choices: list[Choice]) -> Place:
    rows, base = [choice.row for choice in choices], event.base
    first = rows[0] if rows else None
    if first is not None and first.place_zh and all(row.place_zh == first.place_zh for row in rows):
        point = Point(first.lat, first.lon) if first.lat is not None and first.lon is not None else None
        name, street, town = tr(first, "place"), first.address_zh, first.town_code
    else:
        first = None
        point = Point(base.lat, base.lon) if base.lat is not None and base.lon is not None else None
        name, street, town = tr(base, "name"), tr(base, "address"), base.town_code
    return Place(name, street, town, map_links(name, street, point), first is None)


def _similar(event: Event) -> list[tuple[Card, Seats | None]]:
    """What else takes place: first at the same base, then on the same topics."""
    now = clock.now()
    index, moment = get_finder().index(now), moment_of(now)
    on, topics = index.taking_place(moment), 0
    for slug in event.topics:
        topics |= index.sets["topic"].get(slug, 0)
    here = on & index.bases.get(event.base_id, 0)
    positions: list[int] = []
    for bits in (here, on & topics & ~here):
        found = index.first_of_each_event(bits, SIMILAR + 1)
        positions += [position for position in found if index.event_ids[position] != event.id]
    cards = load_cards(index, positions[:SIMILAR])
    return [(card, cards.seats.get(card.id)) for card in cards.of(index, positions[:SIMILAR])]
