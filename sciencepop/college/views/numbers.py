"""The numbers of a term, for the branch and for each point, with what each of them counts."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template
from werkzeug.wrappers import Response

from sciencepop.college.models import ClassState, CourseClass
from sciencepop.college.queries import classes, terms
from sciencepop.college.queries.numbers import fairness_in, numbers_of, total_of
from sciencepop.college.views import bp
from sciencepop.college.views.desk import headed_point
from sciencepop.college.views.pressing import words
from sciencepop.college.words import hours_of, where
from sciencepop.core.access import officer, teaching
from sciencepop.core.db import db
from sciencepop.core.reference import get_reference
from sciencepop.core.table_out import table_answer


def _published(*which: object) -> Sequence[CourseClass]:
    return classes.list_classes(db.session(), CourseClass.state != ClassState.DRAFT, *which)  # type: ignore[arg-type]


@bp.get("/district/college/terms/<code>/numbers")
@officer
def term_numbers(code: str) -> str:
    """All classes of a term."""
    term = terms.get_term(db.session(), code)
    return _page(_published(CourseClass.term_id == term.id), term=term)


@bp.get("/college/desk/points/<code>/numbers")
@teaching
def point_numbers(code: str) -> str:
    """All classes of a point, in every term."""
    point = headed_point(code)
    return _page(_published(CourseClass.point_id == point.id), point=point)


@bp.get("/district/college/terms/<code>/numbers.csv")
@officer
def term_numbers_csv(code: str) -> Response:
    """The same as a table."""
    term = terms.get_term(db.session(), code)
    return _table(_published(CourseClass.term_id == term.id), f"term-{code}.csv")


@bp.get("/college/desk/points/<code>/numbers.csv")
@teaching
def point_numbers_csv(code: str) -> Response:
    point = headed_point(code)
    return _table(_published(CourseClass.point_id == point.id), f"point-{code}.csv")


def _page(rows: Sequence[CourseClass], **about: object) -> str:
    session, reference = db.session(), get_reference()
    numbers = numbers_of(session, rows)
    return render_template(
        "college/numbers.html",
        rows=rows,
        numbers=numbers,
        total=total_of(numbers.values()),
        fairness=fairness_in(session, [one.id for one in rows]),
        towns=reference.towns,
        audiences=reference.audiences,
        term=about.get("term"),
        point=about.get("point"),
        **words(),
    )


def _table(rows: Sequence[CourseClass], name: str) -> Response:
    numbers = numbers_of(db.session(), rows)
    head = (
        "class", "course", "term", "place", "hours", "state", "seats", "enrolled", "fill_percent", "left", "waiting",
        "attendance_percent", "completed", "certificates",
    )  # fmt: skip
    cells = [
        (
            one.code,
            one.course.title_zh,
            one.term.code,
            where(one),
            hours_of(one),
            one.state.value,
            one.capacity,
            numbers[one.id].enrolled,
            numbers[one.id].fill_percent,
            numbers[one.id].left,
            numbers[one.id].waiting,
            numbers[one.id].attendance_percent,
            numbers[one.id].completed,
            numbers[one.id].certificates,
        )
        for one in rows
    ]
    return table_answer(head, cells, name)
