"""What the public sees: the rule as a table, and the SQL that must say the same."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy.orm import Session

from sciencepop.bases.models import BaseState
from sciencepop.core import clock
from sciencepop.programme.models import Event, EventState, Occurrence, OccurrenceState
from sciencepop.programme.queries.visible import occurrence_is_on, visible_events, visible_occurrences
from sciencepop.programme.rules.visibility import Visibility, visibility
from tests.factories import make_base, make_event, make_occurrence

PUBLIC, CANCELLED, HIDDEN = Visibility.PUBLIC, Visibility.CANCELLED, Visibility.HIDDEN

AT_A_PUBLIC_BASE = {
    ("draft", "scheduled"): HIDDEN,
    ("draft", "cancelled"): HIDDEN,
    ("submitted", "scheduled"): HIDDEN,
    ("submitted", "cancelled"): HIDDEN,
    ("returned", "scheduled"): HIDDEN,
    ("returned", "cancelled"): HIDDEN,
    ("withdrawn", "scheduled"): HIDDEN,
    ("withdrawn", "cancelled"): HIDDEN,
    ("published", "scheduled"): PUBLIC,
    ("published", "cancelled"): CANCELLED,
    ("cancelled", "scheduled"): PUBLIC,
    ("cancelled", "cancelled"): CANCELLED,
}


def test_the_table_knows_every_combination() -> None:
    assert set(AT_A_PUBLIC_BASE) == {(e.value, o.value) for e in EventState for o in OccurrenceState}


@pytest.mark.parametrize(("states", "answer"), AT_A_PUBLIC_BASE.items())
def test_at_a_public_base(states: tuple[str, str], answer: Visibility) -> None:
    assert visibility(states[0], "public", states[1]) == answer


@pytest.mark.parametrize("base_state", [state for state in BaseState if state is not BaseState.PUBLIC])
def test_nothing_of_a_base_that_is_not_public_is_seen(base_state: BaseState) -> None:
    assert {visibility(e, base_state, o) for e in EventState for o in OccurrenceState} == {HIDDEN}


def test_an_unknown_state_hides() -> None:
    assert visibility("published", "public", "moved to another planet") == HIDDEN
    assert visibility("someday", "public") == HIDDEN


def test_sql_and_rule_agree_on_all_combinations(session: Session) -> None:
    expected_events, expected = {}, {}
    for base_state in BaseState:
        base = make_base(session, state=base_state)
        for event_state, occurrence_state in itertools.product(EventState, OccurrenceState):
            event = make_event(session, base, state=event_state)
            values = {"cancelled_at": clock.now()} if occurrence_state is OccurrenceState.CANCELLED else {}
            occurrence = make_occurrence(session, event, state=occurrence_state, size=None, **values)
            if visibility(event_state, base_state) != HIDDEN:
                expected_events[event.id] = event_state
            answer = visibility(event_state, base_state, occurrence_state)
            if answer != HIDDEN:
                expected[occurrence.id] = answer is Visibility.PUBLIC

    rows = session.execute(visible_occurrences(Occurrence.id, occurrence_is_on()))
    assert {id_: bool(is_on) for id_, is_on in rows} == expected
    assert {id_: state for id_, state in session.execute(visible_events(Event.id, Event.state))} == expected_events
