"""Reads of projects, talks and times for meeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload
from werkzeug.exceptions import NotFound

from sciencepop.bookings.rules.codes import CODE
from sciencepop.showcase.models import (
    MeetingSlot,
    Project,
    ProjectPicture,
    ProjectState,
    SlotState,
    Talk,
    TalkMessage,
)

PAGE = 24
MOST = 200


@dataclass(frozen=True)
class Wanted:
    """What a visitor looks for; '' is everything."""

    topic: str = ""
    stage: str = ""
    offer: str = ""
    need: str = ""


def list_public(session: Session, wanted: Wanted, *, before_id: int | None = None) -> list[Project]:
    """Public projects that fit, the newest first, one more than a page."""
    found = select(Project).where(Project.state == ProjectState.PUBLISHED)
    found = found.options(joinedload(Project.organisation), selectinload(Project.pictures))
    if wanted.topic:
        found = found.where(Project.topic == wanted.topic)
    if wanted.stage:
        found = found.where(Project.stage == wanted.stage)
    if before_id:
        found = found.where(Project.id < before_id)
    rows: list[Project] = []
    # Offers and needs are lists in a column: they are looked through here, row by row, until a page is full.
    for project in session.scalars(found.order_by(Project.id.desc())).yield_per(PAGE):
        if (not wanted.offer or wanted.offer in project.offers) and (not wanted.need or wanted.need in project.needs):
            rows.append(project)
            if len(rows) > PAGE:
                break
    return rows


def get_project(session: Session, code: str, *, lock: bool = False) -> Project:
    """A project by its code, held where asked; NotFound where there is none."""
    found = select(Project).where(Project.code == code)
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    project = session.scalars(found).one_or_none() if CODE.fullmatch(code) else None
    if project is None:
        raise NotFound
    return project


def get_picture(session: Session, code: str, number: int) -> ProjectPicture:
    """A picture of this project; NotFound for another's."""
    found = select(ProjectPicture).where(ProjectPicture.id == number).join(ProjectPicture.project)
    found = found.where(Project.code == code).options(contains_eager(ProjectPicture.project))
    picture = session.scalars(found).one_or_none() if CODE.fullmatch(code) and 0 < number < 2**63 else None
    if picture is None:
        raise NotFound
    return picture


def list_own(session: Session, person_id: int) -> Sequence[Project]:
    """What somebody shows, the newest first."""
    return session.scalars(
        select(Project).where(Project.owner_id == person_id).order_by(Project.id.desc()).limit(MOST)
    ).all()


def list_submitted(session: Session) -> Sequence[Project]:
    """What waits for an officer, oldest first."""
    found = select(Project).where(Project.state == ProjectState.SUBMITTED)
    return session.scalars(found.order_by(Project.changed_at).limit(MOST)).all()


def count_waiting(session: Session) -> int:
    """How much waits for an officer: projects to read, and reports."""
    projects = select(func.count()).select_from(Project).where(Project.state == ProjectState.SUBMITTED)
    return int(session.scalar(projects) or 0) + len(list_reported(session))


def list_reported(session: Session) -> Sequence[Talk]:
    """Talks that somebody reported and nobody decided on, oldest first."""
    found = select(Talk).where(Talk.reported_at.is_not(None), Talk.kept_at.is_(None), Talk.closed_at.is_(None))
    return session.scalars(found.options(joinedload(Talk.project)).order_by(Talk.reported_at).limit(MOST)).all()


def get_talk(session: Session, code: str, *, lock: bool = False) -> Talk:
    """A talk by its code with its messages, held where asked; NotFound where there is none."""
    found = select(Talk).where(Talk.code == code).options(selectinload(Talk.messages))
    if lock:
        session.execute(select(Talk.id).where(Talk.code == code).with_for_update())
        found = found.execution_options(populate_existing=True)
    talk = session.scalars(found).one_or_none() if CODE.fullmatch(code) else None
    if talk is None:
        raise NotFound
    return talk


def is_in(talk: Talk, person_id: int) -> bool:
    """Whether somebody is one of the two."""
    return person_id in (talk.asker_id, talk.project.owner_id)


def find_talk(session: Session, project_id: int, asker_id: int) -> Talk | None:
    """The talk of a person about a project, or None."""
    return session.scalars(select(Talk).where(Talk.project_id == project_id, Talk.asker_id == asker_id)).one_or_none()


def list_talks(session: Session, person_id: int) -> Sequence[Talk]:
    """The talks that somebody is in, the newest first."""
    found = select(Talk).join(Talk.project).where(or_(Talk.asker_id == person_id, Project.owner_id == person_id))
    found = found.options(contains_eager(Talk.project), joinedload(Talk.asker))
    return session.scalars(found.order_by(Talk.id.desc()).limit(MOST)).all()


def count_opened(session: Session, asker_id: int, since: datetime) -> int:
    """How many talks somebody began since a moment."""
    found = select(func.count()).select_from(Talk).where(Talk.asker_id == asker_id, Talk.opened_at >= since)
    return int(session.scalar(found) or 0)


def list_coming(session: Session, project_id: int, now: datetime) -> Sequence[MeetingSlot]:
    """The times to come of a project that are not off."""
    found = select(MeetingSlot).where(
        MeetingSlot.project_id == project_id, MeetingSlot.ends_at > now, MeetingSlot.state != SlotState.OFF
    )
    return session.scalars(found.order_by(MeetingSlot.starts_at)).all()


def get_slot(session: Session, slot_id: int, *, lock: bool = False) -> MeetingSlot:
    """A time by its number, held where asked; NotFound for numbers that none has."""
    slot = (
        session.get(MeetingSlot, slot_id, with_for_update=lock, populate_existing=lock) if 0 < slot_id < 2**63 else None
    )
    if slot is None:
        raise NotFound
    return slot


def list_meetings(
    session: Session, person_id: int, first: datetime, last: datetime, *, taken_only: bool = True
) -> Sequence[MeetingSlot]:
    """Meetings of a person that end after `first` and begin before `last`, by start; called off ones where asked."""
    found = (
        select(MeetingSlot)
        .join(MeetingSlot.talk)
        .join(Talk.project)
        .where(
            or_(Talk.asker_id == person_id, Project.owner_id == person_id),
            MeetingSlot.ends_at > first,
            MeetingSlot.starts_at < last,
        )
        .options(contains_eager(MeetingSlot.talk).contains_eager(Talk.project))
    )
    if taken_only:
        found = found.where(MeetingSlot.state == SlotState.TAKEN)
    return session.scalars(found.order_by(MeetingSlot.starts_at, MeetingSlot.id).limit(MOST)).all()


def list_messages_of(session: Session, person_id: int) -> Sequence[TalkMessage]:
    """Everything that somebody wrote, oldest first."""
    return session.scalars(
        select(TalkMessage).where(TalkMessage.author_id == person_id).order_by(TalkMessage.id).limit(2000)
    ).all()
