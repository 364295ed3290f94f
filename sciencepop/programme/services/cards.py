"""Review cards: writing one, signing it, and telling the base in time that its risk assessment ends.

Dangerous: signing opens booking again that had closed because an assessment lapsed (`event.risk_ends_at`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from flask_babel import gettext as _
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bases.services.tell import tell_people
from sciencepop.core import attempts, audit, stamps
from sciencepop.core.db import db, write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import day, tr
from sciencepop.core.letter import Letter
from sciencepop.programme.duty_policy import duty_at
from sciencepop.programme.models import Event, EventState, ReviewCard
from sciencepop.programme.queries.duty import find_draft_card, list_ending
from sciencepop.programme.rules.duty import Checker, Risk, end_of, letter_due, refuse_assessment, refuse_check
from sciencepop.programme.rules.recurrence import ZONE
from sciencepop.programme.rules.refusals import Refusal
from sciencepop.programme.services.lock import lock_open_event
from sciencepop.programme.services.review import refuse_undutiful


@dataclass(frozen=True, kw_only=True)
class CardInput:
    """What somebody writes onto a card; as in `models.ReviewCard`."""

    age_min: int
    materials: str
    risk: Risk
    measures: str
    document_ref: str
    risk_until: date
    walk_in: int = 0


def write_card(event_id: int, given: CardInput, *, by: Person, now: datetime) -> None:
    """Write the card that somebody else will sign; one that waits already is replaced.

    Refuses NOT_ALLOWED, WRONG_STATE, RISK_PAST, RISK_TOO_LONG.
    """
    with write() as session:
        event = lock_open_event(session, event_id, by)
        _refuse_assessment(given.risk, given.risk_until, now)
        card = find_draft_card(session, event.id)
        if card is None:
            card = ReviewCard(event_id=event.id)
            session.add(card)
        for name, value in vars(given).items():
            setattr(card, name, value)
        card.written_by, card.written_at = by.id, now
        audit.record(session, by=by.id, at=now, action="event.write_card", subject=event, risk=given.risk)
        attempts.remember(event.slug)


def sign_card(event_id: int, *, checker: Checker, name: str, seen: str, by: Person, now: datetime) -> None:
    """Sign the card that waits: from now on it counts. `seen` is when the text that was read was written.

    Who signs as an expert is an officer who records the name of the expert; the content officer of a base signs with
    their own. Refuses NOT_ALLOWED, WRONG_STATE, NOTHING_TO_SIGN, CHANGED_MEANWHILE, FOUR_EYES, EXPERT_NEEDED,
    EXPERT_NAMELESS, REVIEWER_NAMELESS, RISK_PAST, RISK_TOO_LONG, AGE_BELOW_CARD of a public event, and LICENCE_MISSING
    where it would grow too large by it.
    """
    with write() as session:
        event = lock_open_event(session, event_id, by)
        card = find_draft_card(session, event.id)
        if card is None:
            raise RuleBroken(Refusal.NOTHING_TO_SIGN)
        if seen != card.written_at.isoformat():
            raise RuleBroken(Refusal.CHANGED_MEANWHILE)
        name = name.strip() if checker is Checker.EXPERT else by.name.strip()
        _refuse_signature(card, event, checker, name, by, now)
        card.checker, card.checker_name, card.checked_by, card.checked_at = checker, name, by.id, now
        session.flush()
        if event.state is EventState.PUBLISHED:
            refuse_undutiful(session, event, now)
        event.risk_ends_at = end_of(card.risk_until)
        audit.record(session, by=by.id, at=now, action="event.sign_card", subject=event, checker=checker, name=name)
        stamps.programme_changed(session)
        attempts.remember(event.slug)


def authors_of(card: ReviewCard, event: Event) -> tuple[int | None, ...]:
    """Whose signature a card does not take."""
    return card.written_by, event.created_by


def _refuse_signature(card: ReviewCard, event: Event, checker: Checker, name: str, by: Person, now: datetime) -> None:
    if checker is Checker.EXPERT and not by.is_officer:
        raise RuleBroken(Refusal.NOT_ALLOWED)
    authors = authors_of(card, event)
    refused = refuse_check(duty_at(now), risk=card.risk, checker=checker, signer=by.id, authors=authors)
    if refused:
        raise RuleBroken(refused)
    if not name:
        raise RuleBroken(Refusal.EXPERT_NAMELESS if checker is Checker.EXPERT else Refusal.REVIEWER_NAMELESS)
    _refuse_assessment(card.risk, card.risk_until, now)


def _refuse_assessment(risk: Risk, until: date, now: datetime) -> None:
    duty = duty_at(now)
    refused = refuse_assessment(duty, risk=risk, until=until, today=now.astimezone(ZONE).date())
    if refused:
        raise RuleBroken(refused, days=duty.risk_days[risk])


def tell_ending(now: datetime) -> int:
    """Tell bases whose assessment ends soon, or has ended; returns how many events. Harmless to run twice."""
    return sum(_tell_one(event.id, now) for event, _card, _days in _due(db.session(), now))


def _tell_one(event_id: int, now: datetime) -> bool:
    with write() as session:
        session.get_one(Event, event_id, with_for_update={"key_share": True}, populate_existing=True)
        for event, card, days in _due(session, now, Event.id == event_id):
            card.told_days = days
            news = partial(ending_letter, event, card, days)
            tell_people(session, event.base, news, kind=f"risk-{card.id}-{days}", now=now)
            if not days:
                stamps.programme_changed(session)
            return True
        return False


def _due(session: Session, now: datetime, *which: ColumnElement[bool]) -> list[tuple[Event, ReviewCard, int]]:
    """Events whose base is to be told now, with the card and the days before its end."""
    told_days, found = duty_at(now).told_days, []
    for event, card in list_ending(session, now + timedelta(days=max(told_days, default=0)), *which):
        days = letter_due(told_days, ends_at=end_of(card.risk_until), told=card.told_days, now=now)
        if days is not None:
            found.append((event, card, days))
    return found


def ending_letter(event: Event, card: ReviewCard, days: int) -> Letter:
    """The news, in the language that is being written now."""
    title = tr(event, "title")
    if days:
        subject = _("“%(title)s”的安全风险评估将在 %(day)s 到期", title=title, day=day(card.risk_until))
        advice = _("到期后会自动停止新的预约，已有的预约不受影响。请在管理页重新评估，并请另一位同事或专家核对。")
    else:
        subject = _("“%(title)s”的安全风险评估已到期，已停止预约", title=title)
        advice = _("已有的预约仍然有效。请在管理页重新评估；核对签字后，预约马上恢复。")
    return Letter(subject=subject, paragraphs=[advice], short=subject)
