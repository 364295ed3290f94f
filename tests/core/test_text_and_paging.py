from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sciencepop.core.paging import decode_cursor, encode_cursor
from sciencepop.core.text import clean_block, clean_line, row_number, whole_number


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        (None, ""),
        ("  a \t b\n c ", "a b c"),
        ("a\x00b\x07", "ab"),
        ("\u202eevil\u202c", "evil"),
        ("e\u0301", "é"),
        ("星空\ufeff", "星空"),
        ("\ud800x", "x"),
    ],
)
def test_a_line_arrives_clean(typed: str | None, clean: str) -> None:
    assert clean_line(typed) == clean


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0", 0),
        (" 12 ", 12),
        ("１２", 12),
        ("007", 7),
        ("999", 999),
        *((typed, None) for typed in ("1000", "", "-1", "+1", "1.0", "1e2", "NaN", "٣", "9" * 10_000, "1\x00", None)),
    ],
)
def test_a_whole_number_is_read_or_it_is_none(typed: str | None, number: int | None) -> None:
    assert whole_number(typed, 999) == number
    assert row_number(typed) == (1000 if typed == "1000" else number or 0)


def test_a_block_keeps_its_lines() -> None:
    assert clean_block("一\r\n二\r三\x00") == "一\n二\n三"


@given(st.text(alphabet=st.characters(codec=None)))
def test_cleaned_text_can_always_be_stored_and_stays_the_same(typed: str) -> None:
    clean = clean_block(typed)
    assert clean_block(clean) == clean
    assert "\x00" not in clean
    clean.encode("utf-8")


@given(st.integers(-(2**53), 2**53), st.text(max_size=40))
def test_a_cursor_comes_back_as_it_was(number: int, words: str) -> None:
    cursor = encode_cursor(number, words)
    assert len(cursor) > 200 or decode_cursor(cursor, (int, str)) == (number, words)


@pytest.mark.parametrize("forged", ["", "x", "!!!", "e30", "WzFd", "W10", "A" * 500, "WzEsMl0", "\u4e2d"])
def test_a_forged_cursor_is_no_cursor(forged: str) -> None:
    assert decode_cursor(forged, (int, str)) is None
