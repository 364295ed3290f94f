"""A round and its sheets as the draw knows them, read in few queries: for the file, the odds and a sheet's own page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.college.models import Bucket as Part
from sciencepop.college.models import CourseClass, DrawRound, Enrolment, SheetSource, Wish, WishPerson, WishSheet
from sciencepop.college.queries.rounds import classes_of
from sciencepop.college.rules import enrolments as states
from sciencepop.college.rules.rounds import GIVEN, NONE, PRIORITIES, own_buckets, priority_of
from sciencepop.draws import draw
from sciencepop.draws.sheets import pseudonym_of

SENIORS = "seniors"


class Gathered(NamedTuple):
    """`sheets` by the number of their rows; sheets without a wish that is still offered are left out."""

    terms: draw.Round
    sheets: dict[int, draw.Sheet]


class Standing(NamedTuple):
    """What of a person decides: where they live, whether they count as senior, learned here, and lost before."""

    town: str
    is_senior_or_offline: bool
    is_newcomer: bool
    priority: str


def seats_of(one: CourseClass) -> list[tuple[Part, int]]:
    """The buckets of a class in their published order; without any, all seats are everybody's."""
    found = [(row.bucket, row.seats) for row in one.buckets if row.seats]
    return found or [(Part.GENERAL, one.capacity)]


def held_in(session: Session, class_ids: Collection[int]) -> dict[tuple[int, Part | None], int]:
    """How many seats are taken of each bucket of these classes; None is whoever came without a draw."""
    found = select(Enrolment.class_id, Enrolment.bucket, func.count(Enrolment.id)).where(
        Enrolment.class_id.in_(class_ids), Enrolment.state.in_(states.HOLDS)
    )
    rows = session.execute(found.group_by(Enrolment.class_id, Enrolment.bucket))
    return {(class_id, bucket): count for class_id, bucket, count in rows}


def gather(session: Session, one: DrawRound, sheet_ids: Collection[int] | None = None) -> Gathered:
    """All sheets of a round, or only these. Classes without a free seat are not offered."""
    classes = classes_of(session, one.term_id)
    terms = _terms(session, one, classes)
    offered = {row.id: row for row in classes if row.code in {there.code for there in terms.classes}}
    parts = {there.code: {bucket.code for bucket in there.buckets} for there in terms.classes}
    people, standing, known = _people(session, one, sheet_ids)
    wishes = defaultdict(list)
    for sheet_id, class_id in _wished(session, one, sheet_ids):
        if class_id in offered:
            wishes[sheet_id].append(offered[class_id])
    key, found = bytes.fromhex(one.key), {}
    for sheet_id, persons in people.items():
        wished = [row for row in wishes[sheet_id] if len(persons) == 1 or draw.HOUSEHOLD in parts[row.code]]
        if wished:
            stands = [standing[number] for number in persons]
            names = tuple(pseudonym_of(key, str(known[number])) for number in persons)
            found[sheet_id] = draw.Sheet(names, tuple(_wish(row, stands, parts[row.code]) for row in wished))
    return Gathered(terms, found)


def _wish(one: CourseClass, stands: Sequence[Standing], parts: Collection[str]) -> draw.Wish:
    """A wish as the file has it. Two together belong to the household's seats alone, and have what both have."""
    first = stands[0]
    priority = first.priority if len({stand.priority for stand in stands}) == 1 else NONE
    own = own_buckets(
        is_own_town=bool(first.town) and first.town == one.point.town_code,
        is_newcomer=first.is_newcomer,
        is_senior_or_offline=first.is_senior_or_offline,
    )
    return draw.Wish(one.code, priority, tuple(code for code in own if code in parts) if len(stands) == 1 else ())


def _terms(session: Session, one: DrawRound, classes: Sequence[CourseClass]) -> draw.Round:
    held = held_in(session, [row.id for row in classes])
    found = []
    for row in sorted(classes, key=lambda row: row.code):
        left = row.capacity - sum(count for (class_id, _part), count in held.items() if class_id == row.id)
        buckets = []
        for part, seats in seats_of(row):
            free = min(seats - held.get((row.id, part), 0), left)
            free -= free % 2 if part is Part.HOUSEHOLD else 0
            if free > 0:
                buckets.append(draw.Bucket(part.value, free))
                left -= free
        if buckets:
            found.append(draw.OfferedClass(row.code, row.course.title_zh, tuple(buckets)))
    return draw.Round(one.code, tuple(found), PRIORITIES)


def _wished(session: Session, one: DrawRound, sheet_ids: Collection[int] | None) -> list[tuple[int, int]]:
    """Sheets and classes of the round's wishes, the dearest of each sheet first."""
    found = select(Wish.sheet_id, Wish.class_id).join(Wish.sheet).where(WishSheet.round_id == one.id)
    if sheet_ids is not None:
        found = found.where(WishSheet.id.in_(sheet_ids))
    rows = session.execute(found.order_by(Wish.sheet_id, Wish.place))
    return [(sheet_id, class_id) for sheet_id, class_id in rows]


def _people(
    session: Session, one: DrawRound, sheet_ids: Collection[int] | None
) -> tuple[dict[int, list[int]], dict[int, Standing], dict[int, int]]:
    """Who is on each sheet, how each of them stands, and under which number the round knows them."""
    person = Person.id, Person.town_code, Person.audiences, WishPerson.entered_as
    found = (
        select(WishSheet.id, WishSheet.source, WishSheet.desk, *person)
        .join(WishPerson, WishPerson.sheet_id == WishSheet.id)
        .join(Person, WishPerson.person_id == Person.id)
        .where(WishSheet.round_id == one.id)
        .order_by(WishSheet.id, WishPerson.place)
    )
    if sheet_ids is not None:
        found = found.where(WishSheet.id.in_(sheet_ids))
    on = select(WishPerson.person_id).where(WishPerson.round_id == one.id)
    learned = select(Enrolment.person_id).where(Enrolment.state.in_(states.FIRM), Enrolment.person_id.in_(on))
    enrolled, lost = set(session.scalars(learned)), _lost(session, one)
    people, standing, known = defaultdict(list), {}, {}
    for sheet_id, source, desk, person_id, town, audiences, entered_as in session.execute(found):
        people[sheet_id].append(person_id)
        known[person_id] = entered_as
        standing[person_id] = Standing(
            town or desk,
            source is not SheetSource.WEB or SENIORS in audiences,
            person_id not in enrolled,
            priority_of(*(person_id in before for before in lost)),
        )
    return dict(people), standing, known


def _lost(session: Session, one: DrawRound) -> list[set[int]]:
    """Who wished in each of the last two rounds that were drawn, and got nothing."""
    last = select(DrawRound.id).where(DrawRound.state.in_(GIVEN), DrawRound.id < one.id)
    numbers = session.scalars(last.order_by(DrawRound.id.desc()).limit(2)).all()
    found = []
    for number in numbers:
        row = select(WishPerson.person_id).join(WishPerson.sheet)
        row = row.where(WishSheet.round_id == number, WishSheet.is_drawn, WishSheet.given.is_(None))
        found.append(set(session.scalars(row)))
    return found + [set()] * (2 - len(found))
