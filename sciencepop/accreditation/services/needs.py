"""What a step needs besides its state: one function a need, which refuses what is missing and writes what was given.

`services.become` calls them with the base's row held, before the state is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.queries import find_person_by_address
from sciencepop.accreditation.models import AccreditationCase as Case
from sciencepop.accreditation.models import CaseExpert, CaseObjection, CaseVisitor
from sciencepop.accreditation.queries.cases import (
    bounds_of,
    hands_of,
    is_heard,
    is_marked,
    is_mended_in_check,
    is_plaque_taken,
    seat_of,
)
from sciencepop.accreditation.queries.rounds import get_round, live_experts
from sciencepop.accreditation.rules import people
from sciencepop.accreditation.rules.refusals import Refusal
from sciencepop.accreditation.rules.steps import TAKES_PAPERS, Act, CaseState, Need
from sciencepop.accreditation.schemes import Dimension, PaperKind, schemes
from sciencepop.accreditation.services.designations import Record, add_designation
from sciencepop.core import clock
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import day as day_words
from sciencepop.core.i18n import tr


@dataclass(frozen=True)
class Given:
    """What came with a step. `numbers` are measures or scores by slug, `addresses` of accounts, `experts` by number."""

    reason: str = ""
    number: str = ""
    plaque: str = ""
    words: str = ""
    name: str = ""
    contact: str = ""
    day: date | None = None
    until_on: date | None = None
    addresses: tuple[str, ...] = ()
    experts: tuple[int, ...] = ()
    numbers: Mapping[str, int | None] = field(default_factory=dict)
    recommends: bool | None = None
    is_sudden: bool = False


@dataclass(frozen=True)
class Doing:
    """A step that is being taken: `by` is the account's number, None for the time and for visitors of the site."""

    session: Session
    case: Case
    act: Act
    given: Given
    by: int | None
    now: datetime

    @property
    def today(self) -> date:
        return clock.local(self.now).date()


def _reason(doing: Doing) -> None:
    if not doing.given.reason:
        raise RuleBroken(Refusal.REASON_MISSING)


def _round(doing: Doing) -> None:
    if not doing.case.own_round.is_open(doing.now):
        raise RuleBroken(Refusal.ROUND_CLOSED)


def wanted_papers(case: Case, on: date) -> list[PaperKind]:
    """The kinds of papers that the state of a case takes."""
    step = TAKES_PAPERS.get(case.state)
    return schemes().papers_on(step[0], on) if step else []


def is_needed(case: Case, kind: PaperKind) -> bool:
    """A renewal asks for less than a first application."""
    return (kind.renewal if case.is_renewal else kind.first) == "needed"


def _refuse_missing(doing: Doing, since: datetime | None = None) -> None:
    """Raise PAPERS_MISSING where something needed was not put to the case, or not since a moment."""
    there = {paper.kind for paper in doing.case.papers if since is None or paper.uploaded_at >= since}
    needed = [kind for kind in wanted_papers(doing.case, doing.today) if is_needed(doing.case, kind)]
    if names := [tr(kind, "name") for kind in needed if kind.slug not in there]:
        raise RuleBroken(Refusal.PAPERS_MISSING, names="、".join(names))


def _papers(doing: Doing) -> None:
    case = doing.case
    _refuse_missing(doing)
    if not (case.about and case.contact):
        raise RuleBroken(Refusal.CONTACT_MISSING if case.about else Refusal.WORDS_MISSING)
    if case.state is CaseState.CORRECTION and doing.today > case.own_round.accept_until:
        raise RuleBroken(Refusal.CORRECTION_OVER, day=day_words(case.own_round.accept_until))
    case.submitted_at = doing.now


def _number(doing: Doing) -> None:
    if not doing.given.number:
        raise RuleBroken(Refusal.NUMBER_MISSING)
    if doing.act is Act.ACCEPT:
        doing.case.number = doing.given.number
    else:
        doing.case.decision_number = doing.given.number


def _visitors(doing: Doing) -> None:
    # Those of the base alone do not go: an officer who accepted may well look.
    outside = people.Hands(base_people=hands_of(doing.session, doing.case).base_people)
    found = set()
    for address in doing.given.addresses:
        person = find_person_by_address(address)
        if person is None:
            raise RuleBroken(Refusal.NO_SUCH_PERSON, address=address)
        if refused := people.refuse_expert(person.id, outside, ()):
            raise RuleBroken(refused, name=person.name)
        found.add(person.id)
    least = bounds_of(doing.case).visitors_least
    if len(found) < least:
        raise RuleBroken(Refusal.TOO_FEW_VISITORS, count=least)
    doing.case.visitors.clear()
    doing.session.flush()
    doing.case.visitors.extend(CaseVisitor(person_id=person_id) for person_id in sorted(found))


