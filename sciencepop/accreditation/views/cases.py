"""One page for a case, for every side of it: where it stands, and what each may do now. And the desks' lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from sciencepop.accreditation.forms.cases import PaperForm, StepForm, fields_of, read_measures, read_numbers
from sciencepop.accreditation.models import AccreditationCase, CasePaper
from sciencepop.accreditation.queries import cases as queries
from sciencepop.accreditation.queries.cases import (
    get_case,
    hands_of,
    is_marked,
    is_mended_in_check,
    seat_of,
    sides_of,
)
from sciencepop.accreditation.queries.rounds import live_experts
from sciencepop.accreditation.rules import people
from sciencepop.accreditation.rules.steps import STEPS, TAKES_PAPERS, Act, Need, Side, acts_of
from sciencepop.accreditation.schemes import Measure, schemes
from sciencepop.accreditation.services.become import take_step
from sciencepop.accreditation.services.needs import dimensions_of, is_needed, wanted_papers
from sciencepop.accreditation.views import bp
from sciencepop.accreditation.views.pressing import Answer, me, press, words
from sciencepop.accreditation.words import BUTTONS, DID
from sciencepop.core import clock
from sciencepop.core.access import require, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm


def seen_case(code: str) -> tuple[AccreditationCase, frozenset[Side]]:
    """A case and the sides on which I stand. 404 for strangers, who are not told that there is one."""
    case = get_case(db.session(), code)
    sides = sides_of(me(), case)
    if not sides:
        raise NotFound
    return case, sides


@dataclass(frozen=True)
class Check:
    """A measure, what was said and found of it, and what the scheme asks: shown, never a hard error."""

    measure: Measure
    count: int | None
    at_least: int | None

    @property
    def is_short(self) -> bool:
        return self.at_least is not None and self.count is not None and self.count < self.at_least


def checks_of(case: AccreditationCase, counts: Mapping[str, int]) -> list[Check]:
    """Every measure, against the thresholds of its day."""
    known = schemes()
    day = case.ruled_on
    asked = {row.measure: int(row.at_least) for row in known.thresholds_on(case.scheme, case.category, day)}
    return [Check(one, counts.get(slug), asked.get(slug)) for slug, one in known.measures.items()]


@bp.get("/accreditation/cases/<code>")
@signed_in
def case(code: str) -> Answer:
    return case_page(code)


def case_page(code: str, refusal: str | None = "", refused: StepForm | None = None, act: Act | None = None) -> Answer:
    """The page, with a refusal's sentence and the form that was refused."""
    found, sides = seen_case(code)
    acts = [one for one in acts_of(found.state, sides) if one in BUTTONS]
    if Act.SCORE in acts and (seat := seat_of(me().id, found)) and seat.scored_at:
        acts = [one for one in acts if one not in (Act.SCORE, Act.STEP_ASIDE)]
    if found.plaque_back_on:
        acts = [one for one in acts if one is not Act.TAKE_PLAQUE]
    if is_marked(found, clock.today()):
        acts = [one for one in acts if Need.UNMARKED not in STEPS[found.state, one].needs]
    if is_mended_in_check(found):
        acts = [one for one in acts if one is not Act.HAND_IN]
    forms = {one: refused if refused and one is act else _form(found, one) for one in acts}
    page = render_template(
        "accreditation/case.html",
        case=found,
        mine=sides,
        acts=acts,
        forms=forms,
        fields={one: fields_of(STEPS[found.state, one].needs) for one in acts},
        needs={one: STEPS[found.state, one].needs for one in acts},
        sent=request.form,
        refusal=refusal,
        Act=Act,
        Need=Need,
        Side=Side,
        is_office=bool(sides & {Side.DISTRICT, Side.LEAD}),
        mean=people.mean_total([one.scores for one in found.sitting if one.scored_at]),
        bounds=queries.bounds_of(found),
        dimensions=dimensions_of(found),
        said=checks_of(found, found.measures),
        to_see=checks_of(found, {}),
        seen=checks_of(found, found.visit_measures) if found.visited_on else [],
        paper_form=PaperForm(formdata=None),
        press=PressForm(formdata=None),
        **_papers(found, sides),
        **words(),
    )
    return (page, 422) if refusal else page


