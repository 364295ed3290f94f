"""What figures weigh: as it is typed, from which year it holds, and that decided years stay as they are."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from sciencepop.yearcheck.queries.weights import list_weights, weights_of
from sciencepop.yearcheck.rules.refusals import Refusal
from sciencepop.yearcheck.rules.scoring import Band
from sciencepop.yearcheck.rules.steps import FileState
from sciencepop.yearcheck.rules.weights import holding, read_bands, write_bands
from sciencepop.yearcheck.services.weights import WeightWish, set_weight
from tests.cast import Cast
from tests.conftest import NOW
from tests.page import Page
from tests.yearcheck.scene import YEAR, bring_to, make_year
from tests.yearcheck.test_services import refused

WHERE = "/district/yearcheck/weights"


@pytest.mark.parametrize(
    ("text", "bands"),
    [
        ("150 4\n\n200：8 \r\n250,10", ((150, 4), (200, 8), (250, 10))),
        ("", ()),
        ("0 1", ((0, 1),)),
        ("1000000000000 100", ((10**12, 100),)),
        ("1000000000001 1", None),
        ("200 8\n150 4", None),
        ("150 8\n200 8", None),
        ("5 101", None),
        ("5 0", None),
        ("-5 3", None),
        ("NaN 3", None),
        ("٣ 3", None),
        ("9" * 10_000 + " 1", None),
        ("\n".join(f"{number} {number}" for number in range(1, 8)), None),
    ],
)
def test_bands_are_read_as_they_are_typed(text: str, bands: tuple[tuple[int, int], ...] | None) -> None:
    wanted = None if bands is None else tuple(Band(*pair) for pair in bands)
    assert read_bands(text) == wanted
    assert wanted is None or read_bands("\n".join(write_bands(wanted))) == wanted


@dataclass
class Row:
    id: int
    figure: str
    from_year: int


def test_the_last_word_on_the_last_year_that_has_begun_holds() -> None:
    rows = [Row(1, "a", 2026), Row(2, "a", 2028), Row(3, "a", 2026), Row(4, "b", 2027)]
    assert {year: [row.id for row in holding(rows, year).values()] for year in (2025, 2026, 2027, 2028)} == {
        2025: [], 2026: [3], 2027: [3, 4], 2028: [2, 4]
    }  # fmt: skip


def test_an_officer_sets_what_a_figure_weighs_until_a_result_is_decided(
    page: Page, session: Session, cast: Cast
) -> None:
    scene = make_year(session, cast)
    page.sign_in(cast.officer).get(f"{WHERE}?year={YEAR}")
    assert "标“暂定”的分值没有找到任何文件依据" in page.text()
    assert "满分合计 60，按 60 分折算" in page.text()
    form = {"from_year": str(YEAR), "bands": "5 20", "source": "松科委〔2026〕3号<b>"}
    assert page.post(f"{WHERE}/open_days", form).location == f"{WHERE}?year={YEAR}"
    for number, (bad, sentence) in enumerate(
        (({"from_year": "2023"}, "请从列表中选择。"), ({"bands": "很多"}, "请一行写一档"), ({"bands": ""}, ""))
    ):
        page.post(f"{WHERE}/free_days", form | bad | {"attempt": f"bad-000{number}"}, status=422 if sentence else 303)
        assert not sentence or sentence in page.text()
    page.get(f"{WHERE}/media_site", status=404)
    page.get(f"{WHERE}/open_days")
    assert "5 起 20 分 松科委〔2026〕3号<b>" in page.text()
    weights = weights_of(session, YEAR)
    assert (weights["open_days"], "free_days" in weights) == ((Band(5, 20),), False)
    assert [one.is_placeholder for one in list_weights(session, YEAR) if one.figure.slug == "open_days"] == [False]
    assert len(weights_of(session, YEAR - 1)["open_days"]) == 3

    bring_to(scene, FileState.MENDING)
    file = scene.file(session)
    # Open days bring 20 now, free days weigh nothing, the rest 5: 25 of 64, as growth does not apply; brought to 60.
    assert file.base_points == 2344
    wish = WeightWish(YEAR, (Band(1, 1),), "")
    assert refused(set_weight, "open_days", wish, by=cast.officer, now=NOW) is Refusal.YEAR_DECIDED
    set_weight("open_days", WeightWish(YEAR + 1, (Band(1, 1),), ""), by=cast.officer, now=NOW)
    assert weights_of(session, YEAR)["open_days"] == (Band(5, 20),)
