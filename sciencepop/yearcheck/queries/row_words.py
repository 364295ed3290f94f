"""What the rows of a figure are called: read for one page of keys at a time, and without anybody's name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from sciencepop.bookings.models import Booking, Gate, GroupVisit, PassportStamp, SeatPool
from sciencepop.core.i18n import day, span, tr
from sciencepop.core.reference import get_reference
from sciencepop.delivery.models import DeliveryOrder, OrderOffer
from sciencepop.festival.models import Offer
from sciencepop.programme.models import Event, Occurrence
from sciencepop.volunteers.models import HoursEntry


def _occasion(event: Event, occurrence: Occurrence) -> str:
    return f"{tr(event, 'title')} · {span(occurrence.starts_at, occurrence.ends_at)}"


def _occurrences(ids: Sequence[int]) -> Select[int, Event, Occurrence]:
    return select(Occurrence.id, Event, Occurrence).join(Event).where(Occurrence.id.in_(ids))


def _bookings(ids: Sequence[int]) -> Select[int, Event, Occurrence]:
    found = select(Booking.id, Event, Occurrence).join(SeatPool, Booking.pool_id == SeatPool.id)
    found = found.join(Occurrence, SeatPool.occurrence_id == Occurrence.id)
    return found.join(Event, Occurrence.event_id == Event.id).where(Booking.id.in_(ids))


def _gates(ids: Sequence[int]) -> Select[int, Event, Occurrence]:
    found = select(Gate.id, Event, Occurrence).join(SeatPool, Gate.pool_id == SeatPool.id)
    found = found.join(Occurrence, SeatPool.occurrence_id == Occurrence.id)
    return found.join(Event, Occurrence.event_id == Event.id).where(Gate.id.in_(ids))


def _rows(model: Any) -> Callable[[Sequence[int]], Any]:
    return lambda ids: select(model.id, model).where(model.id.in_(ids))


READS: dict[str, tuple[Callable[[Sequence[int]], Any], Callable[..., str]]] = {
    "occurrence": (_occurrences, _occasion),
    "booking": (_bookings, lambda *occasion: _("预约 · %(occasion)s", occasion=_occasion(*occasion))),
    "gate": (_gates, lambda *occasion: _("现场入场 · %(occasion)s", occasion=_occasion(*occasion))),
    "event": (_rows(Event), lambda event: tr(event, "title")),
    "visit": (
        _rows(GroupVisit),
        lambda visit: _("团体申请 %(code)s · %(day)s", code=visit.code, day=day(visit.created_at)),
    ),
    "offered": (
        lambda ids: (
            select(OrderOffer.id, OrderOffer, DeliveryOrder)
            .join(DeliveryOrder, OrderOffer.order_id == DeliveryOrder.id)
            .where(OrderOffer.id.in_(ids))
        ),
        lambda offer, order: _("配送点单 %(code)s · %(day)s", code=order.code, day=day(offer.offered_at)),
    ),
    "hours": (_rows(HoursEntry), lambda entry: f"{day(entry.served_on)} · {entry.what or _('志愿服务')}"),
    "stamp": (_rows(PassportStamp), lambda stamp: _("护照盖章 · %(day)s", day=day(stamp.visited_on))),
    "offer": (_rows(Offer), lambda offer: tr(offer, "text")),
}
"""By the first part of a key how its things are read, and what they are called."""


def name_rows(session: Session, keys: Iterable[str]) -> dict[str, str]:
    """What each key stands for. What is not there any more keeps its key: the figure counted it, and still says so."""
    named, by_kind = {}, dict[str, list[int]]()
    for key in keys:
        kind, _colon, rest = key.partition(":")
        if kind in READS:
            by_kind.setdefault(kind, []).append(int(rest))
        else:
            named[key] = _plain(kind, rest)
    for kind, ids in by_kind.items():
        read, words = READS[kind]
        named |= {f"{kind}:{id}": words(*things) for id, *things in session.execute(read(ids))}
        named |= {f"{kind}:{id}": f"{kind}:{id}" for id in ids if f"{kind}:{id}" not in named}
    return named


def _plain(kind: str, rest: str) -> str:
    if kind == "day":
        return day(date.fromisoformat(rest))
    if kind == "year":
        return str(_("%(year)s 年", year=rest))
    known = get_reference().audiences.get(rest)
    return tr(known, "name") if known else rest
