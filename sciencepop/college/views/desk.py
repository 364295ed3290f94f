"""The desk of a teaching point: its classes, their learners and lessons. Its heads and officers open it."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from sciencepop.accounts import messages as accounts
from sciencepop.accounts.queries.invitations import list_asked
from sciencepop.accounts.rules.refusals import Refusal
from sciencepop.college import services
from sciencepop.college.forms.people import NominateForm, PointForm, ReasonForm
from sciencepop.college.forms.teaching import NumbersForm, SubstituteForm
from sciencepop.college.messages import sentence
from sciencepop.college.models import ClassState, CourseClass, TeachingPoint, WayIn
from sciencepop.college.queries import classes, courses, enrolments
from sciencepop.college.queries import points as queries
from sciencepop.college.queries.teaching import count_leave_waiting
from sciencepop.college.services.enrol import NOMINEE
from sciencepop.college.services.timetable import list_troubles
from sciencepop.college.views import bp
from sciencepop.college.views.pressing import Answer, me, press, words
from sciencepop.core import clock
from sciencepop.core.access import require, teaching
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import day, tr, wall_clock
from sciencepop.programme.forms.fields import option


def headed_point(code: str) -> TeachingPoint:
    """A point that whoever is signed in may run."""
    point = queries.get_point(db.session(), code)
    require(me().is_officer or point.id in me().headed_point_ids)
    return point


def headed_class(code: str) -> CourseClass:
    """A class at such a point."""
    one = classes.get_class(db.session(), code)
    require(me().is_officer or one.point_id in me().headed_point_ids)
    return one


@bp.get("/college/desk/points/<code>")
@teaching
def point_desk(code: str) -> str:
    """A point with its classes, those of terms to come first."""
    point, session = headed_point(code), db.session()
    rows = classes.list_classes(session, CourseClass.point_id == point.id)
    rows = sorted(rows, key=lambda one: one.term.from_on, reverse=True)
    return render_template(
        "college/point_desk.html",
        point=point,
        rows=rows,
        fills=classes.fill_of(session, rows),
        leave_waiting=count_leave_waiting(session, [one.id for one in rows]),
        **words(),
    )


@bp.route("/college/desk/points/<code>/edit", methods=["GET", "POST"])
@teaching
def point_edit(code: str) -> Answer:
    """Put a point's facts right."""
    point = headed_point(code)
    form = PointForm(obj=point)
    if form.validate_on_submit():
        refusal = press(form, services.change_point, code, form.wish())
        if not refusal:
            return redirect(url_for("college.point_desk", code=code), 303)
        form.refuse(None, refusal)
    page = render_template("college/point_edit.html", form=form, point=point)
    return (page, 422) if form.errors else page


@bp.get("/college/desk/classes/<code>")
@teaching
def class_desk(code: str) -> Answer:
    """Learners, lessons, who teaches; officers publish and dissolve here."""
    return class_page(code)


def class_page(code: str, refusal: str = "") -> Answer:
    """The page of one class, with a refusal's sentence where something was refused."""
    one, session, now = headed_class(code), db.session(), clock.now()
    substitute_form = SubstituteForm(formdata=None)
    _offer(substitute_form, one)
    page = render_template(
        "college/class_desk.html",
        one=one,
        fill=classes.fill_of(session, [one])[one.id],
        learners=enrolments.list_in_class(session, one.id),
        troubles_found=list_troubles(session, one) if one.state is not ClassState.DISSOLVED else [],
        substitute_form=substitute_form,
        nominate_form=NominateForm(formdata=None) if one.way is WayIn.NOMINATION else None,
        asked=list_asked(session, [NOMINEE], now, one.id),
        replies=accounts.REPLIES,
        numbers_form=NumbersForm(formdata=None, obj=one),
        reason_form=ReasonForm(formdata=None, prefix=""),
        press=PressForm(formdata=None),
        is_officer=me().is_officer,
        is_over=one.ends_at <= now,
        refusal=refusal,
        now=now,
        **words(),
    )
    return (page, 422) if refusal else page


def _offer(form: SubstituteForm, one: CourseClass) -> None:
    """Lessons to come, and everybody who teaches."""
    now = clock.now()
    form.lesson.choices = [
        option(
            str(lesson.number),
            f"{_('第 %(number)d 课', number=lesson.number)} {day(lesson.starts_at)} {wall_clock(lesson.starts_at)}",
        )
        for lesson in one.lessons
        if lesson.starts_at > now
    ]
    rows = courses.list_lecturers(db.session())
    form.lecturer.choices = [option(str(row.id), tr(row, "name")) for row in rows]


@bp.post("/college/desk/classes/<code>/substitute")
@teaching
def substitute(code: str) -> Answer:
    """Have somebody else give a lesson."""
    form = SubstituteForm()
    _offer(form, headed_class(code))
    wish = form.lesson.data or 0, form.lecturer.data or 0, form.reason.data or ""
    return answer(code, press(form, services.substitute, code, *wish, done=str(_("已改，并通知了学员。"))))


@bp.post("/college/desk/classes/<code>/nominate")
@teaching
def nominate(code: str) -> Answer:
    """A unit names somebody, who agrees first."""
    headed_class(code)
    form = NominateForm()
    wish = form.address.data or "", form.unit.data or ""
    done = str(_("邀请已发出，对方同意以后就有座位。"))
    return answer(code, press(form, services.nominate, code, *wish, done=done, say=_asked_or_refused))


def _asked_or_refused(broken: RuleBroken) -> str:
    """A class has its refusals, and so has asking."""
    return accounts.sentence(broken) if isinstance(broken.code, Refusal) else sentence(broken)


def answer(code: str, refusal: str | None) -> Answer:
    """Back to the class, or the refusal on its page."""
    return class_page(code, refusal) if refusal else redirect(url_for("college.class_desk", code=code), 303)


def to_class(_result: str, code: str) -> str:
    return url_for("college.class_desk", code=code)


lead_again(lambda _result, code: url_for("college.point_desk", code=code), point_edit)
lead_again(to_class, substitute, nominate)
