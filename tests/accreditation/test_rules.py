"""Designations, periods and what the data says: tables of cases, no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sciencepop.accreditation.rules.designations import Change, Status, Term, is_in_force, refuse_change, status_on
from sciencepop.accreditation.rules.periods import Period, Unit
from sciencepop.accreditation.rules.refusals import Refusal
from sciencepop.accreditation.schemes import Threshold, read_schemes
from sciencepop.core.almanac.days import Almanac
from sciencepop.core.config import ROOT
from sciencepop.core.dated import in_force, refuse_overlap
from sciencepop.core.reference import Reference

TERM = Term(date(2024, 1, 1), date(2025, 12, 31))
MARKED = [Change(Status.RECTIFY, date(2024, 6, 1)), Change(Status.NAMED, date(2024, 9, 1))]
GONE = [*MARKED, Change(Status.WITHDRAWN, date(2025, 3, 1))]
TODAY = date(2025, 9, 15)
ANNOUNCED = [*MARKED, Change(Status.PAUSED, date(2025, 10, 1))]


@pytest.mark.parametrize(
    ("changes", "day", "status", "on_list"),
    [
        ([], date(2023, 12, 31), Status.NAMED, False),
        ([], date(2024, 1, 1), Status.NAMED, True),
        ([], date(2025, 12, 31), Status.NAMED, True),
        ([], date(2026, 1, 1), Status.NAMED, False),
        (MARKED, date(2024, 5, 31), Status.NAMED, True),
        (MARKED, date(2024, 6, 1), Status.RECTIFY, True),
        (MARKED, date(2024, 9, 1), Status.NAMED, True),
        (GONE, date(2025, 2, 28), Status.NAMED, True),
        (GONE, date(2025, 3, 1), Status.WITHDRAWN, False),
        ([Change(Status.VOID, date(2025, 1, 1))], date(2024, 2, 1), Status.VOID, False),
    ],
)
def test_the_list_of_any_day_follows_from_days_and_changes(
    changes: list[Change], day: date, status: Status, on_list: bool
) -> None:
    assert (status_on(changes, day), is_in_force(TERM, changes, day)) == (status, on_list)


@pytest.mark.parametrize(
    ("changes", "change", "refusal"),
    [
        (MARKED, Change(Status.RECTIFY, date(2025, 1, 1)), None),
        (MARKED, Change(Status.NAMED, date(2025, 1, 1)), Refusal.SAME_STATUS),
        (MARKED, Change(Status.RECTIFY, date(2024, 8, 31)), Refusal.STATUS_DAY),
        (MARKED, Change(Status.RECTIFY, date(2026, 1, 1)), Refusal.STATUS_DAY),
        (MARKED, Change(Status.VOID, date(2020, 1, 1)), None),
        (GONE, Change(Status.NAMED, date(2025, 6, 1)), Refusal.DESIGNATION_OVER),
        (ANNOUNCED, Change(Status.RECTIFY, TODAY), None),
        (ANNOUNCED, Change(Status.RECTIFY, date(2024, 8, 31)), Refusal.STATUS_DAY),
    ],
)
def test_what_may_be_said_of_a_designation(changes: list[Change], change: Change, refusal: Refusal | None) -> None:
    assert refuse_change(TERM, changes, change, TODAY) == refusal


def test_periods_are_days_working_days_or_months() -> None:
    thursday, almanac = date(2026, 1, 8), Almanac()
    assert Period(3, Unit.DAYS).after(thursday, almanac) == date(2026, 1, 11)
    assert Period(3, Unit.WORKDAYS).after(thursday, almanac) == date(2026, 1, 13)
    assert Period(3, Unit.MONTHS).after(thursday, almanac) == date(2026, 4, 8)
    assert Period(6, Unit.MONTHS).before(date(2026, 8, 31)) == date(2026, 2, 28)
    assert Period(1, Unit.MONTHS).after(date(2024, 1, 31), almanac) == date(2024, 2, 29)


def test_the_data_of_the_district_is_whole_and_answers_for_a_day(app: object) -> None:
    known = read_schemes(Reference(ROOT / "data" / "district.toml"))
    asked = {(row.measure, row.at_least) for row in known.thresholds_on("municipal-base", "demonstration", date.max)}
    assert asked == {
        ("display_area", "2000"),
        ("open_days", "250"),
        ("free_days", "20"),
        ("managers", "2"),
        ("guides", "4"),
    }
    assert known.thresholds_on("municipal-base", "demonstration", date(2019, 12, 31)) == []
    assert sum(row.most for row in known.dimensions_on(date(2026, 1, 1))) == 100
    assert known.due("town", date(2026, 10, 9)) == date(2026, 10, 13), "the make-up Saturday counts, Sunday does not"


def test_another_rule_from_a_day_on_is_another_row_and_never_two_at_once() -> None:
    old = Threshold("s", "", "open_days", "200", "", "2026-12-31")
    new = replace(old, at_least="220", from_on="2027-01-01", until_on="")
    refuse_overlap([old, new], "scheme", "measure")
    assert [row.at_least for row in in_force([old, new], date(2026, 12, 31))] == ["200"]
    assert [row.at_least for row in in_force([old, new], date(2027, 1, 1))] == ["220"]
    with pytest.raises(ValueError, match="open_days"):
        refuse_overlap([old, replace(new, from_on="2026-12-31")], "scheme", "measure")
