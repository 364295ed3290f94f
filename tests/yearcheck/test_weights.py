"""What figures weigh: as it is typed, from which year it holds, and that decided years stay as they are."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from sciencepop.yearcheck import invariants
from sciencepop.yearcheck.queries.scale import terms_of
from sciencepop.yearcheck.queries.weights import list_weights, weights_of
from sciencepop.yearcheck.rules.refusals import Refusal
from sciencepop.yearcheck.rules.scale import Scale, Scored, read_dimensions, write_dimensions
from sciencepop.yearcheck.rules.scoring import Band
from sciencepop.yearcheck.rules.steps import Act, FileState, Side
from sciencepop.yearcheck.rules.weights import holding, read_bands, write_bands
from sciencepop.yearcheck.services.scale import ScaleWish, set_scale
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


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            "15 工作协同\n\n 25：品牌 打造 / Making a name ",
            (Scored(15, "工作协同"), Scored(25, "品牌 打造", "Making a name")),
        ),
        ("", None),
        ("0 协同", None),
        ("101 协同", None),
        ("１５ 协同", None),
        ("15", None),
        ("15 协同 / a / b", None),
        ("10 协同\n5 协同", None),
        ("9" * 10_000 + " 协同", None),
        ("15 " + "协" * 21, None),
        ("\n".join(f"5 第{number}项" for number in range(9)), None),
    ],
)
def test_what_experts_score_is_read_as_it_is_typed(text: str, rows: tuple[Scored, ...] | None) -> None:
    assert read_dimensions(text) == rows
    assert rows is None or read_dimensions("\n".join(write_dimensions(rows))) == rows


def test_a_lead_sets_the_scale_until_somebody_scores(page: Page, session: Session, cast: Cast) -> None:
    scene = make_year(session, cast)
    page.sign_in(cast.officer).get("/district/yearcheck/scale", status=403)
    page.get(WHERE)
    assert "评分标准由区级负责人改。" in page.text()
    page.sign_in(scene.lead).get("/district/yearcheck/scale")
    form = {
        "from_year": str(YEAR), "base_points": "50", "dimensions": "20 工作协同\n30 公众口碑 / Word of mouth",
        "bonus_most": "5", "limit_excellent": "95", "limit_good": "70", "limit_pass": "40",
        "source": "松科协〔2026〕1号<b>",
    }  # fmt: skip
    bad = [
        ({"base_points": "60"}, "合计要是 100 分"),
        ({"limit_good": "95"}, "要比上一等级的分数低"),
        ({"limit_pass": "9" * 5000}, "请填写整数"),
        ({"dimensions": "很多"}, "请一行写一项"),
        ({"bonus_most": "-1", "from_year": "2023"}, "请从列表中选择"),
    ]
    for number, (wrong, sentence) in enumerate(bad):
        page.post("/district/yearcheck/scale", form | wrong | {"attempt": f"bad-000{number}"}, status=422)
        assert sentence in page.text()
    assert page.post("/district/yearcheck/scale", form).location == f"{WHERE}?year={YEAR}"
    page.get(f"{WHERE}?year={YEAR}")
    assert "公众口碑 30" in page.text()
    assert "良好 70 分起" in page.text()
    assert "松科协〔2026〕1号<b>" in page.text()
    known = terms_of(session, YEAR)
    assert [(row.slug, row.most, row.name_en) for row in known.dimensions] == [
        ("cooperation", 20, "Working together"), ("own-2", 30, "Word of mouth")
    ]  # fmt: skip
    assert terms_of(session, YEAR - 1).number("base_points") == 60

    bring_to(scene, FileState.FILED)
    given = {"experts": tuple(one.id for one in scene.experts)}
    scene.take(Act.ASSIGN, Side.DISTRICT, cast.officer, **given)
    bonus = {"points": 6, "words": "获奖"}
    assert refused(scene.take, Act.BONUS, Side.DISTRICT, cast.officer, **bonus) is Refusal.BONUS
    scale = Scale(60, (Scored(40, "协同"),), 10, {"excellent": 90, "good": 80, "pass": 60})
    set_scale(ScaleWish(YEAR + 1, scale, ""), by=scene.lead, now=NOW)
    page.get("/district/yearcheck/scale")
    offered = [one.get("value") for one in page.all("option") if "selected" in one.attrib]
    assert offered == [str(YEAR + 1)], "the year from which the shown one holds, and no earlier one"
    for expert in scene.experts:
        scene.take(Act.SCORE, Side.EXPERT, expert, scores={"cooperation": 20, "own-2": 24}, words="好")
    again = {"by": scene.lead, "now": NOW}
    assert refused(set_scale, ScaleWish(YEAR, scale, ""), **again) is Refusal.YEAR_SCORED
    assert refused(set_scale, ScaleWish(2**70, scale, ""), **again) is Refusal.YEAR_SCORED
    assert refused(set_scale, ScaleWish(YEAR + 1, scale, ""), by=cast.officer, now=NOW) is Refusal.NOT_YOURS
    thin = Scale(60, (Scored(30, "协同"),), 10, scale.limits)
    assert refused(set_scale, ScaleWish(YEAR + 1, thin, ""), **again) is Refusal.BAD_SCALE
    few = Scale(60, (Scored(40, "协同"),), 10, {"excellent": 90, "good": 80})
    assert refused(set_scale, ScaleWish(YEAR + 1, few, ""), **again) is Refusal.BAD_SCALE
    scene.take(Act.DECIDE, Side.LEAD, scene.lead, words="核定")
    file = scene.file(session)
    assert (file.expert_points, file.grade, invariants.checks()) == (4400, "pass", [])
    file.grade = "good"
    session.flush()
    assert invariants.graded_otherwise() == [f"Year-file {file.code} has another grade than its points."]
