"""What the pages of managing and reviewing say of an event's card and licence, and what is still missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.duty_policy import duty_at
from sciencepop.programme.messages import CHECKERS, GROUNDS, RISKS, sentence
from sciencepop.programme.models import CrowdLicence, Event, EventState, ReviewCard
from sciencepop.programme.queries.duty import find_card, find_draft_card, list_crowds, list_licences, walk_in_of
from sciencepop.programme.rules.duty import Duty, peaks
from sciencepop.programme.services.review import refuse_undutiful
from sciencepop.programme.views import bp

_WORDS: dict[str, Any] = {value.value: words for value, words in (RISKS | CHECKERS | GROUNDS).items()}


@bp.app_template_filter("duty_word")
def duty_word(value: str) -> str:
    """The word for a risk, a checker or a ground."""
    return str(_WORDS[value])


@dataclass(frozen=True)
class Duties:
    """`people` are the most at one time and place, `next_people` those of a session that is added as the event stands.

    `missing` is a sentence, empty where nothing is.
    """

    duty: Duty
    card: ReviewCard | None
    draft: ReviewCard | None
    licences: Sequence[CrowdLicence]
    people: int
    next_people: int
    needs_card: bool
    is_lapsed: bool
    missing: str

    @property
    def is_large(self) -> bool:
        return self.people >= self.duty.licence_people

    @property
    def may_be_large(self) -> bool:
        return max(self.people, self.next_people) >= self.duty.licence_people


def duties_of(event: Event, now: datetime) -> Duties:
    """All of it, for one event."""
    session, duty = db.session(), duty_at(now)
    walk_in = walk_in_of(session, event.id)
    crowds, next_people = list_crowds(session, event, now, walk_in=walk_in), (event.seats or 0) + walk_in
    missing = ""
    try:
        if event.state is not EventState.CANCELLED:
            refuse_undutiful(session, event, now)
    except RuleBroken as broken:
        missing = sentence(broken)
    return Duties(
        duty=duty,
        card=find_card(session, event.id),
        draft=find_draft_card(session, event.id),
        licences=list_licences(session, event.id),
        people=max(peaks(crowds, sums=duty.licence_sums).values(), default=next_people),
        next_people=next_people,
        needs_card=event.kind in duty.card_kinds,
        is_lapsed=event.risk_ends_at is not None and event.risk_ends_at <= now,
        missing=missing,
    )
