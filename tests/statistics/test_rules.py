"""What counts in which kind, cells of forms, sums that must fit, visits, numbers of the plan; no database."""

from __future__ import annotations

from datetime import date

import pytest

from sciencepop.statistics.rules.cells import DASH, EMPTY, Cell, Under, read_cell, wrong_sums
from sciencepop.statistics.rules.counting import RULES, Figure, Row, Unknowable, record_of
from sciencepop.statistics.rules.kinds import Bounds, Kind, kind_of
from sciencepop.statistics.rules.plan import percent_of, read_number, write_number
from sciencepop.statistics.rules.records import Records, Visit, belongs_to

BOUNDS = Bounds(frozenset({"research"}), 1000)


@pytest.mark.parametrize(
    ("statistic", "base_kind", "people", "kind"),
    [
        ("lecture", "museum", 999, Kind.LECTURE),
        ("lecture", "museum", 1000, Kind.MAJOR),
        ("online_lecture", "museum", 50_000, Kind.ONLINE_LECTURE),
        ("open_house", "research", 10, Kind.OPEN_HOUSE),
        ("open_house", "nature", 10, Kind.OTHER),
        ("open_house", "research", 1000, Kind.MAJOR),
        ("major_event", "nature", 999, Kind.OTHER),
        ("activity", "", 1, Kind.OTHER),
        ("", "", 0, Kind.OTHER),
    ],
)
def test_a_session_counts_in_one_kind(statistic: str, base_kind: str, people: int, kind: Kind) -> None:
    assert kind_of(statistic, base_kind, people, BOUNDS) is kind


@pytest.mark.parametrize(
    ("typed", "cell"),
    [
        ("0", Cell(0)),
        ("００１２", Cell(12)),
        ("1,200", Cell(1200)),
        ("12,00", None),
        ("-", DASH),
        ("－", DASH),
        ("—", DASH),
        ("  ", EMPTY),
        ("-1", None),
        ("1.5", None),
        ("1e3", None),
        ("NaN", None),
        ("٣", None),
        ("9" * 13, None),
        ("999999999999", Cell(999_999_999_999)),
        ("1\x00", None),
    ],
)
def test_a_cell_is_a_whole_number_a_dash_or_nothing(typed: str, cell: Cell | None) -> None:
    assert read_cell(typed) == cell


def test_zero_and_a_dash_are_two_things_and_print_so() -> None:
    assert [one.text for one in (Cell(0), DASH, EMPTY)] == ["0", "-", ""]


def test_an_of_which_fits_into_its_whole_and_parts_share_it() -> None:
    unders = [Under("a", "whole", True), Under("b", "whole", True), Under("c", "whole", False)]
    cells = {"whole": Cell(10), "a": Cell(6), "b": Cell(5), "c": Cell(10)}
    assert wrong_sums(cells, unders) == [("", "whole")]
    assert wrong_sums(cells | {"b": Cell(11)}, unders) == [("b", "whole")]
    assert wrong_sums(cells | {"b": DASH}, unders) == []
    assert wrong_sums(cells | {"whole": EMPTY}, unders) == []


def test_a_party_visits_once_a_day_with_the_most_that_it_was() -> None:
    def visit(on: int, who: str, people: int, thing: str = "event:1", *, at_base: bool = True) -> Visit:
        return Visit("base:1", 1, date(2025, 5, on), "馆", Kind.EXHIBITION, thing, "展", who, people, at_base)

    records = Records(
        visits=[
            visit(1, "person:1", 2),
            visit(1, "person:1", 4, "event:2"),
            visit(1, "group:1/0", 30),
            visit(1, "group:1/1", 25),
            visit(2, "person:1", 1),
            visit(3, "person:1", 7, at_base=False),
        ]
    )
    assert [(row.key, row.amount) for row in RULES["visits"](records, "").rows] == [
        ("base:1/2025-05-01", 59),
        ("base:1/2025-05-02", 1),
    ]
    assert RULES["visits"](records, "exhibition").value == 2 + 4 + 30 + 25 + 1 + 7


def test_what_cannot_be_known_is_no_zero_and_halves_are_rounded_up() -> None:
    with pytest.raises(Unknowable):
        RULES["week_sessions"](Records(), "")
    half = Figure((Row("a", None, "", 5),), 10)
    assert (half.value, Figure((), 10).value, Figure((Row("a", None, "", 4),), 10).value) == (1, 0, 0)


def test_a_venue_has_its_own_and_the_district_what_is_no_venues() -> None:
    venue, unit = belongs_to(7, {7, 8}), belongs_to(None, {7, 8})
    assert [(venue(owner), unit(owner)) for owner in (7, 8, 9, None)] == [
        (True, False),
        (False, False),
        (False, True),
        (False, True),
    ]


def test_a_row_names_the_record_that_it_was_counted_from() -> None:
    keys = ("session:12", "event:3/2026-05-01", "joined:2026-05", "served:2026-05/7", "figure:visits", "")
    assert [record_of(key) for key in keys] == [
        ("session", 12),
        ("event", 3),
        ("joined", None),
        ("served", None),
        ("figure", None),
        ("", None),
    ]


def test_numbers_of_the_plan_keep_two_places() -> None:
    typed = ("72", "26.5", "0.05", "２６．５", "1.234", "", "-3", "9" * 13, "1e5")
    assert [read_number(text) for text in typed] == [7200, 2650, 5, 2650, None, None, None, None, None]
    assert [write_number(value) for value in (7200, 2650, 5, 0, None)] == ["72", "26.5", "0.05", "0", ""]
    assert [percent_of(*pair) for pair in ((7199, 7200), (0, 0), (None, 1), (1, None), (900, 300))] == [
        99,
        100,
        None,
        None,
        300,
    ]
