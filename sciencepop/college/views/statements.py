"""What a lecturer gave and is owed: a page to print, and a table."""

from __future__ import annotations

from datetime import date

from flask import render_template, request
from werkzeug.wrappers import Response

from sciencepop.college.forms.lessons import SpanQuery
from sciencepop.college.queries import courses
from sciencepop.college.services.statements import statement_of
from sciencepop.college.views import bp
from sciencepop.college.views.pressing import Answer, words
from sciencepop.college.vocabulary import vocabulary
from sciencepop.college.words import where
from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.db import db
from sciencepop.core.table_out import table_answer


def _days(form: SpanQuery) -> tuple[date, date]:
    """The days that were asked for; this year's where that is not understood."""
    today = clock.today()
    if form.validate() and form.from_on.data and form.until_on.data and form.from_on.data <= form.until_on.data:
        return form.from_on.data, form.until_on.data
    return date(today.year, 1, 1), today


@bp.get("/district/college/lecturers/<int:id>/statement")
@officer
def statement(id: int) -> Answer:
    """Lessons and fees between two days."""
    lecturer = courses.get_lecturer(db.session(), id)
    form = SpanQuery(request.args)
    first, last = _days(form)
    return render_template(
        "college/statement.html",
        lecturer=lecturer,
        pays=vocabulary().pay_classes,
        first=first,
        last=last,
        statement=statement_of(db.session(), lecturer, first, last, clock.now()),
        form=SpanQuery(formdata=None, data={"from_on": first, "until_on": last}),
        **words(),
    )


@bp.get("/district/college/lecturers/<int:id>/statement.csv")
@officer
def statement_csv(id: int) -> Response:
    """The same as a table."""
    lecturer = courses.get_lecturer(db.session(), id)
    first, last = _days(SpanQuery(request.args))
    found = statement_of(db.session(), lecturer, first, last, clock.now())
    head = ("date", "course", "class", "lesson", "place", "given_by", "planned_for", "pay_class", "list_kept", "yuan")
    rows = [
        (
            line.day.isoformat(),
            line.lesson.course_class.course.title_zh,
            line.lesson.course_class.code,
            line.lesson.number,
            where(line.lesson.course_class),
            line.lesson.lecturer.name_zh,
            (line.lesson.substitute_for or line.lesson.lecturer).name_zh,
            lecturer.pay_class,
            int(line.is_listed),
            line.yuan,
        )
        for line in found.lines
    ]
    return table_answer(head, rows, f"lecturer-{id}-{first}-{last}.csv")
