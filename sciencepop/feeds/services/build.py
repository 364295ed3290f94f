"""Feeds as bytes: built from stored sessions, with a note of when they last changed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Organisation, Person
from sciencepop.bases.ical import render_special, uid_of
from sciencepop.bases.queries import list_special
from sciencepop.college.ical import render_lesson, render_own_lesson
from sciencepop.college.models import CourseClass
from sciencepop.core.clock import day_bounds
from sciencepop.core.db import write
from sciencepop.core.i18n import tr
from sciencepop.delivery.ical import render_delivery
from sciencepop.delivery.models import Supplier
from sciencepop.delivery.queries import calendars
from sciencepop.feeds.ical import delivery_header, join, personal_header, public_header, render_own
from sciencepop.feeds.models import FeedState, FeedToken
from sciencepop.feeds.queries.claims import (
    list_deliveries,
    list_own_lessons,
    list_own_meetings,
    list_own_sessions,
    list_own_shifts,
)
from sciencepop.feeds.queries.sessions import Row, list_occurrences, list_rows
from sciencepop.feeds.queries.titles import Title, find_title
from sciencepop.feeds.rules.scopes import Scope, ScopeKind, Window
from sciencepop.programme.calendar_context import get_context
from sciencepop.programme.ical import render_vevent
from sciencepop.programme.services.vevents import heal
from sciencepop.showcase.ical import render_meeting
from sciencepop.volunteers.ical import render_assignment


@dataclass(frozen=True)
class Built:
    """A feed's body, and when that last changed (None where it could not be noted)."""

    body: bytes
    digest: str
    changed_at: datetime | None


def digest_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:32]


def build_body(session: Session, scope: Scope, lang: str, source: str, window: Window) -> bytes | None:
    """A public feed's bytes as the database is now; None for an unknown one. `source` is the feed's path."""
    context = get_context()
    title = find_title(session, scope, context)
    if title is None:
        return None
    rows = list_rows(session, scope, lang, window)
    if any(row.content is None for row in rows):
        _store_missing([row.occurrence_id for row in rows if row.content is None])
        rows = list_rows(session, scope, lang, window)
    made_up = _render_rest(session, rows, lang)
    vevents = [(row.starts_at, row.uid, row.content or made_up[row.occurrence_id]) for row in rows]
    if scope.kind is ScopeKind.BASE:
        vevents = sorted(vevents + _special_days(session, scope.key, lang, window))
    return join(public_header(title, source, lang, context), (content for _at, _uid, content in vevents))


def _special_days(session: Session, slug: str, lang: str, window: Window) -> list[tuple[datetime, str, bytes]]:
    """Closures and single days of a base, by start and UID as its sessions are."""
    context = get_context()
    site, domain = context.site_url(lang), context.district.uid_domain
    rows = list_special(session, slug, window.first, window.after_last, window.cancelled_from)
    return [
        (day_bounds(row.from_on)[0], uid_of(row, domain), render_special(row, lang, site=site, uid_domain=domain))
        for row in rows
        if row.from_on is not None
    ]


def build_public(
    session: Session, scope: Scope, lang: str, source: str, window: Window, *, version: int, now: datetime
) -> Built | None:
    """The public feed and when it last changed. `version` is the programme's stamp, read before."""
    body = build_body(session, scope, lang, source, window)
    if body is None:
        return None
    return noted(session, scope.state_key(lang), body, version=version, today=window.today, now=now)


def build_class(session: Session, one: CourseClass, lang: str, source: str, window: Window, *, now: datetime) -> Built:
    """The timetable of a class that everybody may see. No stamp tells its changes, so it is built at every asking."""
    context = get_context()
    title = Title(one.course.title_zh, one.course.title_en, f"/college/classes/{one.code}")
    first, last = day_bounds(window.first)[0], day_bounds(window.after_last)[0]
    kept = [lesson for lesson in one.lessons if lesson.ends_at >= first and lesson.starts_at < last]
    rows = sorted(kept, key=lambda lesson: (lesson.starts_at, lesson.uid))
    vevents = [render_lesson(one, lesson, lang, context) for lesson in rows]
    body = join(public_header(title, source, lang, context), vevents)
    return noted(session, f"lessons:{one.code}:{lang}", body, version=0, today=window.today, now=now)


