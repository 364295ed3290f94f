"""The one place where a year-file's state changes: what each act needs and writes, its last day, and who is told.

Dangerous: deciding may mark a base on the public list at once, and a failed re-check opens the hearing for withdrawal.
Every verb holds the base's row before it reads the file (`fill.lock_file`), as recognition does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.accounts.queries import find_person_by_address
from sciencepop.accreditation.queries.cases import base_people_of
from sciencepop.accreditation.rules import people
from sciencepop.accreditation.rules.people import Hands
from sciencepop.accreditation.schemes import schemes
from sciencepop.core import attempts, audit, clock, documents, stamps
from sciencepop.core.almanac.known import get_almanac
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import day as day_words
from sciencepop.core.i18n import tr
from sciencepop.yearcheck.letters import tell
from sciencepop.yearcheck.models import YearFile, YearInspector, YearSeat, YearStep
from sciencepop.yearcheck.paper import KIND as PAPER
from sciencepop.yearcheck.queries.files import list_pool, seat_of
from sciencepop.yearcheck.queries.weights import weights_of
from sciencepop.yearcheck.rules import scoring
from sciencepop.yearcheck.rules.refusals import Refusal
from sciencepop.yearcheck.rules.said import Kind
from sciencepop.yearcheck.rules.steps import LASTS, WORKDAYS, Act, FileState, Side, step_of
from sciencepop.yearcheck.services import marks
from sciencepop.yearcheck.services.fill import lock_file, refuse_stranger
from sciencepop.yearcheck.services.freeze import freeze
from sciencepop.yearcheck.services.weights import hold_weights
from sciencepop.yearcheck.terms import Terms, terms
from sciencepop.yearcheck.words import check_words

PUBLIC = frozenset({Act.DECIDE, Act.OBJECT, Act.UPHOLD, Act.REOPEN, Act.CLEAR, Act.FAIL})
"""Acts after which the base's page says something else."""

OBJECTED_WORDS = "基地对年检结果提出异议，等待答复"
"""Kept with the record of the designation, so it is Chinese in every language of the site."""


@dataclass(frozen=True)
class Given:
    """What came with a step. `experts` are accounts by number, `addresses` by address; `scores` by dimension."""

    words: str = ""
    name: str = ""
    points: int | None = None
    day: date | None = None
    experts: tuple[int, ...] = ()
    addresses: tuple[str, ...] = ()
    scores: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Doing:
    """A step that is being taken, with the base held."""

    session: Session
    file: YearFile
    given: Given
    by: int
    now: datetime

    @property
    def today(self) -> date:
        return clock.local(self.now).date()

    @property
    def terms(self) -> Terms:
        return terms(self.file.year)


def take_step(code: str, act: Act, side: Side, given: Given, *, by: Person, now: datetime) -> None:
    """Take a step of the table on one's side. Refuses WRONG_STATE, NOT_YOURS, and what the act itself refuses."""
    person_id = by.id
    with write() as session:
        file = lock_file(session, code)
        step = step_of(file.state, act, side)
        if isinstance(step, Refusal):
            raise RuleBroken(step)
        refuse_stranger(session, file, side, person_id)
        doing = Doing(session, file, given, person_id, now)
        with session.no_autoflush:
            after = WRITERS[act](doing) or step.after
        before, file.state = file.state, after
        if after is not before:
            file.state_reason, file.is_late, file.due_on = given.words, False, due_of(after, doing)
        file.changed_at = now
        row = YearStep(file_id=file.id, act=act, side=side, after=after, by=person_id, at=now)
        # What an expert says of the scores stays with the scores.
        row.reason = "" if act is Act.SCORE else given.words
        session.add(row)
        audit.record(session, by=person_id, at=now, action=f"yearcheck.{act.value}", subject=file, was=before.value)
        tell(session, file, act, step.tells, key=str(row.id), now=now)
        attempts.remember(code)
        if act in PUBLIC:
            stamps.programme_changed(session)


def due_of(state: FileState, doing: Doing) -> date | None:
    """The last day, which still counts, of a state that begins today; None where nobody owes anything."""
    if term := WORKDAYS.get(state):
        return get_almanac().after(doing.today, doing.terms.number(term))
    period = LASTS.get(state)
    return schemes().due(period, doing.today) if period else None


