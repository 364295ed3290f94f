"""Talks: begun, answered, addresses exchanged when both agree, reported, closed. Nobody's address is in a letter."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.accounts.queries import lock_active
from sciencepop.bookings.rules.codes import new_code
from sciencepop.core import attempts, audit, clock
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.showcase.letters import tell_message, tell_report
from sciencepop.showcase.models import ProjectState, Talk, TalkMessage
from sciencepop.showcase.queries import count_opened, find_talk, get_project, get_talk, is_in
from sciencepop.showcase.rules.projects import TALKS_A_DAY, Refusal, refuse_message
from sciencepop.showcase.services.meetings import call_off_all


def begin_talk(project_code: str, words: str, *, by: Person, now: datetime) -> str:
    """Write to a project's owner for the first time; returns the talk's code. A second press goes on in the same talk.

    Refuses NOT_PUBLIC, OWN_PROJECT, TOO_MANY_TALKS, and what `refuse_message` does.
    """
    with write() as session:
        person = lock_active(session, by)
        project = get_project(session, project_code, lock=True)
        if project.owner_id == person.id:
            raise RuleBroken(Refusal.OWN_PROJECT)
        if project.state is not ProjectState.PUBLISHED:
            raise RuleBroken(Refusal.NOT_PUBLIC)
        talk = find_talk(session, project.id, person.id)
        if talk is None:
            if count_opened(session, person.id, _day(now)) >= TALKS_A_DAY:
                raise RuleBroken(Refusal.TOO_MANY_TALKS, count=TALKS_A_DAY)
            talk = Talk(code=new_code(), project_id=project.id, asker_id=person.id, opened_at=now)
            session.add(talk)
            session.flush()
            audit.record(session, by=person.id, at=now, action="showcase.talk", subject=talk)
        _write(session, get_talk(session, talk.code, lock=True), words, person.id, now)
        attempts.remember(talk.code)
        return talk.code


def say(code: str, words: str, *, by: Person, now: datetime) -> None:
    """Write on. Refuses what `refuse_message` does; NotFound for everybody but the two."""
    with write() as session:
        person = lock_active(session, by)
        _write(session, _own_talk(session, code, person.id), words, person.id, now)
        attempts.remember(code)


def agree(code: str, *, by: Person, now: datetime) -> None:
    """Let the other see one's address, once they agree too. Refuses TALK_CLOSED, NO_ADDRESS."""
    with write() as session:
        person = lock_active(session, by)
        talk = _own_talk(session, code, person.id)
        if talk.closed_at:
            raise RuleBroken(Refusal.TALK_CLOSED)
        if not person.addresses:
            raise RuleBroken(Refusal.NO_ADDRESS)
        if person.id == talk.asker_id:
            talk.asker_agreed_at = talk.asker_agreed_at or now
        else:
            talk.owner_agreed_at = talk.owner_agreed_at or now
        audit.record(session, by=person.id, at=now, action="showcase.agree", subject=talk)
        attempts.remember(code)


def report(code: str, words: str, *, by: Person, now: datetime) -> None:
    """Tell the district that a talk is abused; only then does an officer read it. Refuses REPORTED_ALREADY."""
    person_id = by.id
    with write() as session:
        talk = _own_talk(session, code, person_id)
        if talk.reported_at and not talk.kept_at:
            raise RuleBroken(Refusal.REPORTED_ALREADY)
        if not words:
            raise RuleBroken(Refusal.WORDS_MISSING)
        talk.reported_at, talk.reported_by, talk.report, talk.kept_at = now, person_id, words, None
        audit.record(session, by=person_id, at=now, action="showcase.report", subject=talk)
        attempts.remember(code)


def decide_report(code: str, closes: bool, *, by: Person, now: datetime) -> None:
    """An officer closes a reported talk, with its meetings, or lets it be. The reporter hears of it."""
    staff_id = by.id
    with write() as session:
        talk = get_talk(session, code, lock=True)
        if talk.reported_at is None or talk.kept_at or talk.closed_at:
            raise RuleBroken(Refusal.WRONG_STATE)
        if closes:
            talk.closed_at, talk.closed_by = now, staff_id
            call_off_all(session, talk, now)
        else:
            talk.kept_at = now
        session.flush()
        tell_report(session, talk, now=now)
        audit.record(session, by=staff_id, at=now, action="showcase.decide", subject=talk, closed=closes)
        attempts.remember(code)


def _own_talk(session: Session, code: str, person_id: int) -> Talk:
    talk = get_talk(session, code, lock=True)
    if not is_in(talk, person_id):
        raise NotFound
    return talk


def _write(session: Session, talk: Talk, words: str, person_id: int, now: datetime) -> None:
    mine = [one for one in talk.messages if one.author_id == person_id]
    owner_id = talk.project.owner_id
    refused = refuse_message(
        is_closed=talk.closed_at is not None,
        words=words,
        is_owner=person_id == owner_id,
        mine_today=sum(one.sent_at >= _day(now) for one in mine),
        mine=len(mine),
        owners=sum(one.author_id == owner_id for one in talk.messages),
    )
    if refused:
        raise RuleBroken(refused)
    message = TalkMessage(talk_id=talk.id, author_id=person_id, words=words, sent_at=now)
    session.add(message)
    session.flush()
    tell_message(session, talk, message, now=now)


def _day(now: datetime) -> datetime:
    return clock.day_bounds(clock.local(now).date())[0]
