"""Delivery's decisions, as tables."""

from __future__ import annotations

from datetime import date

import pytest

from sciencepop.core.almanac.days import Almanac, Names
from sciencepop.core.town_map import Circle, Spot, apart, place_names
from sciencepop.delivery.policy import policy
from sciencepop.delivery.rules.items import ItemKind, ItemState, Offered, refuse_day, refuse_group
from sciencepop.delivery.rules.lecturers import is_written, refuse_asking
from sciencepop.delivery.rules.loans import Days, LoanState, are_sane, is_free, is_late
from sciencepop.delivery.rules.numbers import is_weak_item, is_weak_supplier, lowered
from sciencepop.delivery.rules.orders import (
    OPEN,
    STEPS,
    Act,
    Dates,
    OrderState,
    Side,
    acts_of,
    due_on,
    is_charged,
    step_of,
)
from sciencepop.delivery.rules.photos import refuse_photo
from sciencepop.delivery.rules.policy import Policy, read_policy
from sciencepop.delivery.rules.refusals import Refusal

S, A = OrderState, Act
NATIONAL_DAY = Names("国庆节", "National Day")
OCTOBER = Almanac(
    holidays={date(2026, 10, day): NATIONAL_DAY for day in range(1, 8)},
    makeup={date(2026, 9, 20): NATIONAL_DAY, date(2026, 10, 10): NATIONAL_DAY},
    told=frozenset({2026}),
)


@pytest.mark.parametrize(
    ("day", "count", "until"),
    [
        (date(2026, 10, 12), 2, date(2026, 10, 14)),  # a Monday
        (date(2026, 9, 30), 2, date(2026, 10, 9)),  # the holidays do not count
        (date(2026, 10, 9), 1, date(2026, 10, 10)),  # a Saturday on which people work
        (date(2026, 9, 18), 1, date(2026, 9, 20)),  # a Sunday on which people work
        (date(2026, 10, 16), 1, date(2026, 10, 19)),  # a weekend
        (date(2026, 10, 12), 0, date(2026, 10, 12)),
    ],
)
def test_working_days_know_holidays_and_make_up_days(day: date, count: int, until: date) -> None:
    assert OCTOBER.after(day, count) == until


def test_a_policy_is_read_whole() -> None:
    assert read_policy({"confirm_days": 5}) == Policy(confirm_days=5)
    for wrong in ({"confirm": 5}, {"confirm_days": "7"}, {"slot_notice_days": 7}):
        with pytest.raises(ValueError, match="delivery"):
            read_policy(wrong)


@pytest.mark.parametrize(
    ("state", "act", "side", "answer"),
    [
        (S.SUBMITTED, A.APPROVE, Side.TOWN, S.APPROVED),
        (S.SUBMITTED, A.APPROVE, Side.RECEIVER, Refusal.NOT_YOURS),
        (S.APPROVED, A.MATCH, Side.TOWN, Refusal.NOT_YOURS),
        (S.OFFERED, A.ACCEPT, Side.SUPPLIER, S.ACCEPTED),
        (S.OFFERED, A.ACCEPT, Side.DISTRICT, Refusal.NOT_YOURS),
        (S.ACCEPTED, A.CHECK_IN, Side.SUPPLIER, Refusal.WRONG_STATE),
        (S.CONFIRMED, A.ABSENT, Side.RECEIVER, S.NO_SHOW),
        (S.CLOSED, A.CANCEL, Side.DISTRICT, Refusal.WRONG_STATE),
    ],
)
def test_a_step_is_taken_by_its_side_alone(state: S, act: A, side: Side, answer: S | Refusal) -> None:
    found = step_of(state, act, side)
    assert (found if isinstance(found, Refusal) else found.after) == answer


def test_nothing_waits_for_ever_and_every_end_is_an_end() -> None:
    """Each state that is open, or waits for evaluation, has a day; from each that has ended nothing leads back."""
    dates = Dates(date(2026, 10, 12), date(2026, 11, 12), date(2026, 11, 10))
    waits = [state for state in S if due_on(state, dates, Policy(), OCTOBER) is not None]
    assert set(waits) == {*OPEN, S.HELD} - {S.DRAFT, S.RETURNED}
    ended = {S.MERGED, S.REJECTED, S.CANCELLED, S.CLOSED}
    assert not [state for state, _act in STEPS if state in ended]
    assert acts_of(S.NO_SHOW, frozenset(Side)) == [A.FORGIVE]


@pytest.mark.parametrize(
    ("state", "side", "today", "charged"),
    [
        (S.CONFIRMED, Side.RECEIVER, date(2026, 11, 3), False),
        (S.CONFIRMED, Side.RECEIVER, date(2026, 11, 4), True),
        (S.ACCEPTED, Side.RECEIVER, date(2026, 11, 4), True),
        (S.CONFIRMED, Side.SUPPLIER, date(2026, 11, 9), False),
        (S.OFFERED, Side.RECEIVER, date(2026, 11, 9), False),
    ],
)
def test_only_the_receiver_pays_for_cancelling_late(state: S, side: Side, today: date, charged: bool) -> None:
    assert is_charged(state, side, date(2026, 11, 10), today, Policy()) is charged


