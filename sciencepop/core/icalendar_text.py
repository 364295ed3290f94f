"""Text and constant bytes of everything we write as iCalendar (RFC 5545): feeds, downloads and mails.

CRLF, folding and escaping belong to the icalendar library; here stands what must happen to a text before
it gets there.
"""

from __future__ import annotations

import re
import unicodedata

TZID = "Asia/Shanghai"

# China has had no daylight saving time since 1991, so one STANDARD is exact since 1992. The bytes are fixed:
# the library's own zone takes 55 ms a call and writes date lists that some readers choke on.
VTIMEZONE = b"\r\n".join(
    (
        b"BEGIN:VTIMEZONE",
        b"TZID:Asia/Shanghai",
        b"X-LIC-LOCATION:Asia/Shanghai",
        b"BEGIN:STANDARD",
        b"DTSTART:19700101T000000",
        b"TZOFFSETFROM:+0800",
        b"TZOFFSETTO:+0800",
        b"TZNAME:CST",
        b"END:STANDARD",
        b"END:VTIMEZONE",
        b"",
    )
)

LONGEST_TEXT = 2_000
LONGEST_LINE = 250
ELLIPSIS = "…"

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # control characters
    "\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"  # changes of direction, byte order mark
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"  # not characters at all
)
_MANY_LINES = re.compile(r"\n{3,}")
_FULLWIDTH_BACKSLASH = "\uff3c"
_ZERO_WIDTH_JOINER = "\u200d"


def calendar_line(text: str, longest: int = LONGEST_LINE) -> str:
    """One line for SUMMARY, LOCATION or CATEGORIES, at most `longest` characters."""
    return cut(" ".join(_plain(text).split()), longest)


def calendar_parameter(text: str) -> str:
    """One line for the value of a parameter; a caret, which RFC 6868 escapes in pairs, becomes a full-width one."""
    return calendar_line(text).replace("^", "\uff3e")


def calendar_text(text: str, longest: int = LONGEST_TEXT) -> str:
    """Several lines for DESCRIPTION, joined by \\n, at most `longest` characters."""
    return cut(_MANY_LINES.sub("\n\n", _plain(text)).strip(), longest)


def cut(text: str, longest: int) -> str:
    """The text, or its beginning and an ellipsis: at most `longest` characters, no visible one torn apart."""
    if len(text) <= longest:
        return text
    end = longest - len(ELLIPSIS)
    while end > 0 and _belongs_together(text, end):
        end -= 1
    return text[:end].rstrip() + ELLIPSIS


def _plain(text: str) -> str:
    """NFC, \\n as the only control character, and a full-width backslash for each backslash.

    icalendar 7.3 damages text in two ways when it holds a backslash: before a capital N it is taken for a line break,
    and an escaped pair of them may be torn apart by folding. The full-width one looks the same and is safe, also in
    readers that unescape carelessly.
    """
    lines = _UNWANTED.sub("", _LINE_ENDS.sub("\n", text)).replace("\t", " ")
    return unicodedata.normalize("NFC", lines).replace("\\", _FULLWIDTH_BACKSLASH)


def _belongs_together(text: str, at: int) -> bool:
    """Whether cutting before `text[at]` would tear a grapheme: marks, joined emoji, flags, jamo."""
    before, after = text[at - 1], text[at]
    if _extends(after) or before == _ZERO_WIDTH_JOINER:
        return True
    if _is_flag_letter(after):
        run = 0
        while run < at and _is_flag_letter(text[at - 1 - run]):
            run += 1
        return run % 2 == 1
    return "\u1100" <= before <= "\u11ff" and "\u1160" <= after <= "\u11ff"


def _extends(char: str) -> bool:
    return (
        unicodedata.category(char).startswith("M")
        or char == _ZERO_WIDTH_JOINER
        or "\U0001f3fb" <= char <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= char <= "\U000e007f"  # tags of regional flags
    )


def _is_flag_letter(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
