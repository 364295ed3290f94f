"""The table of steps: every state and side, recusals, conflicts and four eyes. No database."""

from __future__ import annotations

import itertools

import pytest

from sciencepop.accreditation.forms.cases import FIELDS, StepForm
from sciencepop.accreditation.letter_words import WORDS
from sciencepop.accreditation.rules import people
from sciencepop.accreditation.rules.people import Hands
from sciencepop.accreditation.rules.refusals import Refusal
from sciencepop.accreditation.rules.steps import (
    BY_CLOCK,
    ENDED,
    LASTS,
    OPEN,
    RESPONSIBLE,
    RUNNING,
    STEPS,
    Act,
    CaseState,
    Need,
    Side,
    acts_of,
    step_of,
)
from sciencepop.accreditation.schemes import read_schemes
from sciencepop.accreditation.services.needs import WRITERS
from sciencepop.accreditation.words import BUTTONS, DID, SIDES, STATES
from sciencepop.core.config import ROOT
from sciencepop.core.reference import Reference

S, A = CaseState, Act
MAY = {
    Side.BASE: {
        (S.DRAFT, A.SUBMIT), (S.CORRECTION, A.SUBMIT), (S.RECTIFYING, A.HAND_IN), (S.HEARING, A.ANSWER),
        (S.ACTIVE, A.PAUSE), (S.PAUSED, A.REOPEN), (S.ACTIVE, A.REPORT_CHANGE), (S.ACTIVE, A.ASK_LEAVE),
        (S.RECTIFYING, A.ASK_LEAVE), (S.PAUSED, A.ASK_LEAVE), (S.LEAVING, A.STAY), (S.DRAFT, A.TAKE_BACK),
        (S.SUBMITTED, A.TAKE_BACK), (S.TOWN_CHECK, A.TAKE_BACK), (S.CORRECTION, A.TAKE_BACK),
        (S.TOWN_PASSED, A.TAKE_BACK), (S.ACCEPTED, A.TAKE_BACK), (S.SITE_VISIT, A.TAKE_BACK), (S.VISITED, A.TAKE_BACK),
    },
    Side.TOWN: {(S.TOWN_CHECK, A.PASS), (S.TOWN_CHECK, A.RETURN), (S.TOWN_CHECK, A.REFUSE)},
    Side.DISTRICT: {
        (S.TOWN_CHECK, A.PASS), (S.TOWN_CHECK, A.RETURN), (S.TOWN_CHECK, A.REFUSE), (S.TOWN_PASSED, A.ACCEPT),
        (S.TOWN_PASSED, A.RETURN), (S.TOWN_PASSED, A.REFUSE), (S.ACCEPTED, A.ASSIGN_VISIT),
        (S.SITE_VISIT, A.ASSIGN_VISIT), (S.SITE_VISIT, A.REPORT_VISIT), (S.VISITED, A.ASSIGN_EXPERTS),
        (S.REVIEW, A.ASSIGN_EXPERTS), (S.PROPOSED, A.PUBLISH), (S.OBJECTION, A.DISMISS), (S.ACTIVE, A.RECTIFY),
        (S.RECHECK, A.CLEAR), (S.ACTIVE, A.ACCUSE), (S.RECTIFYING, A.ACCUSE), (S.RECHECK, A.ACCUSE),
        (S.PAUSED, A.ACCUSE), (S.LEAVING, A.CONFIRM_LEAVE),
        (S.LEAVING, A.RECTIFY), (S.WITHDRAWN, A.TAKE_PLAQUE), (S.LEFT, A.TAKE_PLAQUE),
        (S.EXPIRED, A.TAKE_PLAQUE),
    },
    Side.LEAD: {
        (S.REVIEW, A.PROPOSE), (S.REVIEW, A.DECLINE), (S.OBJECTION, A.UPHOLD), (S.NOTICE, A.NAME),
        (S.HEARING, A.WITHDRAW), (S.HEARING, A.ACQUIT), (S.HEARING, A.RECTIFY),
    },
    Side.EXPERT: {(S.REVIEW, A.SCORE), (S.REVIEW, A.STEP_ASIDE)},
    Side.PUBLIC: {(S.NOTICE, A.OBJECT), (S.OBJECTION, A.OBJECT)},
    Side.CLOCK: {(S.SUBMITTED, A.FORWARD), (S.CORRECTION, A.LAPSE), (S.NAMED, A.BEGIN),
        (S.ACTIVE, A.RECTIFY), (S.RECTIFYING, A.CLEAR)}
    | {(state, A.EXPIRE) for state in RUNNING},
}  # fmt: skip


