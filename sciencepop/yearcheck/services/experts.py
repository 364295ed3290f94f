"""Who scores a year-file, and how they scored."""

from __future__ import annotations

from sqlalchemy.orm import Session

from sciencepop.accreditation.queries.cases import base_people_of
from sciencepop.accreditation.rules import people
from sciencepop.accreditation.rules.people import Hands
from sciencepop.core.errors import RuleBroken
from sciencepop.yearcheck.models import YearFile, YearSeat
from sciencepop.yearcheck.queries.files import list_pool, seat_of
from sciencepop.yearcheck.rules.refusals import Refusal
from sciencepop.yearcheck.rules.steps import Act
from sciencepop.yearcheck.services.doing import Doing, need_words
from sciencepop.yearcheck.services.weights import hold_weights


def assign(doing: Doing) -> None:
    """Those who sit are exactly the chosen ones; who has scored or stepped aside stays as they are. Nobody names
    themselves."""
    file, seats = doing.file, {seat.person_id: seat for seat in doing.file.seats}
    pool = {one.person_id: one for one in list_pool(doing.session)}
    kept = {number for number, seat in seats.items() if seat.scored_at}
    chosen = {number for number in doing.given.experts if number in pool} | kept
    hands, recused = hands_of(doing.session, file), {int(number) for number in file.recusals}
    for number in chosen - kept:
        if refused := refuse_expert(number, hands, recused, doing.by, seats.get(number)):
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


def refuse_expert(number: int, hands: Hands, recused: set[int], named_by: int, seat: YearSeat | None) -> Refusal | None:
    """Why somebody may not score a file: recused, of the base, by their own choice, or stepped aside before."""
    if refused := people.refuse_expert(number, hands, recused, named_by):
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


def score(doing: Doing) -> None:
    seat = _own_seat(doing)
    hold_weights(doing.session)
    weights = {row.slug: row.most for row in doing.terms.dimensions}
    if people.refuse_scores(doing.given.scores, weights):
        raise RuleBroken(Refusal.SCORES_MISSING)
    seat.scores = {slug: doing.given.scores[slug] for slug in weights}
    seat.words, seat.scored_at = doing.given.words, doing.now


def step_aside(doing: Doing) -> None:
    need_words(doing)
    _own_seat(doing).aside_at = doing.now


def _own_seat(doing: Doing) -> YearSeat:
    seat = seat_of(doing.by, doing.file)
    if seat is None:
        raise RuleBroken(Refusal.NOT_YOURS)
    if seat.scored_at:
        raise RuleBroken(Refusal.SCORED)
    return seat
