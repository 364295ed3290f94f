"""Where things that may be found come from: each kind with the visibility of its own feature.

What a feature hides from its lists is never read here, so it is neither indexed nor, should it still stand in the
index, shown (`list_shown`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from sciencepop.bases.models import BaseState, ScienceBase
from sciencepop.college.models import ClassState, Course, CourseClass, Term
from sciencepop.college.queries.classes import is_shown
from sciencepop.contests.models import Contest
from sciencepop.contests.queries.contests import LISTED
from sciencepop.core.clock import day_bounds, local
from sciencepop.core.reference import Reference
from sciencepop.delivery.models import MenuItem, Supplier
from sciencepop.delivery.queries.menu import on_menu
from sciencepop.festival.models import Edition, EditionState
from sciencepop.programme.models import Event, Occurrence
from sciencepop.programme.queries.visible import occurrence_is_on, visible_events
from sciencepop.programme.rules.days import parts_of
from sciencepop.search.models import Kind
from sciencepop.search.queries.labels import named
from sciencepop.search.rules.things import Thing
from sciencepop.search.rules.tokens import age_facts, fact
from sciencepop.showcase.models import Project, ProjectState

PORTION = 500
LONGEST_DAYS = 120
Describe = Callable[[Sequence[Any], "Look"], Iterator[Thing]]


@dataclass(frozen=True)
class Look:
    """What describing needs besides the rows."""

    session: Session
    now: datetime
    reference: Reference


@dataclass(frozen=True)
class Source:
    """A kind of thing: `visible` selects its rows that everybody may see at a moment."""

    kind: Kind
    model: Any
    visible: Callable[[datetime], Select[Any]]
    describe: Describe


def read_things(source: Source, look: Look, *which: Any) -> Iterator[Thing]:
    """Every visible thing of a kind, or those of some rows, a portion at a time."""
    after = 0
    while True:
        found = source.visible(look.now).where(source.model.id > after, *which)
        rows = look.session.scalars(found.order_by(source.model.id).limit(PORTION)).unique().all()
        if not rows:
            return
        yield from source.describe(rows, look)
        after = rows[-1].id


def list_shown(session: Session, source: Source, refs: Collection[int], now: datetime) -> set[int]:
    """Which of these may be seen at this moment."""
    found = source.visible(now).with_only_columns(source.model.id).order_by(None)
    return set(session.scalars(found.where(source.model.id.in_(refs))))


def _events(now: datetime) -> Select[Any]:
    """Those that take place once more; a cancelled or past one keeps its page and is not looked for."""
    coming = exists().where(Occurrence.event_id == Event.id, _is_coming(now))
    return visible_events().where(coming).options(contains_eager(Event.base))


def _is_coming(now: datetime) -> ColumnElement[bool]:
    return and_(Occurrence.ends_at > now, occurrence_is_on())


def _describe_events(rows: Sequence[Event], look: Look) -> Iterator[Thing]:
    coming = select(Occurrence).where(Occurrence.event_id.in_([row.id for row in rows]), _is_coming(look.now))
    sessions: dict[int, list[Occurrence]] = {}
    for one in look.session.scalars(coming.order_by(Occurrence.starts_at, Occurrence.id)):
        sessions.setdefault(one.event_id, []).append(one)
    for row in rows:
        yield _event(row, sessions.get(row.id, []), look)


def _event(row: Event, sessions: Sequence[Occurrence], look: Look) -> Thing:
    base = row.base
    places = [one for one in sessions if one.place_zh]
    towns = {one.town_code or ("" if one.place_zh else base.town_code) for one in sessions}
    access = [*(row.access or ()), *(base.access or ())]
    labels, facts = named(
        look.reference, town=sorted(filter(None, towns)), audience=row.audiences, topic=row.topics, kind=[row.kind],
        access=access,
    )  # fmt: skip
    is_drop_in = row.booking_mode.value == "drop_in"
    for one in sessions:
        parts = parts_of(local(one.starts_at), local(one.ends_at), comes_and_goes=is_drop_in)
        facts |= {fact("part", part) for part in parts}
    return Thing(
        kind=Kind.EVENT,
        ref=row.id,
        slug=row.slug,
        title_zh=row.title_zh,
        title_en=row.title_en,
        place_zh=" ".join(dict.fromkeys([base.name_zh, *(one.place_zh for one in places)])),
        place_en=" ".join(dict.fromkeys([base.name_en, *(one.place_en for one in places)])).strip(),
        summary_zh=row.summary_zh,
        summary_en=row.summary_en,
        texts=(row.body_zh, row.body_en),
        labels=labels,
        facts=facts | age_facts(row.age_min, row.age_max),
        town_code=base.town_code,
        lat=base.lat,
        lon=base.lon,
        price_cents=row.price_cents,
        from_at=sessions[0].starts_at if sessions else None,
        until_at=max((one.ends_at for one in sessions), default=None),
        days=_days((one.starts_at, one.ends_at) for one in sessions),
    )


def _days(spans: Iterable[tuple[datetime, datetime]]) -> frozenset[date]:
    """The days that spans of time touch; of a very long one its first months."""
    found: set[date] = set()
    for starts, ends in spans:
        first, last = local(starts).date(), local(ends - timedelta(seconds=1)).date()
        found.update(first + timedelta(days=number) for number in range(min((last - first).days, LONGEST_DAYS) + 1))
    return frozenset(found)


def _bases(_now: datetime) -> Select[Any]:
    return (
        select(ScienceBase).where(ScienceBase.state == BaseState.PUBLIC).options(selectinload(ScienceBase.former_names))
    )


def _describe_bases(rows: Sequence[ScienceBase], look: Look) -> Iterator[Thing]:
    for row in rows:
        labels, facts = named(look.reference, town=[row.town_code], base=[row.kind], access=row.access or ())
        names = [name for one in row.former_names for name in (one.name_zh, one.name_en)]
        yield Thing(
            kind=Kind.BASE,
            ref=row.id,
            slug=row.slug,
            title_zh=row.name_zh,
            title_en=row.name_en,
            summary_zh=row.summary_zh,
            summary_en=row.summary_en,
            texts=(row.address_zh, row.address_en, *names),
            labels=labels,
            facts=facts,
            town_code=row.town_code,
            lat=row.lat,
            lon=row.lon,
        )


def _courses(now: datetime) -> Select[Any]:
    """Courses with a class of a term that is shown and not over."""
    taught = exists().where(CourseClass.course_id == Course.id, CourseClass.term_id == Term.id, _is_running(now))
    return select(Course).where(taught)


def _is_running(now: datetime) -> ColumnElement[bool]:
    """Needs a join of the class with its term."""
    return and_(is_shown(now), CourseClass.state != ClassState.DISSOLVED, Term.until_on >= local(now).date())


def _describe_courses(rows: Sequence[Course], look: Look) -> Iterator[Thing]:
    found = (
        select(CourseClass)
        .join(CourseClass.term)
        .where(CourseClass.course_id.in_([row.id for row in rows]), _is_running(look.now))
        .options(joinedload(CourseClass.point), joinedload(CourseClass.term), selectinload(CourseClass.lessons))
        .order_by(CourseClass.id)
    )
    classes: dict[int, list[CourseClass]] = {}
    for one in look.session.scalars(found):
        classes.setdefault(one.course_id, []).append(one)
    for row in rows:
        yield _course(row, classes.get(row.id, []), look)


def _course(row: Course, classes: Sequence[CourseClass], look: Look) -> Thing:
    points = list(dict.fromkeys(one.point for one in classes))
    labels, facts = named(look.reference, town=[point.town_code for point in points], audience=row.audiences)
    spans = [(one.starts_at, one.ends_at) for own in classes for one in own.lessons]
    for starts, ends in spans:
        facts |= {fact("part", part) for part in parts_of(local(starts), local(ends), comes_and_goes=False)}
    point = points[0] if points else None
    return Thing(
        kind=Kind.COURSE,
        ref=row.id,
        slug=row.code,
        title_zh=row.title_zh,
        title_en=row.title_en,
        place_zh=" ".join(one.name_zh for one in points),
        place_en=" ".join(one.name_en for one in points).strip(),
        summary_zh=row.syllabus_zh,
        summary_en=row.syllabus_en,
        labels=labels,
        facts=facts,
        town_code=point.town_code if point else None,
        lat=point.lat if point else None,
        lon=point.lon if point else None,
        price_cents=0,
        from_at=min((starts for starts, _ends in spans if starts > look.now), default=None),
        until_at=max((day_bounds(one.term.until_on)[1] for one in classes), default=None),
        days=_days(span for span in spans if span[1] > look.now),
    )


def _editions(_now: datetime) -> Select[Any]:
    """Past festivals keep their archive, and are found in it."""
    return select(Edition).where(Edition.state != EditionState.DRAFT)


def _describe_editions(rows: Sequence[Edition], _look: Look) -> Iterator[Thing]:
    for row in rows:
        starts, ends = day_bounds(row.from_on)[0], day_bounds(row.until_on)[1]
        yield Thing(
            kind=Kind.EDITION,
            ref=row.id,
            slug=row.code,
            title_zh=row.name_zh,
            title_en=row.name_en,
            summary_zh=row.motto_zh or row.about_zh,
            summary_en=row.motto_en or row.about_en,
            texts=(row.about_zh, row.about_en, str(row.year)),
            from_at=starts,
            days=_days([(starts, ends)]),
        )


def _items(now: datetime) -> Select[Any]:
    supplier = joinedload(MenuItem.supplier)
    rows = select(MenuItem).where(*on_menu(local(now).date()))
    return rows.options(supplier.joinedload(Supplier.base), supplier.joinedload(Supplier.organisation))


def _describe_items(rows: Sequence[MenuItem], look: Look) -> Iterator[Thing]:
    for row in rows:
        towns = row.towns or list(look.reference.towns)
        labels, facts = named(look.reference, audience=row.audiences, kind=[row.kind.value])
        facts |= {fact("town", town) for town in towns}
        ends = min((day for day in (row.review_until, row.valid_until) if day), default=None)
        yield Thing(
            kind=Kind.ITEM,
            ref=row.id,
            slug=row.code,
            title_zh=row.title_zh,
            title_en=row.title_en,
            place_zh=row.supplier.name_zh,
            place_en=row.supplier.name_en,
            summary_zh=row.about_zh,
            summary_en=row.about_en,
            labels=labels,
            facts=facts | age_facts(row.age_from, row.age_until),
            price_cents=0 if row.cost.value == "free" else None,
            until_at=day_bounds(ends)[1] if ends else None,
        )


def _contests(_now: datetime) -> Select[Any]:
    found = select(Contest).where(Contest.state.in_(LISTED))
    return found.options(joinedload(Contest.base), selectinload(Contest.rounds))


def _describe_contests(rows: Sequence[Contest], look: Look) -> Iterator[Thing]:
    for row in rows:
        base = row.base
        labels, facts = named(look.reference, town=[base.town_code if base else None], kind=["contest"])
        spans = [(one.opens_at, one.closes_at) for one in row.rounds if one.closes_at > look.now]
        yield Thing(
            kind=Kind.CONTEST,
            ref=row.id,
            slug=row.code,
            title_zh=row.title_zh,
            title_en=row.title_en,
            place_zh=base.name_zh if base else "",
            place_en=base.name_en if base else "",
            summary_zh=row.about_zh,
            summary_en=row.about_en,
            labels=labels,
            facts=facts | age_facts(row.age_min, row.age_max),
            town_code=base.town_code if base else None,
            lat=base.lat if base else None,
            lon=base.lon if base else None,
            price_cents=0,
            from_at=min((starts for starts, _ends in spans), default=None),
            days=_days(spans),
        )


def _projects(_now: datetime) -> Select[Any]:
    return select(Project).where(Project.state == ProjectState.PUBLISHED).options(joinedload(Project.organisation))


def _describe_projects(rows: Sequence[Project], look: Look) -> Iterator[Thing]:
    for row in rows:
        labels, facts = named(look.reference, topic=[row.topic])
        yield Thing(
            kind=Kind.PROJECT,
            ref=row.id,
            slug=row.code,
            title_zh=row.title_zh,
            title_en=row.title_en,
            place_zh=row.organisation.name if row.organisation else "",
            summary_zh=row.text_zh,
            summary_en=row.text_en,
            labels=labels,
            facts=facts,
        )


SOURCES = {
    one.kind: one
    for one in (
        Source(Kind.EVENT, Event, _events, _describe_events),
        Source(Kind.BASE, ScienceBase, _bases, _describe_bases),
        Source(Kind.COURSE, Course, _courses, _describe_courses),
        Source(Kind.EDITION, Edition, _editions, _describe_editions),
        Source(Kind.CONTEST, Contest, _contests, _describe_contests),
        Source(Kind.ITEM, MenuItem, _items, _describe_items),
        Source(Kind.PROJECT, Project, _projects, _describe_projects),
    )
}
"""Every kind, in the order in which their tabs stand."""
