"""The lint itself: a clean feed passes, and each of these broken ones is caught for the right reason."""

from __future__ import annotations

import pytest

from tests.feeds.lint import ZONE, lint

HEAD = (
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Songjiang//SciencePop 1//ZH", "CALSCALE:GREGORIAN",
    "NAME:松江科普", "X-WR-CALNAME:松江科普", "DESCRIPTION:活动", "X-WR-CALDESC:活动",
    "X-WR-TIMEZONE:Asia/Shanghai", "REFRESH-INTERVAL;VALUE=DURATION:PT4H", "X-PUBLISHED-TTL:PT4H",
    "COLOR:teal", "X-APPLE-CALENDAR-COLOR:#008080", "SOURCE;VALUE=URI:http://localhost/feeds/all.ics",
    "URL:http://localhost/events", *ZONE,
)  # fmt: skip
EVENT = (
    "BEGIN:VEVENT", "SUMMARY:叶子\\, 为什么变红", "DTSTART;TZID=Asia/Shanghai:20261024T140000",
    "DTEND;TZID=Asia/Shanghai:20261024T153000", "DTSTAMP:20261010T020000Z", "UID:u-1@sciencepop.example",
    "SEQUENCE:0", "CATEGORIES:植物,青少年", "CLASS:PUBLIC", "CREATED:20261010T020000Z",
    "DESCRIPTION:看一看。\\nhttp://localhost/events/leaves", "GEO:31.080000;121.184900",
    "LAST-MODIFIED:20261010T020000Z", "LOCATION:辰山植物园\\, 辰花公路3888号", "STATUS:CONFIRMED",
    "TRANSP:TRANSPARENT", "URL:http://localhost/events/leaves",
    "X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-APPLE-RADIUS=100;\r\n X-TITLE=\"园\":geo:31.080000,121.184900",
    "END:VEVENT",
)  # fmt: skip
CLEAN = "\r\n".join((*HEAD, *EVENT, "END:VCALENDAR", "")).encode()


def test_a_clean_feed_passes() -> None:
    assert lint(CLEAN) == []