def offered(**values: object) -> Offered:
    defaults: dict[str, object] = {
        "kind": ItemKind.LECTURE,
        "state": ItemState.APPROVED,
        "review_until": date(2026, 12, 31),
        "valid_until": None,
        "blackouts": frozenset({date(2026, 11, 11)}),
        "towns": (),
        "group_min": 10,
        "group_max": 60,
    }
    return Offered(**(defaults | values))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "day", "refused"),
    [
        ({}, date(2026, 11, 10), None),
        ({}, date(2026, 11, 11), Refusal.SLOT_BLACKED_OUT),
        ({}, date(2027, 1, 1), Refusal.REVIEW_OVER),
        ({"review_until": None}, date(2026, 11, 10), Refusal.REVIEW_OVER),
        ({"valid_until": date(2026, 11, 9)}, date(2026, 11, 10), Refusal.ITEM_OVER),
        ({"state": ItemState.SUBMITTED}, date(2026, 11, 10), Refusal.NOT_ON_MENU),
    ],
)
def test_an_item_is_given_while_its_review_holds(values: dict[str, object], day: date, refused: Refusal | None) -> None:
    assert refuse_day(offered(**values), day) == refused


def test_a_group_fits_and_a_town_is_served() -> None:
    assert [refuse_group(offered(), people, "a") for people in (9, 10, 60, 61)] == [
        Refusal.GROUP_MISFIT, None, None, Refusal.GROUP_MISFIT,
    ]  # fmt: skip
    assert refuse_group(offered(towns=["b"]), 20, "a") == Refusal.TOWN_NOT_SERVED


def test_units_are_free_between_loans_and_late_after_their_last_day() -> None:
    held = [Days(date(2026, 10, 12), date(2026, 10, 16))]
    free = [
        is_free(Days(date(2026, 10, first), date(2026, 10, last)), held)
        for first, last in ((10, 11), (11, 12), (17, 20))
    ]
    assert free == [True, False, True]
    assert is_late(LoanState.OUT, date(2026, 10, 16), date(2026, 10, 17))
    assert not is_late(LoanState.RETURNED, date(2026, 10, 16), date(2026, 10, 17))
    today = date(2026, 10, 10)
    assert [are_sane(Days(date(2026, 10, a), date(2026, 10, b)), today) for a, b in ((10, 10), (9, 12), (12, 11))] == [
        True, False, False,
    ]  # fmt: skip


def test_absences_lower_and_weak_ones_are_shown() -> None:
    assert [lowered(5, absences, Policy()) for absences in (0, 1, 2, 3, 4, 20)] == [5, 5, 4, 4, 3, 0]
    assert [is_weak_item(ordered, 10, Policy()) for ordered in (1, 2)] == [True, False]
    assert [is_weak_supplier(scores, Policy()) for scores in ([1, 1, 1, 1], [2, 3, 3, 3, 3], [3] * 5)] == [
        False, True, False,
    ]  # fmt: skip


def test_the_districts_own_file_is_read(app: object) -> None:
    assert policy().supplier_workdays == 2


@pytest.mark.parametrize(
    ("is_open", "asked", "letters", "refused", "written"),
    [
        (False, 0, 0, None, True),
        (True, 0, 1, Refusal.ASKED_ALREADY, True),
        (False, 20, 2, Refusal.ASKED_TOO_OFTEN, True),
        (False, 19, 3, None, False),
    ],
)
def test_asking_a_lecturer_has_a_pace_of_the_supplier_and_a_silent_one_of_the_address(
    is_open: bool, asked: int, letters: int, refused: Refusal | None, written: bool
) -> None:
    assert refuse_asking(is_open=is_open, asked_today=asked, policy=Policy()) is refused
    assert is_written(letters, Policy()) is written


@pytest.mark.parametrize(
    ("state", "is_accepted", "photos", "answer"),
    [
        (S.CONFIRMED, False, 0, Refusal.WRONG_STATE),
        (S.HELD, False, 5, None),
        (S.HELD, False, 6, Refusal.PHOTOS_FULL),
        (S.EVALUATED, False, 0, None),
        (S.HELD, True, 0, Refusal.REPORT_ACCEPTED),
        (S.CLOSED, True, 0, Refusal.REPORT_ACCEPTED),
    ],
)
def test_photographs_belong_to_a_report_that_is_still_open(
    state: OrderState, is_accepted: bool, photos: int, answer: Refusal | None
) -> None:
    assert refuse_photo(state, is_accepted=is_accepted, photos=photos, policy=Policy()) is answer


def test_names_on_a_map_lie_on_nothing_and_inside() -> None:
    beside, at_the_edge, between = Circle(100, 100, 20, 80), Circle(970, 100, 20, 80), Circle(145, 100, 20, 700)
    assert place_names([beside], 1000, 40) == [Spot(130, 100)]
    assert place_names([at_the_edge], 1000, 40) == [Spot(860, 100)]
    assert place_names([beside, between], 1000, 40) == [Spot(60, 142), Spot(175, 100)]
    assert place_names([beside, between, Circle(120, 100, 5, 900)], 1000, 40)[2] is None
    chooser, bound = Circle(500, 500, 20, 80), Circle(640, 500, 20, 80)
    walls = [Circle(700, 500, 20, 0), Circle(640, 545, 20, 0), Circle(640, 455, 20, 0)]
    assert place_names([chooser, bound, *walls], 1000, 40)[:2] == [Spot(390, 500), Spot(530, 500)], "one has no choice"
    same, far = Circle(500, 500, 40, 0), Circle(900, 900, 40, 0)
    one, other, third = apart([same, same, far])
    assert (one.y, other.y, third) == (500, 500, far) and other.x - one.x == 90 and one.x + other.x == 1000
