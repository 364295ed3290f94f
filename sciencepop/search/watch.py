"""What of the tables makes which documents stale: noted in the transaction of the change, whoever makes it.

Rows are watched as they are flushed. What is written past the session (bulk statements) the daily sweep finds. A small
change is indexed right after its commit, so that the next request finds it; the worker does what is left.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from flask import Flask, current_app
from sqlalchemy import event, insert
from sqlalchemy import inspect as state_of
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Organisation
from sciencepop.bases.models import FormerName, ScienceBase
from sciencepop.college.models import Course, CourseClass, Lesson, TeachingPoint, Term
from sciencepop.contests.models import Contest, ContestRound
from sciencepop.core import clock
from sciencepop.core.db import after_commit, db
from sciencepop.delivery.models import MenuItem
from sciencepop.festival.models import Edition
from sciencepop.programme.models import Event, EventAudience, EventTopic, Occurrence
from sciencepop.search.models import Kind, SearchDue
from sciencepop.search.services.refresh import refresh_few
from sciencepop.showcase.models import Project

Due = tuple[Kind, str, str]
"""Kind, the attribute of its model that tells which ('' is all), and the changed row's attribute to compare it with."""

WATCHED: dict[Any, tuple[Due, ...]] = {
    Event: ((Kind.EVENT, "id", "id"),),
    EventAudience: ((Kind.EVENT, "id", "event_id"),),
    EventTopic: ((Kind.EVENT, "id", "event_id"),),
    Occurrence: ((Kind.EVENT, "id", "event_id"),),
    ScienceBase: (
        (Kind.BASE, "id", "id"),
        (Kind.EVENT, "base_id", "id"),
        (Kind.CONTEST, "base_id", "id"),
        (Kind.ITEM, "", "id"),
    ),
    FormerName: ((Kind.BASE, "id", "base_id"),),
    Organisation: ((Kind.ITEM, "", "id"), (Kind.PROJECT, "organisation_id", "id")),
    Course: ((Kind.COURSE, "id", "id"),),
    CourseClass: ((Kind.COURSE, "id", "course_id"),),
    Lesson: ((Kind.COURSE, "", "id"),),
    TeachingPoint: ((Kind.COURSE, "", "id"),),
    Term: ((Kind.COURSE, "", "id"),),
    Edition: ((Kind.EDITION, "id", "id"),),
    Contest: ((Kind.CONTEST, "id", "id"),),
    ContestRound: ((Kind.CONTEST, "id", "contest_id"),),
    MenuItem: ((Kind.ITEM, "id", "id"),),
    Project: ((Kind.PROJECT, "id", "id"),),
}
NOT_SHOWN = {Occurrence: {"is_full", "sequence", "revision", "revised_at"}, Lesson: {"reminded_for"}}
"""Attributes that no document tells: fullness changes with bookings."""


log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Watch every session of the application. Tests index when they want to."""
    app.extensions["search_at_once"] = app.extensions["config"].mode != "test"
    if not event.contains(db.session.session_factory, "after_flush", note_changes):
        event.listen(db.session.session_factory, "after_flush", note_changes)


def note_changes(session: Session, _context: Any) -> None:
    """Write down what the rows of this flush make stale."""
    due = set(_due_of(session))
    if due:
        rows = [{"kind": kind, "attribute": attribute, "value": value} for kind, attribute, value in sorted(due)]
        session.execute(insert(SearchDue), rows)
        if current_app.extensions["search_at_once"]:
            after_commit(catch_up)


def catch_up() -> None:
    """Index what was just committed. Whatever goes wrong here, the change stands and the worker indexes it."""
    try:
        refresh_few(clock.now())
    except Exception:
        log.exception("what has changed is indexed by the worker")


def _due_of(session: Session) -> Iterator[tuple[Kind, str, int]]:
    for row in (*session.new, *session.dirty, *session.deleted):
        watched = WATCHED.get(type(row), ())
        if watched and _is_told(row, session):
            for kind, attribute, value in watched:
                yield kind, attribute, getattr(row, value) if attribute else 0


def _is_told(row: Any, session: Session) -> bool:
    """Whether anything of a row changed that a document tells."""
    if row in session.new or row in session.deleted:
        return True
    silent = NOT_SHOWN.get(type(row), set())
    return any(one.history.has_changes() for one in state_of(row).attrs if one.key not in silent)
