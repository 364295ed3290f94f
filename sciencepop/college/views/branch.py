"""The branch's desk: points to decide on, courses, lecturers, terms."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from sciencepop.accounts import messages as accounts
from sciencepop.accounts.queries.invitations import list_asked
from sciencepop.college import services
from sciencepop.college.forms.people import HeadForm, ReasonForm
from sciencepop.college.forms.teaching import CourseForm, LecturerForm
from sciencepop.college.messages import POINT_STEPS
from sciencepop.college.models import PointState
from sciencepop.college.queries import courses, points, terms
from sciencepop.college.rules.points import NEEDS_REASON, NEXT
from sciencepop.college.services.courses import LECTURER
from sciencepop.college.services.points import HEAD
from sciencepop.college.views import bp
from sciencepop.college.views.pressing import Answer, press, words
from sciencepop.college.vocabulary import vocabulary
from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.core.reference import get_reference


@bp.get("/district/college")
@officer
def branch() -> str:
    """What waits for the branch, its terms and points."""
    session = db.session()
    return render_template(
        "college/branch.html",
        terms=terms.list_terms(session),
        points=points.list_points(session),
        branches=vocabulary().branches,
        **words(),
    )


@bp.get("/district/college/points/<code>")
@officer
def point(code: str) -> Answer:
    """A point, and what may become of it."""
    return _point_page(code)


def _point_page(code: str, refusal: str = "") -> Answer:
    found = points.get_point(db.session(), code)
    steps = [found.suspended_from] if found.suspended_from else sorted(NEXT[found.state])
    page = render_template(
        "college/point.html",
        point=found,
        steps=[state for state in steps if state is not None],
        step_words=POINT_STEPS,
        needs_reason=NEEDS_REASON,
        branches=vocabulary().branches,
        towns=get_reference().towns,
        reason_form=ReasonForm(formdata=None),
        head_form=HeadForm(formdata=None),
        **_asked(HEAD, found.id),
        refusal=refusal,
        **words(),
    )
    return (page, 422) if refusal else page


def _asked(kind: str, subject_id: int) -> dict[str, object]:
    """Who was asked, as the component shows it."""
    now = clock.now()
    return {
        "asked": list_asked(db.session(), [kind], now, subject_id),
        "replies": accounts.REPLIES,
        "now": now,
        "press": PressForm(formdata=None),
    }


@bp.post("/district/college/points/<code>/step")
@officer
def point_step(code: str) -> Answer:
    """Approve, refuse, file, give the plaque, suspend, go on."""
    wanted = request.form.get("state", "")
    if wanted not in set(PointState):
        raise NotFound
    form = ReasonForm()
    refusal = press(form, services.step_point, code, PointState(wanted), reason=form.reason.data or "")
    return _point_page(code, refusal) if refusal else redirect(url_for("college.point", code=code), 303)


@bp.post("/district/college/points/<code>/head")
@officer
def point_head(code: str) -> Answer:
    """Ask for one more head of a point."""
    form = HeadForm()
    done = str(_("邀请已发出，对方同意以后生效。"))
    refusal = press(form, services.ask_head, code, form.address.data or "", done=done, say=accounts.sentence)
    return _point_page(code, refusal) if refusal else redirect(url_for("college.point", code=code), 303)


@bp.get("/district/college/courses")
@officer
def course_list() -> str:
    return render_template("college/course_list.html", rows=courses.list_courses(db.session()), **words())


@bp.route("/district/college/courses/new", methods=["GET", "POST"])
@officer
def course_new() -> Answer:
    return _course_form(CourseForm(), None)


@bp.route("/district/college/courses/<code>/edit", methods=["GET", "POST"])
@officer
def course_edit(code: str) -> Answer:
    found = courses.get_course(db.session(), code)
    asked = found.prerequisite.code if found.prerequisite else ""
    values = {name: getattr(found, name) for name in found.__table__.columns.keys()}  # noqa: SIM118
    return _course_form(CourseForm(data=values | {"prerequisite": asked}), code)


def _course_form(form: CourseForm, code: str | None) -> Answer:
    form.offer([course for course in courses.list_courses(db.session()) if course.code != code])
    if form.validate_on_submit():
        refusal = press(form, services.save_course, form.wish(), code)
        if not refusal:
            return redirect(url_for("college.course_list"), 303)
        form.refuse(None, refusal)
    page = render_template("college/course_form.html", form=form, code=code)
    return (page, 422) if form.errors else page


@bp.get("/district/college/lecturers")
@officer
def lecturer_list() -> str:
    pays = vocabulary().pay_classes
    return render_template(
        "college/lecturer_list.html", rows=courses.list_lecturers(db.session()), pays=pays, **words()
    )


@bp.route("/district/college/lecturers/new", methods=["GET", "POST"])
@officer
def lecturer_new() -> Answer:
    return _lecturer_form(LecturerForm(), None)


@bp.route("/district/college/lecturers/<int:id>", methods=["GET", "POST"])
@officer
def lecturer_edit(id: int) -> Answer:
    return _lecturer_form(LecturerForm(obj=courses.get_lecturer(db.session(), id)), id)


def _lecturer_form(form: LecturerForm, id: int | None) -> Answer:
    if form.validate_on_submit():
        done = str(_("已保存。邀请已发出，对方同意以后，课会记进本人的日程。")) if form.address.data else ""
        refusal = press(form, services.save_lecturer, form.wish(), id, done=done, say=accounts.sentence)
        if not refusal:
            return redirect(url_for("college.lecturer_list"), 303)
        form.refuse("address", refusal)
    page = render_template("college/lecturer_form.html", form=form, id=id, **_asked(LECTURER, id or 0))
    return (page, 422) if form.errors else page


def _to_courses(_result: str, **_found: object) -> str:
    return url_for("college.course_list")


def _to_lecturers(_result: str, **_found: object) -> str:
    return url_for("college.lecturer_list")


def _to_point(_result: str, code: str) -> str:
    return url_for("college.point", code=code)


lead_again(_to_courses, course_new, course_edit)
lead_again(_to_lecturers, lecturer_new, lecturer_edit)
lead_again(_to_point, point_step, point_head)