def _file(doing: Doing) -> None:
    """Sign and hand in: every figure is said, the year is over, and from now on the figures stand."""
    file, known = doing.file, doing.terms
    if doing.today < known.day("opens"):
        raise RuleBroken(Refusal.TOO_EARLY, day=day_words(known.day("opens")))
    missing = [row for row in known.asked if row.of_kind is not Kind.TEXT and not file.entries.get(row.slug)]
    if missing:
        names = "、".join(tr(row, "name") for row in missing[:5])
        raise RuleBroken(Refusal.FIGURES_MISSING, count=len(missing), names=names)
    if not doing.given.name:
        raise RuleBroken(Refusal.SIGNATURE_MISSING)
    freeze(doing.session, file, doing.now)
    file.signed_name, file.filed_by = doing.given.name, doing.by
    documents.want(doing.session, PAPER, file.code, now=doing.now)


def _return(doing: Doing) -> None:
    """Ask for a correction. What experts gave was for other figures: they score anew."""
    _need_words(doing)
    for seat in doing.file.sitting:
        seat.scores, seat.words, seat.scored_at = {}, "", None


def _assign(doing: Doing) -> None:
    """Those who sit are exactly the chosen ones; who has scored or stepped aside stays as they are."""
    file, seats = doing.file, {seat.person_id: seat for seat in doing.file.seats}
    pool = {one.person_id: one for one in list_pool(doing.session)}
    kept = {number for number, seat in seats.items() if seat.scored_at}
    chosen = {number for number in doing.given.experts if number in pool} | kept
    hands, recused = hands_of(doing.session, file), {int(number) for number in file.recusals}
    for number in chosen - kept:
        if refused := refuse_expert(number, hands, recused, seats.get(number)):
            raise RuleBroken(refused, name=pool[number].name)
    least, most = doing.terms.number("experts_least"), doing.terms.number("experts_most")
    if not least <= len(chosen) <= most:
        raise RuleBroken(Refusal.EXPERT_COUNT, low=least, high=most)
    for number, seat in seats.items():
        if number not in chosen and seat.aside_at is None:
            seat.aside_at = doing.now
    for number in sorted(chosen - set(seats)):
        file.seats.append(YearSeat(person_id=number, name=pool[number].name, assigned_at=doing.now))
    doing.session.flush()


def refuse_expert(number: int, hands: Hands, recused: set[int], seat: YearSeat | None) -> Refusal | None:
    """Why somebody may not score a file: recused, of the base, or stepped aside before."""
    if refused := people.refuse_expert(number, hands, recused):
        return Refusal(refused.value)
    return Refusal.EXPERT_CONFLICT if seat and seat.aside_at else None


def hands_of(session: Session, file: YearFile) -> Hands:
    """Who has had a part in a file so far."""
    prepared = {step.by for step in file.steps if step.act in (Act.ASSIGN, Act.BONUS, Act.RETURN)}
    return Hands(
        base_people=base_people_of(session, file.base) | {file.created_by},
        acceptors=frozenset(prepared),
        experts=frozenset(seat.person_id for seat in file.seats),
    )


def _score(doing: Doing) -> None:
    seat = _own_seat(doing)
    weights = {row.slug: row.most for row in doing.terms.dimensions}
    if people.refuse_scores(doing.given.scores, weights):
        raise RuleBroken(Refusal.SCORES_MISSING)
    seat.scores = {slug: doing.given.scores[slug] for slug in weights}
    seat.words, seat.scored_at = doing.given.words, doing.now


def _step_aside(doing: Doing) -> None:
    _need_words(doing)
    _own_seat(doing).aside_at = doing.now


def _own_seat(doing: Doing) -> YearSeat:
    seat = seat_of(doing.by, doing.file)
    if seat is None:
        raise RuleBroken(Refusal.NOT_YOURS)
    if seat.scored_at:
        raise RuleBroken(Refusal.SCORED)
    return seat


def _bonus(doing: Doing) -> None:
    points, most = doing.given.points, doing.terms.number("bonus_most")
    if points is None or not 0 <= points <= most:
        raise RuleBroken(Refusal.BONUS, count=most)
    _need_words(doing)
    doing.file.bonus_points, doing.file.bonus_reason = points, doing.given.words