def build_personal(
    session: Session, person: Person, key: str, lang: str, window: Window, *, version: int, now: datetime
) -> Built:
    """A person's own feed; `key` names its state and `version` rises with programme and seats."""
    context = get_context()
    vevents = [render_own(own, lang, context) for own in list_own_sessions(session, person.id, window)]
    vevents += [render_assignment(row, lang, context) for row in list_own_shifts(session, person.id, window)]
    lessons = list_own_lessons(session, person.id, window)
    vevents += [render_own_lesson(row, lesson, lang, context) for row, lesson in lessons]
    given = list_deliveries(session, calendars.given_by(person.id), window)
    vevents += [render_delivery(order, lang, context) for order in given]
    vevents += [render_meeting(row, lang, context) for row in list_own_meetings(session, person.id, window)]
    body = join(personal_header(lang, context), vevents)
    return noted(session, key, body, version=version, today=window.today, now=now)


def build_deliveries(
    session: Session, token: FeedToken, key: str, lang: str, window: Window, *, version: int, now: datetime
) -> Built:
    """The deliveries of the supplier or the organisation that an address is for."""
    context = get_context()
    supplier = session.get_one(Supplier, token.supplier_id) if token.supplier_id else None
    organisation = session.get_one(Organisation, token.organisation_id) if token.organisation_id else None
    whose = calendars.supplied_by(supplier.id) if supplier else calendars.ordered_by(token.organisation_id or 0)
    name = tr(supplier, "name") if supplier else organisation.name if organisation else ""
    vevents = [render_delivery(order, lang, context) for order in list_deliveries(session, whose, window)]
    body = join(delivery_header(lang, context, name), vevents)
    return noted(session, key, body, version=version, today=window.today, now=now)


def noted(session: Session, key: str, body: bytes, *, version: int, today: date, now: datetime) -> Built:
    """Remember the moment when this feed's digest last changed; writes only when it has.

    The moment never goes back, and is later than the one before by a second at least, because calendars that ask by
    date know nothing finer. Where the database is busy, or another process writes the
    first note at this instant, the feed goes out without it.
    """
    digest = digest_of(body)
    state = session.get(FeedState, key)
    if state is not None and state.digest == digest:
        return Built(body, digest, state.changed_at)
    try:
        return Built(body, digest, _note(key, digest, version, today, now))
    except (OperationalError, IntegrityError):
        return Built(body, digest, None)


def _note(key: str, digest: str, version: int, today: date, now: datetime) -> datetime | None:
    with write() as session:
        state = session.get(FeedState, key, with_for_update=True)
        if state is None:
            session.add(FeedState(key=key, digest=digest, version=version, built_on=today, changed_at=now))
            return now
        if state.digest != digest:
            if state.version > version:
                return None  # another process knows something newer than this body
            state.changed_at = max(now, state.changed_at + timedelta(seconds=1))
            state.digest, state.version, state.built_on = digest, version, today
        return state.changed_at


def _store_missing(ids: Sequence[int]) -> None:
    try:
        heal(ids)
    except (OperationalError, IntegrityError):
        return  # somebody else writes for long; this answer is rendered in memory


def _render_rest(session: Session, rows: Sequence[Row], lang: str) -> dict[int, bytes]:
    """Texts of sessions that still have none stored."""
    ids = [row.occurrence_id for row in rows if row.content is None]
    if not ids:
        return {}
    context = get_context()
    return {occurrence.id: render_vevent(occurrence, lang, context) for occurrence in list_occurrences(session, ids)}
