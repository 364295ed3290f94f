"""The Chinese calendar: what days are, reading a notice, seasons, and what an officer enters."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from math import radians, sin

import pytest
from chinese_calendar import get_solar_terms
from sqlalchemy.orm import Session

from sciencepop.core.almanac import known
from sciencepop.core.almanac.context import context_of
from sciencepop.core.almanac.days import Almanac, DayKind
from sciencepop.core.almanac.models import AlmanacYear
from sciencepop.core.almanac.notice import BadNotice, NoticeProblem, SpanKind, read_notice, read_school_calendar
from sciencepop.core.almanac.published import published
from sciencepop.core.almanac.sky import TERMS, lunar_day, terms_of
from sciencepop.core.almanac.statutory import statutory_days
from sciencepop.core.clock import SHANGHAI
from sciencepop.core.config import ROOT
from sciencepop.core.reference import Reference
from tests.cast import Cast
from tests.page import Page

REFERENCE = Reference(ROOT / "data" / "district.toml")
SEASONS = known.read_seasons(REFERENCE)
ALMANAC = known.make_almanac([], known.read_school_file(REFERENCE))
NOTICE_2026 = """一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。"""


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("on", "kind", "name", "school"),
    [
        ("2026-02-14", DayKind.MAKEUP, None, "寒假"),
        ("2026-02-17", DayKind.HOLIDAY, "春节", "寒假"),
        ("2026-10-03", DayKind.HOLIDAY, "国庆节", None),
        ("2026-10-10", DayKind.MAKEUP, None, None),
        ("2026-10-11", DayKind.WEEKEND, None, None),
        ("2026-07-15", DayKind.WORKDAY, None, "暑假"),
        ("2027-02-05", DayKind.HOLIDAY, "春节", None),  # the law's own days where no notice is known
        ("2027-02-09", DayKind.WORKDAY, None, None),
        ("2027-06-09", DayKind.HOLIDAY, "端午节", None),
    ],
)
def test_what_a_day_is(on: str, kind: DayKind, name: str | None, school: str | None) -> None:
    names, breaks = ALMANAC.holiday(day(on)), ALMANAC.school_holiday(day(on))
    assert (ALMANAC.kind_of(day(on)), names and names.name_zh, breaks and breaks.name_zh) == (kind, name, school)


def longitude_of_the_sun(at: datetime) -> float:
    """Apparent, in degrees: the short series of Meeus (Astronomical Algorithms, chapter 25), good to 0.01°."""
    century = ((at - datetime(2000, 1, 1, 12, tzinfo=UTC)).total_seconds() + 70) / 86400 / 36525
    anomaly = radians(357.52911 + 35999.05029 * century)
    centre = (1.914602 - 0.004817 * century) * sin(anomaly) + 0.019993 * sin(2 * anomaly) + 0.000289 * sin(3 * anomaly)
    nutation = 0.00478 * sin(radians(125.04 - 1934.136 * century))
    return (280.46646 + 36000.76983 * century + centre - 0.00569 - nutation) % 360


@pytest.mark.parametrize("year", [2025, 2026, 2027, 2028])
def test_on_the_day_of_a_term_the_sun_comes_to_its_fifteenth_of_a_turn(year: int) -> None:
    for number, slug in enumerate(TERMS):
        begins = datetime.combine(terms_of(year)[slug], time(), SHANGHAI)
        left = [
            (285 + 15 * number - longitude_of_the_sun(at) + 180) % 360 - 180
            for at in (begins, begins + timedelta(days=1))
        ]
        assert left[0] >= 0 > left[1], (slug, begins)


def test_the_sky_agrees_with_another_library_and_with_the_published_holidays() -> None:
    theirs = {name: on for on, name in get_solar_terms(day("2026-01-01"), day("2026-12-31"))}
    assert [theirs[season.name_zh] for season in SEASONS if season.slug in TERMS] == [
        terms_of(2026)[slug] for slug in TERMS
    ]
    for year in (2025, 2026):
        told = {on: names for on, names in published().holidays.items() if on.year == year}
        assert {on: names.name_zh for on, names in statutory_days(year).items()}.items() <= {
            on: names.name_zh.replace("国庆节、中秋节", "国庆节") for on, names in told.items()
        }.items() | {(lunar_day(year, 8, 15), "中秋节")}


def test_a_notice_is_read_as_it_stands_and_gives_what_the_package_knows() -> None:
    found = read_notice(NOTICE_2026, 2026)
    days = {kind: {on for span in found if span.kind is kind for on in span.days()} for kind in SpanKind}
    assert days[SpanKind.HOLIDAY] == {on for on in published().holidays if on.year == 2026}
    assert days[SpanKind.MAKEUP] == {on for on in published().makeup if on.year == 2026}
    text = (
        "统一于2025年9月1日开学，2026年1月30日结束。寒假从2026年2月2日开始，2月27日结束。暑假从7月1日开始,8月31日结束。"
    )
    assert [(one.first, one.last, one.name_zh) for one in read_school_calendar(text, 2025)] == [
        (day("2026-02-02"), day("2026-02-27"), "寒假"),
        (day("2026-07-01"), day("2026-08-31"), "暑假"),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("没有日子", NoticeProblem.NOTHING),
        ("元旦：1月1日（周三）放假", NoticeProblem.WRONG_WEEKDAY),
        ("元旦：1月1日至3日放假，共2天", NoticeProblem.WRONG_TOTAL),
        ("元旦：1月3日至1日放假", NoticeProblem.BACKWARDS),
        ("元旦：2月30日放假", NoticeProblem.NO_DAY),
        ("元旦：1月1日放假。1月5日上班", NoticeProblem.NO_WEEKEND),
        ("元旦：1月3日放假。1月3日上班", NoticeProblem.TWICE),
        ("元旦：2027年1月1日放假", NoticeProblem.FOREIGN_YEAR),
    ],
)
def test_what_does_not_agree_with_itself_is_refused(text: str, problem: NoticeProblem) -> None:
    with pytest.raises(BadNotice) as refused:
        read_notice(text, 2026)
    assert refused.value.problem is problem


def test_working_days_and_the_time_of_the_year() -> None:
    assert ALMANAC.after(day("2026-09-30"), 2) == day("2026-10-09")
    assert ALMANAC.after(day("2026-10-09"), 1) == day("2026-10-10")
    assert Almanac().after(day("2026-10-09"), 1) == day("2026-10-12")
    found = context_of(day("2026-04-06"), ALMANAC, SEASONS)
    assert [one.slug for one in found.labels] == ["holiday", "qingming"] and found.topics == ("botany", "ecology")
    october = context_of(day("2026-10-03"), ALMANAC, SEASONS)  # a Saturday of the holiday is a weekend, too
    assert [one.slug for one in october.labels][:2] == ["holiday", "weekend"]
    eve = context_of(day("2026-02-14"), ALMANAC, SEASONS)
    assert [one.slug for one in eve.labels][:3] == ["makeup", "school-holiday", "spring-festival"]
    assert all(context_of(day("2026-01-01") + timedelta(days=n), ALMANAC, SEASONS).seasons for n in range(0, 365, 5))


def test_what_is_coming_is_told_with_the_days_that_are_left() -> None:
    told = {
        on: [
            (one.names.name_zh, one.first.isoformat()[5:], one.last.isoformat()[5:])
            for one in ALMANAC.coming(day(on), 14)
        ]
        for on in ("2026-09-16", "2026-10-05", "2026-02-10", "2026-08-31", "2027-04-30")
    }
    assert told == {
        "2026-09-16": [("中秋节", "09-25", "09-27")],
        "2026-10-05": [("国庆节", "10-05", "10-07")],
        "2026-02-10": [("春节", "02-15", "02-23"), ("寒假", "02-10", "02-27")],
        "2026-08-31": [("暑假", "08-31", "08-31")],
        "2027-04-30": [("劳动节", "05-01", "05-02")],  # the law's own days where no notice is known
    }


def test_an_officer_enters_a_notice_and_everything_follows_it(page: Page, session: Session, cast: Cast) -> None:
    form = {"kind": "public", "year": "2027", "source": "国办发明电〔2026〕1号", "attempt": "almanac-1"}
    page.sign_in(cast.officer)
    page.post("/district/almanac", form | {"text": "春节：2月5日（周六）至11日放假"}, status=422)
    assert "日期和括号里的星期对不上：2月5日（周六）" in page.text()
    text = "春节：2月5日（周五）至11日（周四）放假调休，共7天。2月14日（周日）上班。"
    page.post("/district/almanac", form | {"text": text, "attempt": "almanac-2"})
    found = known.get_almanac()
    assert (found.kind_of(day("2027-02-14")), found.kind_of(day("2027-05-01"))) == (DayKind.MAKEUP, DayKind.WEEKEND)
    page.get("/district/almanac")
    assert "2027年2月14日（周日） 春节 上班" in page.text()
    row = session.query(AlmanacYear).one()
    page.post(f"/district/almanac/{row.id}/drop", {"attempt": "almanac-3"})
    assert known.get_almanac().holiday(day("2027-02-11")) is None