def _visit(doing: Doing) -> None:
    given, case = doing.given, doing.case
    if given.day is None:
        raise RuleBroken(Refusal.DAY_MISSING)
    if given.day > doing.today:
        raise RuleBroken(Refusal.DAY_TO_COME)
    if not given.words:
        raise RuleBroken(Refusal.WORDS_MISSING)
    case.visited_on, case.visit_words, case.visit_measures = given.day, given.words, known_numbers(given.numbers)


def known_numbers(numbers: Mapping[str, int | None]) -> dict[str, int]:
    """The measures that were filled in."""
    return {slug: count for slug in schemes().measures if (count := numbers.get(slug)) is not None}


def _experts(doing: Doing) -> None:
    """Those who sit are exactly the chosen ones; who has scored or stepped aside stays as they are. Nobody names
    themselves."""
    case, session = doing.case, doing.session
    pool = {one.id: one for one in live_experts(get_round(session, case.own_round.code))}
    hands, recused = hands_of(session, case), {row.expert.person_id for row in case.recusals}
    seats = {one.expert_id: one for one in case.experts}
    chosen = {number for number in doing.given.experts if number in pool}
    chosen |= {number for number, seat in seats.items() if seat.scored_at}
    for number in chosen - {number for number, seat in seats.items() if seat.scored_at}:
        refused = people.refuse_expert(pool[number].person_id, hands, recused, doing.by)
        if refused is None and number in seats and seats[number].aside_at:
            refused = Refusal.EXPERT_CONFLICT
        if refused:
            raise RuleBroken(refused, name=pool[number].name)
    bounds = bounds_of(case)
    if refused := people.refuse_experts(len(chosen), bounds):
        raise RuleBroken(refused, low=bounds.experts_least, high=bounds.experts_most)
    for number, seat in seats.items():
        if number not in chosen and seat.aside_at is None:
            seat.aside_at = doing.now
    for number in sorted(chosen - set(seats)):
        case.experts.append(CaseExpert(expert_id=number, assigned_at=doing.now))
    session.flush()


def _scores(doing: Doing) -> None:
    seat = seat_of(doing.by or 0, doing.case)
    if seat is None:
        raise RuleBroken(Refusal.NOT_YOURS)
    if seat.scored_at:
        raise RuleBroken(Refusal.SCORED)
    weights = {row.slug: row.most for row in dimensions_of(doing.case)}
    if refused := people.refuse_scores(doing.given.numbers, weights):
        raise RuleBroken(refused)
    if doing.given.recommends is None:
        raise RuleBroken(Refusal.SCORES_MISSING)
    seat.scores = {slug: doing.given.numbers[slug] for slug in weights}
    seat.words, seat.recommends, seat.scored_at = doing.given.words, doing.given.recommends, doing.now


def dimensions_of(case: Case) -> list[Dimension]:
    """What is scored: the data of the day on which the round opened, so that all of a round are scored alike."""
    return schemes().dimensions_on(case.ruled_on)


def _all_scored(doing: Doing) -> None:
    sitting = doing.case.sitting
    if people.refuse_experts(len(sitting), bounds_of(doing.case)) or not all(one.scored_at for one in sitting):
        raise RuleBroken(Refusal.SCORES_OPEN)


def _four_eyes(doing: Doing) -> None:
    if refused := people.refuse_decider(doing.by or 0, hands_of(doing.session, doing.case)):
        raise RuleBroken(refused)


def _contact(doing: Doing) -> None:
    if not doing.given.contact:
        raise RuleBroken(Refusal.CONTACT_MISSING)
    doing.case.notice_contact = doing.given.contact
    doing.case.notice_until = schemes().due("notice", doing.today)


def _notice_runs(doing: Doing) -> None:
    if doing.case.notice_until is None or doing.today > doing.case.notice_until:
        raise RuleBroken(Refusal.NOTICE_OVER)