def _decide(doing: Doing) -> FileState:
    """Reckon and say the grade; with the grade 需整改 the base is marked and has to put things right."""
    file, known = doing.file, doing.terms
    if len(file.sitting) < known.number("experts_least") or not all(seat.scored_at for seat in file.sitting):
        raise RuleBroken(Refusal.SCORES_OPEN)
    if people.refuse_decider(doing.by, hands_of(doing.session, file)):
        raise RuleBroken(Refusal.FOUR_EYES)
    if doing.by in file.deciders:
        raise RuleBroken(Refusal.SAME_LEAD)
    _need_words(doing)
    hold_weights(doing.session)
    weights = weights_of(doing.session, file.year)
    parts = scoring.parts_of({slug: row.said for slug, row in file.frozen.items()}, weights)
    file.base_points = scoring.base_points(parts, known.number("base_points"))
    file.expert_points = scoring.expert_points([seat.total for seat in file.sitting])
    file.grade = scoring.grade_of(file.total_points or 0, known.limits)
    file.decided_by, file.decided_at, file.decision_words = doing.by, doing.now, doing.given.words
    if not any(step.act is Act.OBJECT for step in file.steps):
        file.object_until = get_almanac().after(doing.today, known.number("object_days"))
    return _settle(doing)


def _settle(doing: Doing) -> FileState:
    grade = doing.terms.grade(doing.file.grade)
    if not (grade and grade.mends):
        return FileState.DECIDED
    marks.mark(doing.session, doing.file, check_words(doing.file), by=doing.by, now=doing.now)
    return FileState.MENDING


def _object(doing: Doing) -> None:
    """The base does not agree, once: until it is answered nobody reads the grade, nor the mark that came of it."""
    file = doing.file
    if file.object_until is None or doing.today > file.object_until:
        raise RuleBroken(Refusal.OBJECTION_LATE)
    _need_words(doing)
    file.object_until = None
    if file.state is FileState.MENDING:
        marks.clear(doing.session, file, OBJECTED_WORDS, by=doing.by, now=doing.now)


def _uphold(doing: Doing) -> FileState:
    """The result stands; what has to be put right has its whole time from today."""
    _refuse_decider(doing)
    return _settle(doing)


def _reopen(doing: Doing) -> None:
    """The result falls. Figures and scores stay as they are until somebody asks for others; another lead decides."""
    _refuse_decider(doing)
    file = doing.file
    file.base_points = file.expert_points = file.decided_by = file.decided_at = None
    file.grade, file.decision_words, file.marked = "", "", []


def _refuse_decider(doing: Doing) -> None:
    if doing.by in doing.file.deciders:
        raise RuleBroken(Refusal.SAME_LEAD)
    if people.refuse_decider(doing.by, hands_of(doing.session, doing.file)):
        raise RuleBroken(Refusal.FOUR_EYES)
    _need_words(doing)


def _hand_in(doing: Doing) -> None:
    """The plan and what was done, with at least one paper since the mending began."""
    _need_words(doing)
    if not doing.file.papers:
        raise RuleBroken(Refusal.EVIDENCE_MISSING)


def _inspect(doing: Doing) -> None:
    """Two or more went and looked, none of them of the base."""
    given, file = doing.given, doing.file
    own, found = base_people_of(doing.session, file.base), set()
    for address in given.addresses:
        person = find_person_by_address(address)
        if person is None:
            raise RuleBroken(Refusal.NO_SUCH_PERSON, address=address)
        if person.id in own:
            raise RuleBroken(Refusal.INSPECTOR_CONFLICT, name=person.name)
        found.add(person.id)
    least = doing.terms.number("inspectors_least")
    if len(found) < least:
        raise RuleBroken(Refusal.TOO_FEW_INSPECTORS, count=least)
    if given.day is None or given.day > doing.today:
        raise RuleBroken(Refusal.DAY_MISSING)
    _need_words(doing)
    file.inspected_on = given.day
    file.inspectors.extend(YearInspector(person_id=number) for number in sorted(found))


def _clear(doing: Doing) -> None:
    _inspect(doing)
    marks.clear(doing.session, doing.file, doing.given.words, by=doing.by, now=doing.now)


def _fail(doing: Doing) -> None:
    _inspect(doing)
    marks.accuse(doing.session, doing.file, doing.given.words, by=doing.by, now=doing.now)


def _need_words(doing: Doing) -> None:
    if not doing.given.words:
        raise RuleBroken(Refusal.WORDS_MISSING)


WRITERS: dict[Act, Callable[[Doing], FileState | None]] = {
    Act.FILE: _file,
    Act.RETURN: _return,
    Act.ASSIGN: _assign,
    Act.SCORE: _score,
    Act.STEP_ASIDE: _step_aside,
    Act.BONUS: _bonus,
    Act.DECIDE: _decide,
    Act.OBJECT: _object,
    Act.UPHOLD: _uphold,
    Act.REOPEN: _reopen,
    Act.HAND_IN: _hand_in,
    Act.CLEAR: _clear,
    Act.FAIL: _fail,
}
