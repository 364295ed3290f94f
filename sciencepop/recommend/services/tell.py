"""From the engine's reasons, which are numbers, to reasons with names."""

from __future__ import annotations

from typing import Any

from sciencepop.core.reference import Reference
from sciencepop.recommend.engine.explain import Why
from sciencepop.recommend.engine.features import Reason
from sciencepop.recommend.engine.rank import Pick
from sciencepop.recommend.engine.rerank import Kind
from sciencepop.recommend.rules.reasons import Because, Told
from sciencepop.recommend.rules.tastes import Tastes
from sciencepop.recommend.shelf import Shelf

_COUNTED = {
    Reason.BASE: Because.BASE,
    Reason.SERIES: Because.SERIES,
    Reason.TIME: Because.TIME,
    Reason.PLACE: Because.PLACE,
}
MOST_TOLD = 2


def tell(shelf: Shelf, reference: Reference, tastes: Tastes, pick: Pick) -> tuple[Told, ...]:
    """Why this session has its place: at most two reasons, and at least one."""
    told = [_named(shelf, reference, tastes, why) for why in pick.why]
    if pick.kind is Kind.RESERVED:
        told = [Told(Because.SELDOM), *told]
    if pick.kind is Kind.EXPLORE:
        told = [Told(Because.LOT)]
    return tuple(told[:MOST_TOLD]) or (Told(Because.NEUTRAL),)


def _named(shelf: Shelf, reference: Reference, tastes: Tastes, why: Why) -> Told:
    numbers, about = shelf.numbers, why.about
    match why.reason:
        case Reason.TOPIC:
            topic = reference.topics[numbers.topics[about]]
            is_chosen = topic.slug in tastes.choice.topics
            return _of(Because.TOPIC_CHOSEN if is_chosen else Because.TOPIC_BOOKED, topic)
        case Reason.AUDIENCE:
            return _of(Because.AUDIENCE, reference.audiences[numbers.audiences[about]])
        case Reason.TEXT:
            row = numbers.titles[about]
            return Told(Because.TEXT, 0, row.title_zh, row.title_en)
        case Reason.BESIDE:
            return _of(Because.BESIDE, numbers.bases[about])
        case Reason.CELL:
            return _of_group(shelf, reference, about)
        case Reason.CROWD:
            return Told(Because.CROWD)
        case _:
            return Told(_COUNTED[why.reason], about)


def _of_group(shelf: Shelf, reference: Reference, about: int) -> Told:
    group = shelf.numbers.groups[about]
    town = reference.towns.get(group.town)
    more = (town.name_zh, town.name_en) if town else ("", "")
    if not group.audience:
        return Told(Because.GROUP, 0, "", "", *more)
    audience = reference.audiences[group.audience]
    return Told(Because.GROUP, 0, audience.name_zh, audience.name_en, *more)


def _of(because: Because, named: Any) -> Told:
    return Told(because, 0, named.name_zh, named.name_en)
