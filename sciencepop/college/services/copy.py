"""The classes of one term once more in another, as drafts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sciencepop.accounts.models import Person
from sciencepop.college.models import ClassState, CourseClass, Term
from sciencepop.college.queries.classes import list_classes
from sciencepop.college.queries.terms import get_term, lock_term
from sciencepop.college.rules.points import TEACHES
from sciencepop.college.rules.refusals import Refusal
from sciencepop.college.services.classes import ClassWish, make_class, wish_of
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken


@dataclass(frozen=True)
class Copied:
    """How many classes were made, and the titles of those that did not fit the term's days or whose point rests."""

    made: int
    left_out: tuple[str, ...]


def copy_term(from_code: str, to_code: str, *, by: Person, now: datetime) -> Copied:
    """Make drafts of all classes that took place. Doing it twice adds nothing: what is there already is left alone.

    Refuses NOTHING_TO_COPY.
    """
    staff_id = by.id
    with write() as session:
        before, after = get_term(session, from_code), lock_term(session, get_term(session, to_code).id)
        source = list_classes(session, CourseClass.term_id == before.id, CourseClass.state == ClassState.PUBLISHED)
        if before.id == after.id or not source:
            raise RuleBroken(Refusal.NOTHING_TO_COPY)
        known = {_same(one) for one in list_classes(session, CourseClass.term_id == after.id)}
        left_out, made = [], 0
        for one in source:
            if _same(one) in known:
                continue
            wish = _in_term(wish_of(one), before, after)
            try:
                if one.point.state not in TEACHES:
                    raise RuleBroken(Refusal.POINT_NOT_READY)
                make_class(session, after, wish, by=staff_id, now=now)
                made += 1
            except RuleBroken:
                left_out.append(one.course.title_zh)
        facts = {"made": made, "left_out": len(left_out)}
        audit.record(session, by=staff_id, at=now, action="college.term_copy", subject=after, **facts)
        attempts.remember(to_code)
        return Copied(made, tuple(left_out))


def _same(one: CourseClass) -> tuple[object, ...]:
    return one.course_id, one.point_id, one.weekday, one.starts


def _in_term(wish: ClassWish, before: Term, after: Term) -> ClassWish:
    """Sign-up opens as long after the catalogue as it did, and closes with the first lesson."""
    opens_at = wish.opens_at - before.catalogue_at + after.catalogue_at if wish.opens_at else None
    return replace(wish, opens_at=opens_at, closes_at=None)
