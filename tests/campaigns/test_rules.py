"""Rules of campaigns and digests: the steps of a campaign, quiet hours, the hour of the digest, and small cells."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from sciencepop.campaigns.rules.aims import Aim
from sciencepop.campaigns.rules.cells import shown, shown_total
from sciencepop.campaigns.rules.hours import Quiet, Weekly, is_monthly
from sciencepop.campaigns.rules.states import (
    CampaignState,
    Carrier,
    Refusal,
    may_become,
    refuse_approval,
    refuse_submission,
)
from sciencepop.core.clock import SHANGHAI

S, R = CampaignState, Refusal
NOON = datetime(2026, 10, 15, 12, 0, tzinfo=SHANGHAI)
QUIET = Quiet(time(21), time(8))
WEEKLY = Weekly(3, time(17), timedelta(hours=24))


def test_staff_hand_in_let_go_give_back_and_stop_and_the_worker_alone_sends() -> None:
    may = {(before, after) for before, after in product(S, S) if may_become(before, after)}
    assert may == {
        (S.DRAFT, S.SUBMITTED),
        (S.DRAFT, S.STOPPED),
        (S.SUBMITTED, S.APPROVED),
        (S.SUBMITTED, S.DRAFT),
        (S.SUBMITTED, S.STOPPED),
        (S.APPROVED, S.DRAFT),
        (S.APPROVED, S.STOPPED),
        (S.SENDING, S.STOPPED),
    }


def test_what_cannot_be_handed_in() -> None:
    usual = {"carriers": [Carrier.MAIL], "send_at": NOON, "now": NOON - timedelta(hours=1), "is_quiet": False}
    usual |= {"reached": 10, "least": 10}
    table = [
        ({}, None),
        ({"carriers": []}, R.NO_CARRIER),
        ({"now": NOON}, R.IN_THE_PAST),
        ({"is_quiet": True}, R.QUIET_HOURS),
        ({"reached": 9}, R.TOO_FEW),
    ]
    assert [refuse_submission(**(usual | other)) for other, _ in table] == [code for _, code in table]  # type: ignore[arg-type]


def test_what_cannot_be_let_go() -> None:
    usual = {"written_by": 1, "approver": 2, "send_at": NOON, "now": NOON, "reached": 10, "least": 10}
    table = [
        ({}, None),
        ({"approver": 1}, R.SAME_PERSON),
        ({"now": NOON + timedelta(days=1)}, None),
        ({"now": NOON + timedelta(days=1, seconds=1)}, R.TOO_LATE),
        ({"reached": 9}, R.TOO_FEW),
    ]
    assert [refuse_approval(**(usual | other)) for other, _ in table] == [code for _, code in table]  # type: ignore[arg-type]


def test_the_quiet_hours_go_over_midnight_and_say_when_they_begin() -> None:
    hours = {(7, 59): True, (8, 0): False, (20, 59): False, (21, 0): True, (0, 0): True}
    assert {clock: QUIET.holds(NOON.replace(hour=clock[0], minute=clock[1])) for clock in hours} == hours
    ends = [QUIET.ends_after(NOON.replace(hour=hour)) for hour in (7, 12, 22)]
    assert ends == [NOON.replace(hour=8), *[NOON.replace(day=16, hour=8)] * 2]
    assert QUIET.begins_after(NOON) == NOON.replace(hour=21)
    assert QUIET.begins_after(NOON.replace(hour=22)) == NOON.replace(hour=22)


def test_the_digest_is_due_from_its_hour_until_it_is_too_late() -> None:
    thursday = date(2026, 10, 15)
    table = [
        (NOON.replace(day=15, hour=16, minute=59), None),
        (NOON.replace(day=15, hour=17, minute=0), thursday),
        (NOON.replace(day=16, hour=17, minute=0), thursday),
        (NOON.replace(day=16, hour=17, minute=1), None),
        (NOON.replace(day=14, hour=23, minute=0), None),
    ]
    assert [WEEKLY.due(local) for local, _ in table] == [day for _, day in table]
    leaves = {15: thursday, 16: thursday + timedelta(days=7), 14: thursday}
    noons = {day: WEEKLY.following(NOON.replace(day=day, hour=17)).date() for day in (14, 16)}
    assert noons | {15: WEEKLY.following(NOON.replace(day=15, hour=16)).date()} == leaves
    assert [is_monthly(date(2026, 10, day)) for day in (1, 7, 8)] == [True, True, False]


def test_a_life_stage_stands_for_its_audiences() -> None:
    stages = {"teenagers": "职前", "students": "职前", "workers": "职中", "seniors": "职后"}
    assert Aim(audiences=("workers", "students"), stages=("职前",)).audiences_of(stages) == [
        "workers",
        "students",
        "teenagers",
    ]


def test_small_cells_are_hidden_and_so_is_what_would_tell_them() -> None:
    table = [
        ({"a": 100, "b": 0}, {"a": 100, "b": 0}),
        ({"a": 100, "b": 9}, {"a": None, "b": None}),
        ({"a": 100, "b": 40, "c": 3}, {"a": 100, "b": None, "c": None}),
        ({"a": 100, "b": 6, "c": 7}, {"a": 100, "b": None, "c": None}),
        ({"a": 4, "b": 0}, {"a": None, "b": 0}),
    ]
    assert [shown(cells, 10) for cells, _ in table] == [seen for _, seen in table]
    few = {"a": 100, "b": 9, "c": 0}
    kept = shown(few, 10, kept="a")
    assert (kept, shown_total(few, kept, 10)) == ({"a": 100, "b": None, "c": 0}, None)
    more = few | {"d": 40}
    kept = shown(more, 10, kept="a")
    assert (kept, shown_total(more, kept, 10)) == ({"a": 100, "b": None, "c": 0, "d": None}, 149)


@given(st.lists(st.integers(0, 30), max_size=5))
def test_what_is_hidden_is_never_few_where_the_total_is_shown(counts: list[int]) -> None:
    cells = {str(number): count for number, count in enumerate(counts)}
    seen = shown(cells, 10, kept="0")
    hidden = sum(count for name, count in cells.items() if seen[name] is None)
    assert hidden == 0 or hidden >= 10 or shown_total(cells, seen, 10) is None
    assert all(count is None or count == 0 or count >= 10 for count in seen.values())
