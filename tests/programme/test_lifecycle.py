"""The event's states: every step from every state, by both kinds of people."""

from __future__ import annotations

import pytest

from sciencepop.programme.models import EventState
from sciencepop.programme.rules.completeness import missing_fields, refuse_numbers
from sciencepop.programme.rules.lifecycle import (
    CHECKS,
    TABLE,
    Step,
    Who,
    open_steps,
    refuse_publication,
    refuse_step,
)
from sciencepop.programme.rules.refusals import Refusal

STATES = [state.value for state in EventState]


def test_the_table_names_only_states_that_exist() -> None:
    named = {state for row in TABLE.values() for state in row.sources | {row.target}}
    assert named == set(STATES)


@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize("state", STATES)
def test_a_step_is_open_exactly_from_its_sources(step: Step, state: str) -> None:
    expected = None if state in TABLE[step].sources else Refusal.WRONG_STATE
    assert refuse_step(step, state, is_officer=True, reason="因为") == expected


@pytest.mark.parametrize("step", [s for s in Step if TABLE[s].who is Who.OFFICER])
def test_what_is_the_officers_is_refused_to_a_manager_from_every_state(step: Step) -> None:
    answers = {refuse_step(step, state, is_officer=False, reason="因为") for state in STATES}
    assert answers == {Refusal.NOT_ALLOWED}


@pytest.mark.parametrize("step", [Step.RETURN, Step.WITHDRAW, Step.CANCEL])
def test_a_refusing_step_needs_a_reason_that_is_not_blank(step: Step) -> None:
    source = min(TABLE[step].sources)
    assert refuse_step(step, source, is_officer=True, reason=" \n ") is Refusal.REASON_MISSING


@pytest.mark.parametrize(
    ("state", "is_officer", "steps"),
    [
        ("draft", False, [Step.SUBMIT]),
        ("returned", False, [Step.SUBMIT]),
        ("submitted", False, []),
        ("submitted", True, [Step.PUBLISH, Step.RETURN]),
        ("published", False, [Step.CANCEL]),
        ("published", True, [Step.CONFIRM, Step.WITHDRAW, Step.CANCEL]),
        ("withdrawn", False, []),
        ("withdrawn", True, [Step.REPUBLISH]),
        ("cancelled", True, []),
    ],
)
def test_the_steps_that_are_offered(state: str, is_officer: bool, steps: list[Step]) -> None:
    assert open_steps(state, is_officer=is_officer) == steps


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"seen": "older"}, Refusal.CHANGED_MEANWHILE),
        ({"base_state": "withdrawn"}, Refusal.BASE_NOT_PUBLIC),
        ({"checks": CHECKS[:-1]}, Refusal.CHECKS_OPEN),
        ({"checks": ()}, Refusal.CHECKS_OPEN),
    ],
)
def test_publication_needs_every_check_a_public_base_and_the_text_that_was_read(
    changes: dict[str, object], expected: Refusal | None
) -> None:
    facts: dict[str, object] = {"checks": CHECKS, "base_state": "public", "seen": "d", "present": "d"}
    assert refuse_publication(**(facts | changes)) is expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("seats", None, None, None), Refusal.SEATS_MISSING),
        (("seats", 20, 9, 7), Refusal.AGES_REVERSED),
        (("seats", 20, 7, 7), None),
        (("drop_in", None, None, 9), None),
    ],
)
def test_numbers_agree(values: tuple[str, int | None, int | None, int | None], expected: Refusal | None) -> None:
    mode, seats, youngest, oldest = values
    assert refuse_numbers(booking_mode=mode, seats=seats, age_min=youngest, age_max=oldest) is expected


def test_what_is_missing_is_named_in_order() -> None:
    assert missing_fields({"title_zh": "看星星", "audiences": ["everyone"]}) == [
        "summary_zh",
        "body_zh",
        "source_note",
        "topics",
    ]
