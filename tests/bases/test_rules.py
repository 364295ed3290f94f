"""States, hours, names, papers and completeness as tables of cases."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from sciencepop.bases.rules import completeness, hours, names, papers
from sciencepop.bases.rules.hours import HoursProblem, HoursRule, RuleKind, Stretch
from sciencepop.bases.rules.opening import Hours, Opening
from sciencepop.bases.rules.refusals import Refusal
from sciencepop.bases.rules.states import (
    EDITABLE,
    TRANSITIONS,
    BaseState,
    Step,
    Who,
    after,
    split_corrections,
    steps_of,
)
from sciencepop.core.almanac.days import Almanac
from sciencepop.core.file_kinds import clean_filename, media_type_of

ZONE = ZoneInfo("Asia/Shanghai")
B = BaseState


@pytest.mark.parametrize(
    ("step", "state", "to"),
    [
        (Step.SUBMIT, B.DRAFT, B.SUBMITTED),
        (Step.SUBMIT, B.RETURNED, B.SUBMITTED),
        (Step.SUBMIT, B.SUBMITTED, None),
        (Step.SUBMIT, B.REFUSED, None),
        (Step.DROP, B.DRAFT, B.DROPPED),
        (Step.DROP, B.PUBLIC, None),
        (Step.ACCEPT, B.SUBMITTED, B.PUBLIC),
        (Step.ACCEPT, B.DRAFT, None),
        (Step.ACCEPT, B.WITHDRAWN, None),
        (Step.RETURN, B.SUBMITTED, B.RETURNED),
        (Step.RETURN, B.RETURNED, None),
        (Step.REFUSE, B.SUBMITTED, B.REFUSED),
        (Step.WITHDRAW, B.PUBLIC, B.WITHDRAWN),
        (Step.WITHDRAW, B.DRAFT, None),
        (Step.REPUBLISH, B.WITHDRAWN, B.PUBLIC),
        (Step.REPUBLISH, B.REFUSED, None),
        (Step.REPUBLISH, B.DROPPED, None),
    ],
)
def test_each_step_leads_where_the_table_says(step: Step, state: B, to: B | None) -> None:
    assert after(step, state) is to


def test_nobody_but_an_officer_makes_a_base_public_or_takes_it_away() -> None:
    for whose, moves in TRANSITIONS.values():
        if B.PUBLIC in (*moves.keys(), *moves.values()):
            assert whose is Who.OFFICER


def test_what_each_party_may_do_now_comes_from_the_table() -> None:
    assert steps_of(Who.OFFICER, B.SUBMITTED) == [Step.RETURN, Step.ACCEPT, Step.REFUSE]
    assert steps_of(Who.OFFICER, B.PUBLIC) == [Step.WITHDRAW]
    assert steps_of(Who.OFFICER, B.DRAFT) == []
    assert steps_of(Who.REGISTRANT, B.RETURNED) == [Step.SUBMIT, Step.DROP]
    assert steps_of(Who.REGISTRANT, B.PUBLIC) == []
    assert set(EDITABLE) == {B.DRAFT, B.RETURNED}


def test_corrections_are_one_a_line() -> None:
    assert split_corrections(" - 请补门牌号\n\n• 请换清楚的照片 \n") == ["请补门牌号", "请换清楚的照片"]
    assert split_corrections("\n - \n") == []
    assert len(split_corrections("改\n" * 500)) == 30


WEEK = [
    Stretch(5, time(9), time(11, 30)),
    Stretch(5, time(13), time(16)),
    Stretch(6, time(9), time(12)),
    Stretch(6, time(12), time(17)),
]


@pytest.mark.parametrize(
    ("wall", "is_open", "closes", "opens"),
    [
        ("2026-10-10 08:59", False, None, "2026-10-10 09:00"),
        ("2026-10-10 09:00", True, "2026-10-10 11:30", None),
        ("2026-10-10 11:29", True, "2026-10-10 11:30", None),
        ("2026-10-10 11:30", False, None, "2026-10-10 13:00"),
        ("2026-10-10 16:00", False, None, "2026-10-11 09:00"),
        ("2026-10-11 11:00", True, "2026-10-11 17:00", None),
        ("2026-10-11 17:00", False, None, "2026-10-17 09:00"),
        ("2026-10-12 10:00", False, None, "2026-10-17 09:00"),
    ],
)
def test_open_now_is_half_open_and_touching_stretches_are_one(
    wall: str, is_open: bool, closes: str | None, opens: str | None
) -> None:
    found = _hours(WEEK).opening_at(_wall(wall))
    assert found == Opening(is_open, _wall(closes) if closes else None, _wall(opens) if opens else None)


def test_without_hours_nothing_is_promised() -> None:
    assert _hours([]).opening_at(_wall("2026-10-10 10:00")) == Opening(False)


def test_a_place_open_once_a_week_opens_again_in_a_week() -> None:
    only = [Stretch(5, time(9), time(10))]
    assert _hours(only).opening_at(_wall("2026-10-10 10:00")).opens_at == _wall("2026-10-17 09:00")


@pytest.mark.parametrize(
    ("pairs", "problem"),
    [
        ([], None),
        ([(time(9), time(17))], None),
        ([(time(9), time(9))], HoursProblem.EMPTY),
        ([(time(0), time(0))], None),
        ([(time(17), time(9))], None),  # until the next morning
        ([(time(17), time(1)), (time(23), time(23, 30))], HoursProblem.OVERLAP),
        ([(time(9), time(9, 30))] * 7, HoursProblem.TOO_MANY),
        ([(time(9), time(12)), (time(11), time(17))], HoursProblem.OVERLAP),
        ([(time(13), time(17)), (time(9), time(12))], None),
        ([(time(9), time(12)), (time(12), time(17))], None),
    ],
)
def test_typed_hours_of_a_day_are_looked_at(pairs: list[tuple[time, time]], problem: object) -> None:
    assert hours.problem_of_day(pairs) is problem


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("9:00", time(9)),
        (" 09：30 ", time(9, 30)),
        ("23:59", time(23, 59)),
        ("24:00", time(0)),
        ("24:01", None),
        ("9", None),
        ("", None),
        ("9:60", None),
        ("\x00", None),
    ],
)
def test_a_typed_time_is_read(text: str, read: time | None) -> None:
    assert hours.parse_clock(text) == read


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Shanghai Chenshan Botanical Garden", "shanghai-chenshan-botanical-garden"),
        ("G60 Café & Lab's", "g60-cafe-labs"),
        ("上海辰山植物园", ""),
        ("G60商用密码科普展厅", "g60"),
        ("New", "new-base"),
        ("a" * 500, "a" * 60),
        ("word " * 40, "-".join(["word"] * 12)),
    ],
)
def test_a_slug_is_made_of_the_latin_letters_of_a_name(name: str, slug: str) -> None:
    assert names.slug_of(name) == slug


def test_a_chinese_name_gets_a_short_code() -> None:
    assert names.slug_with_code("上海辰山植物园", "k3f9") == "base-k3f9"
    assert names.slug_with_code("Moon Lake", "k3f9") == "moon-lake-k3f9"


@pytest.mark.parametrize("text", ["", "-a", "a-", "A", "辰山", "a\x00", "a b", "a" * 81, "new", "map", "../x"])
def test_what_cannot_be_a_slug_is_known_at_once(text: str) -> None:
    assert not names.is_slug(text)


def test_slugs_that_are_made_are_slugs() -> None:
    for name in ("Moon Lake", "", "a" * 500, "New"):
        assert names.is_slug(names.slug_with_code(name, "k3f9"))


PDF, JPEG, PNG = b"%PDF-1.7 ...", b"\xff\xd8\xff\xe0...", b"\x89PNG\r\n\x1a\n..."


@pytest.mark.parametrize(
    ("content", "already", "refusal"),
    [
        (PDF, 0, None),
        (JPEG, 9, None),
        (PNG, 0, None),
        (b"", 0, Refusal.FILE_EMPTY),
        (b"<html>", 0, Refusal.FILE_KIND),
        (b"GIF89a", 0, Refusal.FILE_KIND),
        (PDF + bytes(5 * 1024 * 1024), 0, Refusal.FILE_TOO_BIG),
        (PDF, 10, Refusal.TOO_MANY_FILES),
    ],
)
def test_papers_are_pdf_or_pictures_of_five_megabytes_at_most(
    content: bytes, already: int, refusal: Refusal | None
) -> None:
    assert papers.refusal_of(content, already) is refusal


@pytest.mark.parametrize(
    ("name", "content", "clean"),
    [
        ("营业执照.pdf", PDF, "营业执照.pdf"),
        ("../../etc/passwd", PDF, "passwd.pdf"),
        ("C:\\Users\\me\\照片.exe", JPEG, "照片.jpg"),
        ("a\u202egpj.pdf", PDF, "agpj.pdf"),
        ('x"\r\nSet-Cookie: a', PNG, "xSet-Cookie a.png"),
        ("", PDF, "file.pdf"),
        ("...", PDF, "file.pdf"),
        ("长" * 500 + ".png", PNG, "长" * 80 + ".png"),
    ],
)
def test_a_papers_name_is_cleaned_and_ends_as_its_content(name: str, content: bytes, clean: str) -> None:
    assert clean_filename(name, media_type_of(content) or "") == clean


def test_what_is_missing_is_listed_in_the_forms_order() -> None:
    nothing = dict.fromkeys(("name", "kind", "town", "address", "hours", "capacity", "contact", "evidence"), False)
    assert completeness.missing(completeness.Filled(**nothing)) == list(nothing)
    all_there = dict.fromkeys(nothing, True)
    assert completeness.missing(completeness.Filled(**all_there)) == []
    assert completeness.missing(completeness.Filled(**(all_there | {"contact": False}))) == ["contact"]


def test_a_change_may_not_take_away_what_was_told() -> None:
    assert completeness.emptied(["contact"], ["contact", "address"]) == ["address"]
    assert completeness.emptied(["contact"], []) == []


def _wall(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def _hours(week: list[Stretch]) -> Hours:
    return Hours([HoursRule(RuleKind.WEEK, tuple(week))] if week else [], Almanac())