def papers_for(found: AccreditationCase, sides: frozenset[Side]) -> list[CasePaper]:
    """The files that these sides may read: what the district brought from its visit is not the base's or town's."""
    visit = {row.slug for row in schemes().papers if row.step == "visit"}
    hidden = set() if sides & {Side.DISTRICT, Side.LEAD, Side.EXPERT} else visit
    return [one for one in found.papers if one.kind not in hidden]


def _papers(found: AccreditationCase, sides: frozenset[Side]) -> dict[str, Any]:
    """Files by kind, the newest first, and which kinds I may add to now."""
    takes = None if is_mended_in_check(found) else TAKES_PAPERS.get(found.state)
    kinds = wanted_papers(found, clock.today()) if takes and takes[1] in sides else []
    known = {row.slug: row for row in schemes().papers}
    own = papers_for(found, sides)
    slugs = [*known, *(one.kind for one in own if one.kind not in known)]
    by_kind = {slug: [one for one in reversed(own) if one.kind == slug] for slug in slugs}
    return {
        "paper_kinds": [(kind, is_needed(found, kind)) for kind in kinds],
        "papers": {slug: files for slug, files in by_kind.items() if files},
        "paper_names": known,
    }


def _form(found: AccreditationCase, act: Act, **values: Any) -> StepForm:
    form = StepForm(act, **(values or {"formdata": None}))
    if Need.EXPERTS in STEPS[found.state, act].needs:
        hands, recused = hands_of(db.session(), found), {row.expert.person_id for row in found.recusals}
        aside = {one.expert_id for one in found.experts if one.aside_at}
        able = {
            one.id: one
            for one in live_experts(found.own_round)
            if people.refuse_expert(one.person_id, hands, recused, me().id) is None and one.id not in aside
        }
        form.offer(able, [one.expert_id for one in found.sitting])
    return form


@bp.post("/accreditation/cases/<code>/step")
@signed_in
def case_step(code: str) -> Answer:
    """Take a step: the button says which, the form beside it what the step needs."""
    wanted = request.form.get("act", "")
    if wanted not in set(BUTTONS):
        raise NotFound
    act = Act(wanted)
    found, sides = seen_case(code)
    step = STEPS.get((found.state, act))
    able = sorted(sides & step.by) if step else sorted(sides)
    require(bool(able))
    form = StepForm(act) if step is None else _form(found, act, formdata=request.form)
    done = str(_("已办好：%(step)s。", step=DID[act]))
    refusal = press(
        form, lambda **who: take_step(code, act, able[0], form.given(_numbers(found, act)), **who), done=done
    )
    if refusal:
        return case_page(code, refusal, form, act)
    return redirect(_after(code), 303)


def _numbers(found: AccreditationCase, act: Act) -> dict[str, int | None]:
    """An expert's points, or what visitors found."""
    if act is not Act.SCORE:
        return read_measures(request.form)
    return read_numbers(request.form, "score", [row.slug for row in dimensions_of(found)])


def _after(code: str) -> str:
    """The case, or the desk where I do not stand on its sides any more, as an expert whose part is done."""
    still = bool(sides_of(me(), get_case(db.session(), code)))
    return url_for("accreditation.case", code=code) if still else url_for("accreditation.desk")


@bp.get("/accreditation/desk")
@signed_in
def desk() -> str:
    """What waits for me as an expert, for my town, for the district and for who decides."""
    session, person = db.session(), me()
    lists = {Side.EXPERT: queries.list_cases(session, queries.scored_by(person.id))}
    if person.office_towns:
        own = queries.of_towns(person.office_towns)
        lists[Side.TOWN] = queries.list_cases(session, queries.waits_for_town, own)
    if person.is_lead:
        lists[Side.LEAD] = queries.list_cases(session, queries.waits_for_lead)
    if person.is_officer:
        lists[Side.DISTRICT] = queries.list_cases(session, queries.waits_for_district)
    running = queries.list_cases(session, queries.is_running) if person.is_officer else []
    return render_template("accreditation/desk.html", lists=lists, running=running, Side=Side, **words())


lead_again(lambda _result, code: _after(code), case_step)