@pytest.mark.parametrize("side", Side)
def test_each_side_takes_its_steps_and_is_refused_every_other(side: Side) -> None:
    allowed, reasons = set(), set()
    for state, act in itertools.product(CaseState, Act):
        found = step_of(state, act, side)
        if isinstance(found, Refusal):
            reasons.add(found)
            assert found is (Refusal.NOT_YOURS if (state, act) in STEPS else Refusal.WRONG_STATE)
        else:
            allowed.add((state, act))
    assert allowed == MAY[side]
    assert reasons == {Refusal.NOT_YOURS, Refusal.WRONG_STATE}
    shown = {(state, act) for state in CaseState for act in acts_of(state, frozenset({side}))}
    assert shown == MAY[side], "buttons are the steps that a side may take"


def test_every_state_is_reached_left_named_and_has_somebody_who_acts() -> None:
    reached = {step.after for step in STEPS.values()} | {S.DRAFT}
    assert reached == set(CaseState)
    assert {state for state in CaseState if not any(before is state for before, _act in STEPS)} == {
        S.NOT_ACCEPTED,
        S.NOT_NAMED,
        S.TAKEN_BACK,
    }
    assert set(OPEN) | set(RUNNING) | set(ENDED) == set(CaseState)
    assert set(STATES) == set(CaseState)
    assert set(SIDES) == set(Side)
    assert set(DID) == set(Act)
    assert set(BUTTONS) == {act for side in Side if side is not Side.CLOCK for _state, act in MAY[side]}
    by_check = {A.RECTIFY, A.CLEAR}
    assert {act for _state, act in MAY[Side.CLOCK]} - by_check == set(Act) - set(BUTTONS)
    waiting = set(LASTS) | {S.PAUSED}
    assert waiting == set(RESPONSIBLE), "what may last too long has somebody who is reminded"
    assert set(BY_CLOCK) == {S.CORRECTION}


def test_every_letter_period_need_and_field_of_the_table_exists() -> None:
    assert {(act, side) for (_state, act), step in STEPS.items() for side in step.tells} <= set(WORDS)
    known = read_schemes(Reference(ROOT / "data" / "district.toml"))
    assert set(LASTS.values()) <= {row.slug for row in known.periods}
    assert set(WRITERS) == set(Need)
    assert {name for names in FIELDS.values() for name in names} <= set(vars(StepForm))


def test_experts_are_three_to_seven_without_conflict_and_not_recused() -> None:
    hands = Hands(
        base_people=frozenset({1}), town_people=frozenset({2}), acceptors=frozenset({3}), visitors=frozenset({4})
    )
    found = {number: people.refuse_expert(number, hands, {6}) for number in range(1, 7)}
    conflict, bounds = Refusal.EXPERT_CONFLICT, people.Bounds(3, 2, 3, 7)
    assert found == {1: conflict, 2: conflict, 3: conflict, 4: conflict, 5: None, 6: Refusal.EXPERT_RECUSED}
    assert [people.refuse_experts(count, bounds) for count in (2, 3, 7, 8)] == [
        Refusal.EXPERT_COUNT,
        None,
        None,
        Refusal.EXPERT_COUNT,
    ]
    assert people.refuse_recusals({1: "a", 2: "b", 3: "c"}, bounds) is None
    assert people.refuse_recusals({1: "a", 2: "b", 3: "c", 4: "d"}, bounds) is Refusal.RECUSALS
    assert people.refuse_recusals({1: ""}, bounds) is Refusal.RECUSALS


def test_whoever_had_a_part_does_not_decide() -> None:
    hands = Hands(
        base_people=frozenset({1}),
        acceptors=frozenset({2}),
        visitors=frozenset({3}),
        experts=frozenset({4}),
        accusers=frozenset({5}),
        town_people=frozenset({6}),
    )
    assert [people.refuse_decider(number, hands) for number in range(1, 8)] == [Refusal.FOUR_EYES] * 6 + [None]


def test_scores_are_whole_within_their_weight_and_their_totals_are_averaged() -> None:
    weights = {"space": 30, "team": 20}
    assert people.refuse_scores({"space": 30, "team": 0}, weights) is None
    for bad in ({"space": 31, "team": 0}, {"space": -1, "team": 0}, {"space": 30}, {"space": 30, "team": None}):
        assert people.refuse_scores(bad, weights) is Refusal.SCORES_MISSING
    assert people.mean_total([{"space": 30, "team": 20}, {"space": 20, "team": 15}]) == 42.5
    assert people.mean_total([]) is None