BROKEN: list[tuple[str, str, str]] = [
    # what is replaced, by what, the fault
    ("\r\nUID:", "\nUID:", "a line end is not CRLF"),
    ("SUMMARY:叶子", "SUMMARY:叶\r子", "a line end is not CRLF"),
    ("SUMMARY:叶子", "SUMMARY:" + "叶子" * 20, "a line is longer than 75 octets"),
    ("叶子\\, 为", "叶子\\\r\n , 为", "folded between a backslash and its letter"),
    ("SUMMARY:叶子", "SUMMARY:叶\x07子", "a control character"),
    ("SUMMARY:叶子", "SUMMARY:叶\x7f子", "a control character"),
    ("BEGIN:VEVENT", "\r\nBEGIN:VEVENT", "an empty line"),
    ("SUMMARY:叶子", "SUMMARY 叶子", "not a content line: 'SUMMARY 叶子\\\\, 为什么变红'"),
    ("END:VEVENT\r\n", "", "BEGIN and END do not match"),
    ("END:VCALENDAR\r\n", "END:VCALENDAR", "does not end with END:VCALENDAR and CRLF"),
    ("END:VEVENT\r\nEND:VCALENDAR\r\n", "", "does not end with END:VCALENDAR and CRLF"),
    ("VERSION:2.0\r\n", "", "VERSION, PRODID, CALSCALE are not first"),
    ("VERSION:2.0", "VERSION:1.0", "VERSION has a wrong form: 1.0"),
    ("CALSCALE:GREGORIAN", "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH", "the calendar has a METHOD"),
    ("CALSCALE:GREGORIAN", "CALSCALE:GREGORIAN\r\nUID:x@y", "the calendar has a UID"),
    ("X-WR-CALNAME:松江科普", "X-WR-CALNAME:松江", "NAME and X-WR-CALNAME differ"),
    ("X-WR-CALNAME:松江科普\r\n", "", "no X-WR-CALNAME"),
    ("X-WR-TIMEZONE:Asia/Shanghai\r\n", "", "no X-WR-TIMEZONE"),
    ("DURATION:PT4H", "DURATION:P4H", "REFRESH-INTERVAL has a wrong form: P4H"),
    (";VALUE=DURATION", "", "REFRESH-INTERVAL without VALUE=DURATION"),
    ("X-PUBLISHED-TTL:PT4H", "X-PUBLISHED-TTL:P4H", "X-PUBLISHED-TTL has a wrong form: P4H"),
    ("COLOR:teal", "COLOR:#008080", "COLOR has a wrong form: #008080"),
    ("SOURCE;VALUE=URI:http", "SOURCE:http", "SOURCE without VALUE=URI"),
    ("SOURCE;VALUE=URI:http://localhost/feeds/all.ics\r\n", "", "no SOURCE"),
    ("NAME:松江科普\r\n", "NAME:松江科普\r\nNAME:松江科普\r\n", "NAME stands twice"),
    ("BEGIN:VTIMEZONE", "BEGIN:VTODO\r\nEND:VTODO\r\nBEGIN:VTIMEZONE", "an unwanted component VTODO"),
    ("END:VEVENT", "BEGIN:VALARM\r\nEND:VALARM\r\nEND:VEVENT", "an unwanted component VALARM"),
    ("\r\n".join(ZONE) + "\r\n", "", "not exactly one VTIMEZONE"),
    ("TZOFFSETTO:+0800", "TZOFFSETTO:+0900", "VTIMEZONE is not the constant one"),
    ("END:VEVENT\r\n", "END:VEVENT\r\nX-LATE:1\r\n", "a calendar property after a component"),
    ("UID:u-1@sciencepop.example\r\n", "", "no UID in a session"),
    ("UID:u-1@", "UID:u/1@", "UID has a wrong form: u/1@sciencepop.example"),
    ("UID:u-1@sciencepop.example", "UID:a@b\r\nUID:c@d", "UID twice in a session"),
    ("DTSTAMP:20261010T020000Z", "DTSTAMP:20261010T020000", "DTSTAMP is not in UTC"),
    ("DTSTAMP:20261010T020000Z", "DTSTAMP:20261010T030000Z", "DTSTAMP is not the time of the last revision"),
    ("DTSTAMP:20261010T020000Z\r\n", "", "no DTSTAMP in a session"),
    ("SEQUENCE:0\r\n", "", "no SEQUENCE in a session"),
    ("SEQUENCE:0", "SEQUENCE:-1", "SEQUENCE has a wrong form: -1"),
    (";TZID=Asia/Shanghai:20261024T140000", ":20261024T140000", "DTSTART is not local time with TZID"),
    (";TZID=Asia/Shanghai:20261024T140000", ":20261024T060000Z", "DTSTART is not local time with TZID"),
    ("T140000", "T140000Z", "DTSTART is not local time with TZID"),
    ("DTSTART;TZID=Asia/Shanghai:20261024T140000", "DTSTART;VALUE=DATE:2026-10-24", "DTSTART is no date"),
    (
        "DTSTART;TZID=Asia/Shanghai:20261024T140000",
        "DTSTART;VALUE=DATE:20261024",
        "DTSTART and DTEND differ in type",
    ),
    ("T153000", "T130000", "a session ends before it starts"),
    ("DTEND;TZID=Asia/Shanghai:20261024T153000", "DURATION:PT1H", "no DTEND in a session"),
    ("STATUS:CONFIRMED", "STATUS:CANCELLED", "a cancelled session does not say so in its title"),
    ("STATUS:CONFIRMED", "STATUS:OK", "STATUS has a wrong form: OK"),
    ("CLASS:PUBLIC", "CLASS:PRIVATE", "CLASS does not fit the feed"),
    ("TRANSP:TRANSPARENT", "TRANSP:OPAQUE", "a session blocks somebody's time"),
    ("STATUS:CONFIRMED", "STATUS:CONFIRMED\r\nORGANIZER:mailto:a@b", "a session has ORGANIZER"),
    ("STATUS:CONFIRMED", "STATUS:CONFIRMED\r\nATTENDEE:mailto:a@b", "a session has ATTENDEE"),
    ("叶子\\, 为", "叶子, 为", "SUMMARY has a wrong form: 叶子, 为什么变红"),
    ("叶子\\, 为", "叶子; 为", "SUMMARY has a wrong form: 叶子; 为什么变红"),
    ("叶子\\, 为", "叶子\\x 为", "SUMMARY has a wrong form: 叶子\\x 为什么变红"),
    ("植物,青少年", "植物,,青少年", "CATEGORIES has a wrong form: 植物,,青少年"),
    ("GEO:31.080000;", "GEO:31.08;", "GEO has a wrong form: 31.08;121.184900"),
    ("\\nhttp://localhost/events/leaves", "", "DESCRIPTION does not end with the page's address"),
    ("URL:http://localhost/events/leaves", "URL:javascript:1", "URL has a wrong form: javascript:1"),
    (";X-APPLE-RADIUS=100", "", "X-APPLE-STRUCTURED-LOCATION is not whole"),
    ("LOCATION:辰山植物园\\, 辰花公路3888号\r\n", "", "X-APPLE-STRUCTURED-LOCATION is not whole"),
]


