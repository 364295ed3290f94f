"""Projects: written, submitted, published by an officer, given back, taken off."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.accounts.queries import lock_active
from sciencepop.accounts.queries.organisations import get_membership
from sciencepop.bookings.rules.codes import new_code
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.showcase.letters import tell_state
from sciencepop.showcase.models import Project, ProjectState, Stage
from sciencepop.showcase.queries import get_project
from sciencepop.showcase.rules.projects import MOST_PROJECTS, OFFICERS, Refusal, may_become


@dataclass(frozen=True)
class ProjectWish:
    """What an owner says of a project; the names are the columns."""

    title_zh: str
    text_zh: str
    topic: str
    stage: Stage
    title_en: str = ""
    text_en: str = ""
    offers: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    organisation_id: int | None = None


def add_project(wish: ProjectWish, *, by: Person, now: datetime) -> str:
    """Begin a project; returns its code. Refuses MOST_PROJECTS; NotFound for an organisation of others."""
    with write() as session:
        person = lock_active(session, by)
        own = (
            select(func.count())
            .select_from(Project)
            .where(Project.owner_id == person.id, Project.state != ProjectState.WITHDRAWN)
        )
        if (session.scalar(own) or 0) >= MOST_PROJECTS:
            raise RuleBroken(Refusal.MOST_PROJECTS, count=MOST_PROJECTS)
        if wish.organisation_id is not None:
            get_membership(session, wish.organisation_id, person.id)
        project = Project(
            **vars(wish),
            code=new_code(),
            owner_id=person.id,
            is_sample=person.is_sample,
            created_at=now,
            changed_at=now,
        )
        session.add(project)
        audit.record(session, by=person.id, at=now, action="showcase.add", subject=project)
        attempts.remember(project.code)
        return project.code


def change_project(code: str, wish: ProjectWish, *, by: Person, now: datetime) -> None:
    """Put a project right. What was public waits for an officer again. NotFound for others' projects."""
    with write() as session:
        project = lock_own(session, code, by)
        if wish.organisation_id is not None:
            get_membership(session, wish.organisation_id, project.owner_id)
        for name, value in vars(wish).items():
            setattr(project, name, value)
        read_again(project, now)
        audit.record(session, by=project.owner_id, at=now, action="showcase.change", subject=project)
        attempts.remember(code)


def lock_own(session: Session, code: str, by: Person) -> Project:
    """A project of whoever is signed in, held, with their account before it. NotFound for others'.

    Whoever closes their account leaves nothing that comes a moment later.
    """
    person = lock_active(session, by)
    project = get_project(session, code, lock=True)
    if project.owner_id != person.id:
        raise NotFound
    return project


def read_again(project: Project, now: datetime) -> None:
    """What was public waits for an officer, who reads the change."""
    if project.state is ProjectState.PUBLISHED:
        project.state = ProjectState.SUBMITTED
    project.changed_at = now


def step_project(
    code: str, state: ProjectState, *, by: Person, now: datetime, reason: str = "", seen_at: datetime | None = None
) -> None:
    """Give a project another state; its owner hears of what an officer decided.

    `seen_at` is the change up to which the officer read it; another by now is CHANGED_MEANWHILE. Refuses WRONG_STATE,
    REASON_MISSING. NotFound for whoever may not decide it: its owner, or an officer.
    """
    person_id, is_officer = by.id, by.is_officer
    with write() as session:
        lock_active(session, by)
        project = get_project(session, code, lock=True)
        if not (is_officer if state in OFFICERS else project.owner_id == person_id):
            raise NotFound
        if not may_become(project.state, state):
            raise RuleBroken(Refusal.WRONG_STATE)
        if seen_at is not None and seen_at != project.changed_at:
            raise RuleBroken(Refusal.CHANGED_MEANWHILE)
        if state is ProjectState.RETURNED and not reason:
            raise RuleBroken(Refusal.REASON_MISSING)
        project.state, project.changed_at = state, now
        project.state_reason = reason if state is ProjectState.RETURNED else ""
        if state is ProjectState.PUBLISHED:
            project.published_at = now
        session.flush()
        if state in OFFICERS:
            tell_state(session, project, now=now)
        audit.record(session, by=person_id, at=now, action=f"showcase.{state.value}", subject=project, reason=reason)
        attempts.remember(code)
