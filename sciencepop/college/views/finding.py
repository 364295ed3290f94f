"""Finding classes: the catalogue of a term, a course, a class with its lessons, and getting in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from sciencepop.college import services
from sciencepop.college.messages import PHASES, sentence
from sciencepop.college.models import CourseClass, Term, WayIn
from sciencepop.college.queries import classes, courses, enrolments, terms
from sciencepop.college.queries.rounds import list_rounds
from sciencepop.college.rules.refusals import Refusal, refuse_class, refuse_enrolling, refuse_room, refuse_way
from sciencepop.college.rules.rounds import takes_sheets
from sciencepop.college.rules.terms import phase_of
from sciencepop.college.services.weigh import broken, class_facts, weigh, weigh_class
from sciencepop.college.views import bp
from sciencepop.college.views.jsonld import course_data
from sciencepop.college.views.pressing import Answer, press, words
from sciencepop.college.vocabulary import vocabulary
from sciencepop.core import clock
from sciencepop.core.access import public, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import language
from sciencepop.core.reference import get_reference


@dataclass(frozen=True)
class Wanted:
    """What the catalogue was asked for; "" is everything."""

    town: str = ""
    theme: str = ""
    audience: str = ""
    weekday: str = ""

    def fits(self, one: CourseClass) -> bool:
        return (
            self.town in ("", one.point.town_code)
            and self.theme in ("", one.course.theme)
            and (not self.audience or self.audience in one.course.audiences)
            and self.weekday in ("", str(one.weekday))
        )


@bp.get("/college")
@public
def catalogue() -> str:
    """The classes of a term, narrowed down by town, theme, audience and weekday."""
    session, now = db.session(), clock.now()
    shown = terms.list_shown(session, now)
    term = next((one for one in shown if one.code == request.args.get("term")), shown[0] if shown else None)
    wanted = Wanted(**{name: request.args.get(name, "")[:20] for name in ("town", "theme", "audience", "weekday")})
    everything = classes.list_shown(session, now, CourseClass.term_id == term.id) if term else []
    fills = classes.fill_of(session, everything)
    return render_template(
        "college/catalogue.html",
        terms=shown,
        term=term,
        phase=PHASES[phase_of(term.steps, clock.day_bounds(term.until_on)[1], now)] if term else "",
        rows=[one for one in everything if wanted.fits(one)],
        fills=fills,
        **_round_of(session, term, now),
        facts={one.id: class_facts(one, fills[one.id], now) for one in everything},
        refuse=lambda facts: refuse_class(facts) or refuse_way(facts) or refuse_room(facts),
        wanted=wanted,
        towns=_towns(everything),
        all_themes=[
            row for slug, row in vocabulary().themes.items() if slug in {one.course.theme for one in everything}
        ],
        audiences=get_reference().audiences,
        **words(),
    )


def _round_of(session: Session, term: Term | None, now: datetime) -> dict[str, object]:
    """The newest draw of a term, and whether it takes sheets of wishes now."""
    found = next(iter(list_rounds(session, term.id)), None) if term else None
    takes = found is not None and takes_sheets(found.state, found.opens_at, found.closes_at, now)
    return {"round": found, "takes": takes}


def _towns(rows: object) -> list[object]:
    codes = {one.point.town_code for one in rows}  # type: ignore[attr-defined]
    return [town for code, town in get_reference().towns.items() if code in codes]


@bp.get("/college/courses/<code>")
@public
def course(code: str) -> str:
    """What a course is about, and its classes in the terms that are shown."""
    session, now = db.session(), clock.now()
    found = courses.get_course(session, code)
    rows = [
        one
        for one in classes.list_shown(session, now, CourseClass.course_id == found.id)
        if one.term.until_on >= clock.today()
    ]
    return render_template(
        "college/course.html",
        course=found,
        rows=rows,
        fills=classes.fill_of(session, rows),
        data=course_data(found, rows),
        audiences=get_reference().audiences,
        **words(),
    )


@bp.get("/college/classes/<code>")
@public
def course_class(code: str) -> Answer:
    """One class: when, where, by whom, every lesson, and a button or why there is none."""
    return _class_page(code)


def _class_page(code: str, refusal: str = "") -> Answer:
    session, now = db.session(), clock.now()
    one = classes.get_shown(session, code, now)
    own, weighed = None, weigh_class(session, one, now)
    if current_user.is_authenticated:
        own = enrolments.find_own(session, one.id, current_user.id)
        weighed = weigh(session, one, current_user.id, now)
    refused = refuse_enrolling(weighed.facts, weighed.learner)
    page = render_template(
        "college/course_class.html",
        one=one,
        own=own,
        fill=weighed.fill,
        reason=sentence(broken(refused, weighed)) if refused else "",
        may_enrol=refused is None,
        may_wait=refused is Refusal.FULL,
        data=course_data(one.course, [one]),
        steps=_steps(one.term),
        **_round_of(session, one.term if one.way is WayIn.DRAW else None, now),
        form=PressForm(formdata=None),
        audiences=get_reference().audiences,
        refusal=refusal,
        now=now,
        **words(),
    )
    return (page, 422) if refusal else page


def _steps(term: Term) -> list[tuple[str, object]]:
    """The enrolment calendar of a drawn class, as people read it."""
    return [
        (_("开始填志愿"), term.wishes_from_at),
        (_("截止填志愿"), term.wishes_until_at),
        (_("摇号"), term.draw_at),
        (_("确认截止"), term.confirm_until_at),
        (_("剩余座位先报先得"), term.leftovers_at),
    ]


@bp.post("/college/classes/<code>/enrol")
@signed_in
def enrol(code: str) -> Answer:
    """Take a seat, or a place in the line."""
    classes.get_shown(db.session(), code, clock.now())
    codes: list[str] = []
    waits = "wait" in request.form

    def verb(**who: Any) -> None:
        codes.append(services.enrol(code, language=language(), waiting_allowed=waits, **who))

    done = str(_("已记下，有空位时问您。") if waits else _("报名成功。每一课都记在您的日程里。"))
    refusal = press(PressForm(), verb, done=done)
    if refusal:
        return _class_page(code, refusal)
    return redirect(url_for("college.enrolment", code=codes[0]), 303)


def _to_enrolment(result: str, **_found: object) -> str:
    return url_for("college.enrolment", code=result) if result else url_for("college.mine")


lead_again(_to_enrolment, enrol)
