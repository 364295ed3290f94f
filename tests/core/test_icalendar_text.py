"""What happens to a text before icalendar writes it."""

from __future__ import annotations

import unicodedata
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from sciencepop.core.icalendar_text import VTIMEZONE, calendar_line, calendar_parameter, calendar_text, cut


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("  两  行\n合一 ", "两 行 合一"),
        ("铃\x07声\x00\x7f", "铃声"),
        ("窗口\x85换行\u2028分段", "窗口 换行 分段"),
        ("re\u0301sume\u0301", "résumé"),
        ("\u202e反\ufeff字", "反字"),
        ("C:\\New", "C:＼New"),
        ("C:\\new\\", "C:＼new＼"),
        ("\ud800坏字", "坏字"),
        ("", ""),
    ],
)
def test_a_line_is_cleaned(typed: str, written: str) -> None:
    assert calendar_line(typed) == written


def test_a_parameter_has_no_caret() -> None:
    assert calendar_parameter('甲^n"乙"') == '甲＾n"乙"'


def test_a_text_keeps_its_lines_but_not_its_voids() -> None:
    assert calendar_text("一\r\n二\r三\n\n\n\n四\t五") == "一\n二\n三\n\n四 五"


@pytest.mark.parametrize(
    ("text", "longest", "kept"),
    [
        ("一二三四五", 5, "一二三四五"),
        ("一二三四五六", 5, "一二三四…"),
        ("一二👩‍👧六七八", 5, "一二…"),
        ("一二🇨🇳🇨🇳尾巴", 5, "一二🇨🇳…"),
        ("一二三🇨🇳尾巴", 5, "一二三…"),
        ("一二👍🏽尾巴多", 4, "一二…"),
        ("a q\u0323\u0307 z z", 4, "a…"),
    ],
)
def test_a_cut_tears_no_visible_character(text: str, longest: int, kept: str) -> None:
    assert cut(text, longest) == kept


@given(st.text(max_size=300), st.integers(2, 80))
def test_a_cut_is_never_too_long(text: str, longest: int) -> None:
    assert len(cut(text, longest)) <= longest


@given(st.text(st.one_of(st.sampled_from("\\Nn;,:\"'\r\n\t 中é👩‍👧"), st.characters()), max_size=200))
def test_hostile_text_comes_back_as_it_was_cleaned(text: str) -> None:
    clean = calendar_text(text)
    event = Event()
    event.add("description", clean)
    read = Event.from_ical(event.to_ical())
    assert str(read["description"]) == clean == unicodedata.normalize("NFC", clean)


def test_the_zone_is_read_as_eight_hours_east_and_is_called_by_its_name() -> None:
    calendar = Calendar.from_ical(b"BEGIN:VCALENDAR\r\n" + VTIMEZONE + b"END:VCALENDAR\r\n")
    zone = calendar.walk("VTIMEZONE")[0]
    assert str(zone["TZID"]) == ZoneInfo("Asia/Shanghai").key
    assert zone.walk("STANDARD")[0]["TZOFFSETTO"].to_ical() == "+0800"
