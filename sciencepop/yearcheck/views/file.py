"""One page for a year-file, for every side of it: its figures, where it stands, and what each may do now."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from sciencepop.accreditation.forms.cases import PaperForm, read_numbers
from sciencepop.core import clock
from sciencepop.core.access import require, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.documents import find_content
from sciencepop.yearcheck.forms import FIELDS, StepForm
from sciencepop.yearcheck.lines import lines_of, shows_filing
from sciencepop.yearcheck.models import YearFile
from sciencepop.yearcheck.paper import KIND
from sciencepop.yearcheck.queries.files import get_file, list_pool, seat_of, sides_of
from sciencepop.yearcheck.queries.scale import terms_of
from sciencepop.yearcheck.queries.weights import list_weights
from sciencepop.yearcheck.rules import scoring
from sciencepop.yearcheck.rules.steps import STEPS, Act, FileState, Side, acts_of
from sciencepop.yearcheck.services.become import take_step
from sciencepop.yearcheck.services.experts import hands_of, refuse_expert
from sciencepop.yearcheck.terms import Terms
from sciencepop.yearcheck.views import bp
from sciencepop.yearcheck.views.pressing import Answer, me, press, words
from sciencepop.yearcheck.words import DID, points_words

TOLD = (Act.FILE, Act.RETURN, Act.DECIDE, Act.OBJECT, Act.UPHOLD, Act.REOPEN, Act.HAND_IN, Act.CLEAR, Act.FAIL)
"""Steps of which everybody reads; the others are the district's."""

OFFICE = frozenset({Side.DISTRICT, Side.LEAD})


def seen_file(code: str) -> tuple[YearFile, frozenset[Side]]:
    """A file and the sides on which I stand. 404 for strangers, who are not told that there is one."""
    file = get_file(db.session(), code)
    sides = sides_of(me(), file)
    if not sides:
        raise NotFound
    return file, sides


@bp.get("/yearcheck/<code>")
@signed_in
def file(code: str) -> Answer:
    return file_page(code)


def file_page(code: str, refusal: str | None = "", refused: StepForm | None = None, act: Act | None = None) -> Answer:
    """The page, with a refusal's sentence and the form that was refused."""
    session = db.session()
    found, sides = seen_file(code)
    is_filed = shows_filing(found, for_base=Side.BASE in sides)
    acts, known = _acts(found, sides), terms_of(session, found.year)
    forms = {one: refused if refused and one is act else _form(found, one) for one in acts}
    for form in forms.values():
        form.version.data = str(found.version)
    page = render_template(
        "yearcheck/file.html",
        file=found,
        mine=sides,
        is_office=bool(sides & OFFICE),
        recused={str(one.person_id): one.name for one in list_pool(session)} if sides & OFFICE else {},
        acts=acts,
        own_seat=seat_of(me().id, found),
        forms=forms,
        fields=FIELDS,
        sent=request.form,
        refusal=refusal,
        is_filed=is_filed,
        sections=lines_of(session, found, clock.now(), filed=is_filed),
        score=_score(found, known) if is_filed else None,
        steps=[step for step in found.steps if step.act in TOLD or sides & OFFICE],
        terms=known,
        has_paper=find_content(session, KIND, code) is not None,
        takes_papers=found.state is FileState.MENDING and Side.BASE in sides,
        paper_form=PaperForm(formdata=None),
        **words(),
    )
    return (page, 422) if refusal else page


def _acts(found: YearFile, sides: frozenset[Side]) -> list[Act]:
    """What I may do; who has scored or decided has done their part, and an objection has its days."""
    seat = seat_of(me().id, found)
    done = {Act.SCORE, Act.STEP_ASIDE} if seat and seat.scored_at else set()
    if me().id in found.deciders:
        done |= {Act.DECIDE, Act.UPHOLD, Act.REOPEN}
    if found.object_until is None or clock.today() > found.object_until:
        done |= {Act.OBJECT}
    return [one for one in acts_of(found.state, sides) if one not in done]


def _score(found: YearFile, known: Terms) -> dict[str, Any]:
    """What the filed figures come to so far: parts with their points, and the sums."""
    weights = list_weights(db.session(), found.year)
    bands = {one.figure.slug: one.bands for one in weights if one.bands}
    parts = scoring.parts_of({slug: row.said for slug, row in found.frozen.items()}, bands)
    names = {row.slug: row for row in known.figures}
    scored = [seat.total for seat in found.sitting if seat.scored_at]
    base, experts = scoring.base_points(parts, known.number("base_points")), scoring.expert_points(scored)
    total = base + experts + found.bonus_points * 100
    return {
        "parts": [(names[part.figure], part) for part in parts if part.figure in names],
        "base": points_words(base),
        "experts": points_words(experts),
        "total": points_words(total),
        "grade": known.grade(scoring.grade_of(total, known.limits)),
        "scored": len(scored),
        "is_provisional": any(one.is_placeholder for one in weights),
    }


def _form(found: YearFile, act: Act, **values: Any) -> StepForm:
    form = StepForm(act, **(values or {"formdata": None}))
    if act is Act.ASSIGN:
        session, seats = db.session(), {seat.person_id: seat for seat in found.seats}
        hands, recused = hands_of(session, found), {int(number) for number in found.recusals}
        able = {
            one.person_id: one
            for one in list_pool(session)
            if refuse_expert(one.person_id, hands, recused, me().id, seats.get(one.person_id)) is None
        }
        form.offer(able, [seat.person_id for seat in found.sitting])
    return form


@bp.post("/yearcheck/<code>/step")
@signed_in
def step(code: str) -> Answer:
    """Take a step: the button says which, the form beside it what it needs."""
    wanted = request.form.get("act", "")
    if wanted not in set(Act):
        raise NotFound
    act = Act(wanted)
    found, sides = seen_file(code)
    row = STEPS.get((found.state, act))
    require(row is None or row.by in sides)
    form = _form(found, act, formdata=request.form)
    scores = read_numbers(request.form, "score", [one.slug for one in terms_of(db.session(), found.year).dimensions])
    side = row.by if row else min(sides)
    done = str(_("已办好：%(step)s。", step=DID[act]))
    refusal = press(form, lambda **who: take_step(code, act, side, form.given(scores), **who), done=done)
    if refusal:
        return file_page(code, refusal, form, act)
    return redirect(_after(code), 303)


def _after(code: str) -> str:
    """The file, or the desk where I do not stand on its sides any more, as an expert who stepped aside."""
    still = bool(sides_of(me(), get_file(db.session(), code)))
    return url_for("yearcheck.file", code=code) if still else url_for("yearcheck.desk")


lead_again(lambda _result, code: _after(code), step)
