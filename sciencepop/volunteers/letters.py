"""How the letters about shifts get to people, in the language that each of them reads."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.accounts.post import mail_address, write_to
from sciencepop.bookings.ical import Method
from sciencepop.core.i18n import in_language
from sciencepop.volunteers.edit_words import Was, old_facts
from sciencepop.volunteers.hosts import people_of
from sciencepop.volunteers.ical import render_itip
from sciencepop.volunteers.models import Assignment, Need, Shift
from sciencepop.volunteers.words import KINDS, letter_of
from sciencepop.volunteers.words import News as News

OF_SHIFT = (News.MOVED, News.CHANGED)


def tell(
    session: Session,
    assignment: Assignment,
    shift: Shift,
    news: News,
    *,
    now: datetime,
    method: Method | None = None,
    was: Was | None = None,
) -> None:
    """Owe the volunteer one letter about a flushed assignment; each state and each change is told once.

    With a `method` a mail carries the calendar's entry, for whoever is certain to come or was; write the new state
    before. `was` is what they knew of the shift before it was changed.
    """
    need = next(need for need in shift.needs if need.id == assignment.need_id)
    person = session.get_one(Person, assignment.person_id)
    mail = mail_address(person)
    with in_language(assignment.language):
        more = old_facts(was, shift, need) if was else ()
        calendar = render_itip(assignment, shift, method, address=mail.value, now=now) if mail and method else None
        write_to(
            session,
            person,
            letter_of(news, shift, need, assignment, more=more),
            KINDS[news],
            key=f"shift-{assignment.code}-{news}-{shift.sequence if news in OF_SHIFT else assignment.sequence}",
            path=f"/volunteer/mine/{assignment.code}",
            now=now,
            calendar=calendar,
            calendar_method=method.value if calendar and method else None,
        )


def tell_call(session: Session, person: Person, shift: Shift, need: Need, *, now: datetime) -> None:
    """Ask somebody to step in; worth nothing once the shift has begun."""
    with in_language(person.language):
        write_to(
            session,
            person,
            letter_of(News.CALL, shift, need),
            KINDS[News.CALL],
            key=f"shift-call-{need.id}-{person.id}",
            path=f"/volunteer/shifts/{shift.id}",
            now=now,
            not_after=shift.starts_at,
        )


def tell_coordinators(session: Session, assignment: Assignment, shift: Shift, *, now: datetime) -> None:
    """Whoever runs the base hears that a volunteer stepped back late."""
    need = next(need for need in shift.needs if need.id == assignment.need_id)
    name = session.get_one(Person, assignment.person_id).name
    for person in people_of(session, shift.host):
        with in_language(person.language):
            write_to(
                session,
                person,
                letter_of(News.LEFT, shift, need, who=name),
                KINDS[News.LEFT],
                key=f"shift-{assignment.code}-left-{assignment.sequence}-{person.id}",
                path=f"/manage/shifts/{shift.id}",
                now=now,
            )