def _notice_over(doing: Doing) -> None:
    until = doing.case.notice_until
    if until is None or doing.today <= until:
        raise RuleBroken(Refusal.NOTICE_RUNS, day=day_words(until) if until else "")


def _objection(doing: Doing) -> None:
    given = doing.given
    if not (given.name and given.contact):
        raise RuleBroken(Refusal.CONTACT_MISSING)
    if not given.words:
        raise RuleBroken(Refusal.WORDS_MISSING)
    doing.case.objections.append(
        CaseObjection(name=given.name, contact=given.contact, words=given.words, said_at=doing.now)
    )


def _naming(doing: Doing) -> None:
    """Issue the designation, with the document's number and the plaque's."""
    given, case = doing.given, doing.case
    if not (given.number and given.plaque):
        raise RuleBroken(Refusal.NUMBER_MISSING)
    if given.day is None or given.until_on is None:
        raise RuleBroken(Refusal.DAY_MISSING)
    if is_plaque_taken(doing.session, given.plaque):
        raise RuleBroken(Refusal.PLAQUE_TAKEN)
    days, source = (given.day, given.until_on), case.own_round.name_zh
    record = Record(case.scheme, case.category, given.number, given.plaque, *days, source)
    case.designation = add_designation(doing.session, case.base, record, by=doing.by, now=doing.now)


def _fix(doing: Doing) -> None:
    if is_mended_in_check(doing.case):
        raise RuleBroken(Refusal.MENDED_IN_CHECK)
    if not doing.given.words:
        raise RuleBroken(Refusal.WORDS_MISSING)
    _refuse_missing(doing, max(step.at for step in doing.case.steps if step.after is CaseState.RECTIFYING))


def _time_left(doing: Doing) -> None:
    """Nothing is handed back for correction when no time is left for it."""
    last = doing.case.own_round.accept_until
    if doing.today > last:
        raise RuleBroken(Refusal.RETURN_LATE, day=day_words(last))


def _words(doing: Doing) -> None:
    if not doing.given.words:
        raise RuleBroken(Refusal.WORDS_MISSING)


def _heard(doing: Doing) -> None:
    """Nobody loses a designation unheard: an answer, or the end of the time for one."""
    due = doing.case.due_on
    if due is not None and doing.today <= due and not is_heard(doing.case):
        raise RuleBroken(Refusal.NOT_HEARD, day=day_words(due))


def _pause(doing: Doing) -> None:
    """A closure is announced a week before, except for sudden causes (上海市公共文化服务保障与促进条例 art. 22)."""
    given, today = doing.given, doing.today
    if given.day is None or given.until_on is None:
        raise RuleBroken(Refusal.DAY_MISSING)
    if given.until_on < given.day or given.until_on < today:
        raise RuleBroken(Refusal.DAYS_OUT_OF_ORDER)
    if given.day < schemes().due("pause_notice", today) and not given.is_sudden:
        raise RuleBroken(Refusal.PAUSE_TOO_SOON, days=schemes().period("pause_notice", today).length)
    doing.case.pause_until = given.until_on


def _unmarked(doing: Doing) -> None:
    """Asking to leave and staying after all is no way out of what has to be put right, nor is being heard."""
    if is_marked(doing.case, doing.today):
        raise RuleBroken(Refusal.STILL_TO_RECTIFY)


def _plaque_out(doing: Doing) -> None:
    if doing.case.plaque_back_on:
        raise RuleBroken(Refusal.WRONG_STATE)


WRITERS: dict[Need, Callable[[Doing], None]] = {
    Need.REASON: _reason,
    Need.PAPERS: _papers,
    Need.ROUND: _round,
    Need.NUMBER: _number,
    Need.VISITORS: _visitors,
    Need.VISIT: _visit,
    Need.EXPERTS: _experts,
    Need.SCORES: _scores,
    Need.ALL_SCORED: _all_scored,
    Need.FOUR_EYES: _four_eyes,
    Need.CONTACT: _contact,
    Need.OBJECTION: _objection,
    Need.NOTICE_RUNS: _notice_runs,
    Need.NOTICE_OVER: _notice_over,
    Need.NAMING: _naming,
    Need.FIX: _fix,
    Need.WORDS: _words,
    Need.HEARD: _heard,
    Need.PAUSE: _pause,
    Need.UNMARKED: _unmarked,
    Need.PLAQUE_OUT: _plaque_out,
    Need.TIME_LEFT: _time_left,
}
