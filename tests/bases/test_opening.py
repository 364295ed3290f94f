"""Opening hours against a model that knows nothing but minutes, over three years."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sciencepop.bases.rules.counting import Count, count, lost_days, phases, short_notice, special_days
from sciencepop.bases.rules.hours import EVERY_DAY, FreeDays, HoursRule, RuleKind, Stretch
from sciencepop.bases.rules.opening import Hours, Interval, Opening
from sciencepop.core.almanac.days import Almanac, Break, DayKind, Names
from sciencepop.core.almanac.published import published
from sciencepop.core.almanac.statutory import statutory_days
from sciencepop.core.clock import SHANGHAI

FIRST, LAST = date(2025, 1, 1), date(2027, 12, 31)
DAYS = [FIRST + timedelta(days=later) for later in range((LAST - FIRST).days + 1)]
K = RuleKind
ALMANAC = Almanac(
    holidays=published().holidays,
    makeup=published().makeup,
    told=published().years,
    breaks=(
        Break(date(2026, 2, 2), date(2026, 2, 27), Names("寒假", "winter holiday")),
        Break(date(2026, 7, 1), date(2026, 8, 31), Names("暑假", "summer holiday")),
    ),
    school_told=frozenset({2025}),
    statutory=statutory_days,
)


def day(text: str) -> date:
    return date.fromisoformat(text)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def same(opens: str, closes: str, weekdays: tuple[int, ...] = (EVERY_DAY,)) -> tuple[Stretch, ...]:
    return tuple(Stretch(one, time.fromisoformat(opens), time.fromisoformat(closes)) for one in weekdays)


# The model: an array with one byte a minute, painted day by day, and a chain of questions of its own.


def paint(rules: list[HoursRule]) -> bytearray:
    minutes = bytearray(1440 * (len(DAYS) + 2))
    open_on: dict[date, bool] = {}
    for index, on in enumerate(DAYS):
        stretches = told_for(rules, on, open_on)
        open_on[on] = bool(stretches)
        for one in stretches:
            begin = index * 1440 + one.opens.hour * 60 + one.opens.minute
            end = index * 1440 + one.closes.hour * 60 + one.closes.minute
            end += 1440 if end <= begin else 0
            minutes[begin:end] = b"\x01" * (end - begin)
    return minutes


def told_for(rules: list[HoursRule], on: date, open_on: dict[date, bool]) -> list[Stretch]:
    kind = ALMANAC.kind_of(on)
    holiday = kind is DayKind.HOLIDAY
    of = {each: [rule for rule in rules if rule.kind is each and in_force(rule, on)] for each in RuleKind}
    pattern: list[HoursRule] = []
    for each in (K.WEEK, K.SEASON, K.SCHOOL_HOLIDAY):
        if of[each] and (each is not K.SCHOOL_HOLIDAY or ALMANAC.school_holiday(on)):
            pattern = of[each]
    if of[K.EXCEPTION]:
        return on_weekday(latest(of[K.EXCEPTION]), on.weekday())
    if of[K.CLOSURE]:
        return []
    if of[K.PUBLIC_HOLIDAY] and holiday:
        return on_weekday(latest(of[K.PUBLIC_HOLIDAY]), on.weekday())
    rest = [rule for rule in of[K.REST] if rule.weekday == on.weekday()]
    if rest and not holiday:
        return []
    if any(owes(rule, on, open_on) for rule in of[K.REST]):
        return []
    if rest:
        return (on_weekday(latest(pattern), on.weekday()) or on_weekday(latest(pattern), 6)) if pattern else []
    if of[K.MAKEUP_DAY] and kind is DayKind.MAKEUP:
        return on_weekday(latest(of[K.MAKEUP_DAY]), on.weekday())
    return on_weekday(latest(pattern), on.weekday()) if pattern else []


def owes(rule: HoursRule, on: date, open_on: dict[date, bool]) -> bool:
    """The day after a holiday on whose rest day the base was open."""
    if not rule.moves or ALMANAC.kind_of(on) is DayKind.HOLIDAY:
        return False
    before = on - timedelta(days=1)
    while ALMANAC.kind_of(before) is DayKind.HOLIDAY:
        if before.weekday() == rule.weekday and in_force(rule, before):
            return open_on.get(before, False)
        before -= timedelta(days=1)
    return False


def in_force(rule: HoursRule, on: date) -> bool:
    if on < (rule.since_on or on) or on >= (rule.ended_on or date.max):
        return False
    if rule.every_year and rule.from_on and rule.until_on:
        md = on.strftime("%m%d")
        first, last = rule.from_on.strftime("%m%d"), rule.until_on.strftime("%m%d")
        return first <= md <= last if first <= last else not last < md < first
    return not (rule.from_on and on < rule.from_on) and not (rule.until_on and on > rule.until_on)


def latest(rules: list[HoursRule]) -> HoursRule:
    return max(rules, key=lambda rule: (rule.from_on or date.min, rule.number))


def on_weekday(rule: HoursRule, weekday: int) -> list[Stretch]:
    return [one for one in rule.stretches if one.weekday in (weekday, 7)]


MUSEUM = [
    HoursRule(K.WEEK, same("09:00", "16:30", (0, 1, 2, 3, 4, 5, 6)), last_entry_minutes=60, number=1),
    HoursRule(K.SEASON, same("09:00", "18:00"), day("2025-05-01"), day("2025-09-30"), True, number=2),
    HoursRule(K.SCHOOL_HOLIDAY, same("09:00", "20:00"), number=3),
    HoursRule(K.REST, weekday=0, moves=True, number=4),
    HoursRule(K.CLOSURE, from_on=day("2026-02-16"), until_on=day("2026-02-16"), reason_zh="除夕闭馆", number=5),
    HoursRule(K.CLOSURE, from_on=day("2026-05-04"), until_on=day("2026-05-04"), reason_zh="停电", number=9),
    HoursRule(K.EXCEPTION, same("18:30", "01:00"), day("2026-09-25"), day("2026-09-25"), reason_zh="赏月", number=6),
    HoursRule(K.YOUTH_FREE, free_days=FreeDays.PUBLIC_HOLIDAY, number=7),
    HoursRule(K.YOUTH_FREE, free_days=FreeDays.WEEKDAY, weekday=2, from_on=day("2026-07-01"), number=8),
]  # fmt: skip
OFFICE = [
    HoursRule(K.WEEK, same("08:30", "11:30", (0, 1, 2, 3, 4)) + same("13:00", "17:00", (0, 1, 2, 3, 4)), number=1),
    HoursRule(K.WEEK, same("08:30", "17:00", (0, 1, 2, 3, 4)), day("2026-06-01"), number=2),
    HoursRule(K.PUBLIC_HOLIDAY, number=3),
    HoursRule(K.MAKEUP_DAY, same("08:30", "17:00"), number=4),
]

TIMES = st.sampled_from([time(0), time(1), time(8, 30), time(9), time(12), time(13), time(17), time(21), time(23, 59)])
STRETCHES = st.lists(st.builds(Stretch, st.integers(0, 7), TIMES, TIMES), max_size=6).map(tuple)
ENDS = st.one_of(st.none(), st.dates(FIRST, LAST))
RULES = st.lists(
    st.builds(
        HoursRule,
        kind=st.sampled_from([kind for kind in RuleKind if kind is not K.YOUTH_FREE]),
        stretches=STRETCHES,
        from_on=ENDS,
        until_on=ENDS,
        every_year=st.booleans(),
        weekday=st.integers(0, 6),
        moves=st.booleans(),
        number=st.integers(1, 99),
        since_on=ENDS,
        ended_on=ENDS,
    ),
    max_size=8,
    unique_by=lambda rule: rule.number,
)


def painted_by(hours: Hours) -> bytearray:
    minutes = bytearray(1440 * (len(DAYS) + 2))
    for index, on in enumerate(DAYS):
        for one in hours.intervals_on(on):
            begin, end = index * 1440 + one.opens, index * 1440 + one.closes
            minutes[begin:end] = b"\x01" * (end - begin)
    return minutes


def check(rules: list[HoursRule], asked: range | list[int]) -> None:
    """Every minute of three years, and at these the three answers about a moment."""
    hours, model = Hours(rules, ALMANAC), paint(rules)
    assert painted_by(hours) == model
    begins = datetime.combine(FIRST, time(), tzinfo=SHANGHAI)
    for minute in asked:
        at = begins + timedelta(minutes=minute)
        opening = hours.opening_at(at)
        assert hours.is_open_at(at) == opening.is_open == bool(model[minute])
        if opening.is_open:
            ends = model.find(0, minute)
            if opening.closes_at is not None:
                assert opening.closes_at == begins + timedelta(minutes=ends)
            else:
                assert ends - minute > 8 * 1440
        else:
            opens = model.find(1, minute)
            if opens >= 0 and opens < minute + 399 * 1440:
                assert opening.opens_at == begins + timedelta(minutes=opens)


@pytest.mark.parametrize("rules", [MUSEUM, OFFICE])
def test_three_years_agree_with_a_model_of_minutes(rules: list[HoursRule]) -> None:
    check(rules, range(540, 1440 * 1000, 717))
    minutes = paint(rules)
    found = count(Hours(rules, ALMANAC), FIRST, LAST)
    # Neither is open all night: from five on a day is its own, and until five it is still the evening before.
    own = {on: minutes[index * 1440 + 300 : index * 1440 + 1740] for index, on in enumerate(DAYS)}
    opened = [on for on in DAYS if any(own[on])]
    holidays = [on for on in opened if ALMANAC.kind_of(on) is DayKind.HOLIDAY]
    assert (found.open_days, found.open_holidays) == (len(opened), len(holidays))
    assert found.evening_minutes == sum(sum(own[on][780:]) for on in DAYS)


@settings(max_examples=25, deadline=None)
@given(RULES, st.lists(st.integers(1440, 1440 * (len(DAYS) - 400)), max_size=20))
def test_any_rules_agree_with_the_model(rules: list[HoursRule], asked: list[int]) -> None:
    check(rules, asked)


@lru_cache(maxsize=1)
def museum() -> Hours:
    return Hours(MUSEUM, ALMANAC)


@pytest.mark.parametrize(
    ("on", "intervals", "kind"),
    [
        ("2026-11-26", [(540, 990)], K.WEEK),
        ("2026-11-30", [], K.REST),  # a Monday
        ("2026-10-05", [(540, 990)], K.REST),  # a Monday of the National Day: open
        ("2026-10-08", [], K.REST),  # and closed on the day after the holiday instead
        ("2026-02-16", [], K.CLOSURE),  # the eve, a Monday: closed, so nothing is made up for
        ("2026-05-04", [], K.CLOSURE),  # a Monday of Labour Day, closed for once
        ("2026-05-06", [(540, 1080)], K.SEASON),  # so the day after the holiday stays open
        ("2026-02-23", [(540, 1200)], K.REST),  # the last day of the Spring Festival, a Monday of the school holidays
        ("2026-02-24", [], K.REST),
        ("2026-02-28", [(540, 990)], K.WEEK),  # a make-up Saturday
        ("2026-09-25", [(1110, 1500)], K.EXCEPTION),  # beyond midnight
    ],
)
def test_days_that_are_known_by_heart(on: str, intervals: list[tuple[int, int]], kind: RuleKind) -> None:
    found = museum().day(day(on))
    assert (list(found.intervals), found.rule and found.rule.kind) == (intervals, kind)


def test_a_moment_tells_how_long_and_until_when_one_is_let_in() -> None:
    assert museum().opening_at(wall("2026-11-26 15:00")) == Opening(
        True, wall("2026-11-26 16:30"), None, wall("2026-11-26 15:30")
    )
    assert museum().opening_at(wall("2026-11-26 15:50")) == Opening(True, wall("2026-11-26 16:30"))
    assert museum().opening_at(wall("2026-11-29 17:00")).opens_at == wall("2026-12-01 09:00")
    assert museum().is_open_at(wall("2026-09-26 00:59")) and not museum().is_open_at(wall("2026-09-26 01:00"))
    assert museum().is_open_through(wall("2026-09-25 19:00"), wall("2026-09-26 01:00"))
    assert Hours([], ALMANAC).opening_at(wall("2026-11-26 15:00")) == Opening(False)
    always = Hours([HoursRule(K.WEEK, same("00:00", "00:00"))], ALMANAC)
    assert always.opening_at(wall("2026-11-26 15:00")) == Opening(True)


def test_the_numbers_of_a_year() -> None:
    office = count(Hours(OFFICE, ALMANAC), day("2026-01-01"), day("2026-12-31"))
    holidays = sum(one.year == 2026 for one in published().holidays)
    makeup = sum(one.year == 2026 for one in published().makeup)
    weekends = sum(ALMANAC.kind_of(on) is DayKind.WEEKEND for on in DAYS if on.year == 2026)
    assert office == Count(365, 365 - holidays - weekends, holidays, 0, weekends, 0, 0, 0)
    assert makeup == 6 and holidays == 33
    autumn = count(museum(), day("2026-09-20"), day("2026-10-11"))
    assert (autumn.open_holidays, autumn.holidays, autumn.evening_minutes) == (10, 10, 390)
    # Ten holidays, and five more Wednesdays less the two that are holidays or fall outside.
    wednesdays = sum(on.weekday() == 2 for on in DAYS if day("2026-09-20") <= on <= day("2026-10-11"))
    assert autumn.youth_free_days == 10 + wednesdays - 1


def test_a_change_that_takes_opening_away_comes_too_late_within_seven_days() -> None:
    today = day("2026-11-26")
    closed = HoursRule(K.CLOSURE, from_on=day("2026-12-02"), until_on=day("2026-12-04"), number=20)
    later = HoursRule(K.CLOSURE, from_on=day("2026-12-03"), until_on=day("2026-12-04"), number=20)
    longer = HoursRule(K.EXCEPTION, same("08:00", "21:00"), day("2026-11-27"), day("2026-11-27"), number=20)
    shorter = HoursRule(K.EXCEPTION, same("09:00", "12:00"), day("2026-11-27"), day("2026-11-27"), number=20)
    monday = HoursRule(K.CLOSURE, from_on=day("2026-11-30"), until_on=day("2026-11-30"), number=20)
    after = {one: short_notice(museum(), Hours([*MUSEUM, one], ALMANAC), today) for one in (closed, later, longer)}
    assert after == {closed: [day("2026-12-02")], later: [], longer: []}
    assert short_notice(museum(), Hours([*MUSEUM, shorter], ALMANAC), today) == [day("2026-11-27")]
    assert lost_days(museum(), Hours([*MUSEUM, monday], ALMANAC), today, day("2026-12-10")) == []


def test_days_that_differ_are_told_together_and_patterns_by_their_time() -> None:
    told = [(first.isoformat(), last.isoformat(), one.intervals) for first, last, one in
            special_days(museum(), day("2026-09-20"), day("2026-10-12"))]  # fmt: skip
    assert told == [
        ("2026-09-25", "2026-09-25", (Interval(1110, 1500),)),
        ("2026-10-05", "2026-10-05", (Interval(540, 990),)),
        ("2026-10-08", "2026-10-08", ()),
    ]
    found = [(first, last, rule.kind) for first, last, rule in phases(museum(), day("2026-08-30"), day("2026-10-02"))]
    assert found == [
        (day("2026-08-30"), day("2026-08-31"), K.SCHOOL_HOLIDAY),
        (day("2026-09-01"), day("2026-09-30"), K.SEASON),
        (day("2026-10-01"), day("2026-10-02"), K.WEEK),
    ]