@pytest.mark.parametrize(("found", "put", "fault"), BROKEN, ids=[f"{n}-{b[2][:40]}" for n, b in enumerate(BROKEN)])
def test_a_broken_feed_is_caught(found: str, put: str, fault: str) -> None:
    text = CLEAN.decode()
    assert found in text
    at = text.rindex(found) if found.startswith(("URL:", "DTSTAMP", "UID", "\r\nUID")) else text.index(found)
    broken = text[:at] + put + text[at + len(found) :]
    assert fault in lint(broken.encode())


def test_a_byte_order_mark_is_caught() -> None:
    assert "begins with a byte order mark" in lint(b"\xef\xbb\xbf" + CLEAN)


def test_another_encoding_is_caught() -> None:
    assert "not UTF-8" in lint(CLEAN.decode().encode("gb18030"))


def test_a_fold_inside_a_character_is_caught() -> None:
    at = CLEAN.index("叶".encode()) + 1
    assert "folded inside a character" in lint(CLEAN[:at] + b"\r\n " + CLEAN[at:])


def test_a_uid_that_stands_twice_is_caught() -> None:
    event = "\r\n".join((*EVENT, "")).encode()
    assert lint(CLEAN.replace(event, event + event)) == ["a UID stands twice"]


def test_a_long_description_is_caught() -> None:
    long = "\r\n ".join(["看" * 20] * 101)
    body = CLEAN.decode().replace("DESCRIPTION:看一看。", "DESCRIPTION:\r\n " + long + "\r\n ").encode()
    assert lint(body) == ["DESCRIPTION is longer than 2,000 characters"]


def test_too_many_sessions_are_caught() -> None:
    event = "\r\n".join((*EVENT, ""))
    many = "".join(event.replace("UID:u-1", f"UID:u-{n}") for n in range(2_001))
    assert lint(CLEAN.decode().replace(event, many).encode()) == ["more than 2,000 sessions"]


def test_a_private_feed_must_not_repeat_its_address() -> None:
    faults = lint(CLEAN, is_private=True)
    assert faults == ["a private feed repeats its address", "CLASS does not fit the feed"]


def test_a_download_has_no_name_and_one_session() -> None:
    assert lint(CLEAN, is_feed=False) == ["a download has NAME", "a download has X-WR-CALNAME"]
    event = "\r\n".join((*EVENT, "")).encode()
    assert "a download has not exactly one session" in lint(CLEAN.replace(event, b""), is_feed=False)
