"""What a draw gave is taken back when its round is annulled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.college.letters import News, tell
from sciencepop.college.models import DrawRound, Enrolment, EnrolmentSource, EnrolmentState, Wish, WishPerson, WishSheet
from sciencepop.college.queries.enrolments import list_in_class
from sciencepop.college.rules import enrolments as states
from sciencepop.college.rules.refusals import Refusal
from sciencepop.college.services.become import become
from sciencepop.college.services.lock import lock_classes
from sciencepop.core.errors import RuleBroken


def take_seats_back(session: Session, one: DrawRound, now: datetime) -> None:
    """End offers and seats of a held round. Refuses HAS_BEGUN: what is taught already is not drawn again."""
    asked = select(Wish.class_id).join(Wish.sheet).where(WishSheet.round_id == one.id, Wish.asked_at.is_not(None))
    people = set(session.scalars(select(WishPerson.person_id).where(WishPerson.round_id == one.id)))
    for found in lock_classes(session, set(session.scalars(asked))):
        if found.has_begun_at(now):
            raise RuleBroken(Refusal.HAS_BEGUN)
        given = Enrolment.source == EnrolmentSource.DRAW
        for enrolment in list_in_class(session, found.id, given, Enrolment.state.in_(states.OPEN)):
            if enrolment.person_id in people:
                offered = enrolment.state is EnrolmentState.OFFERED
                gone = EnrolmentState.EXPIRED if offered else EnrolmentState.WITHDRAWN
                become(session, enrolment, found, gone, now=now, reason="annulled")
                tell(session, enrolment, found, News.ANNULLED, now=now)
