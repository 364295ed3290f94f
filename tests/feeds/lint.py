"""A byte-level lint of our own for calendars that we send: what most readers forgive, and some do not.

`lint(body)` gives a sentence for each fault, in the order found; an empty list means clean. It shares no code with what
writes the feeds and uses no iCalendar library.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

UTC_TIME = re.compile(r"\d{8}T\d{6}Z")
LOCAL_TIME = re.compile(r"\d{8}T\d{6}")
DAY = re.compile(r"\d{8}")
LINE = re.compile(
    r"(?P<name>[A-Z0-9-]+)"
    r"(?P<params>(?:;[A-Z0-9-]+=(?:\"[^\"\x00-\x08\x0a-\x1f\x7f]*\"|[^\";:,\x00-\x08\x0a-\x1f\x7f]*)"
    r"(?:,(?:\"[^\"]*\"|[^\";:,]*))*)*)"
    r":(?P<value>.*)",
    re.DOTALL,
)
PARAM = re.compile(r";([A-Z0-9-]+)=(\"[^\"]*\"|[^\";:,]*)")
BAD_ESCAPE = re.compile(r"\\(?![\\;,nN])")
TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME", "X-WR-CALDESC"}
CALENDAR_ORDER = ["VERSION", "PRODID", "CALSCALE"]
FORBIDDEN = {"ORGANIZER", "ATTENDEE", "CONTACT", "DURATION", "X-ALT-DESC", "STYLED-DESCRIPTION", "ATTACH"}
ONCE = {
    "UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "STATUS",
    "CLASS", "TRANSP", "URL", "DESCRIPTION", "LOCATION", "GEO",
}  # fmt: skip
NEEDED = {
    "UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "STATUS",
    "CLASS", "TRANSP", "URL", "DESCRIPTION",
}  # fmt: skip
FEED_NEEDS = {
    "NAME", "X-WR-CALNAME", "DESCRIPTION", "X-WR-CALDESC", "X-WR-TIMEZONE", "REFRESH-INTERVAL",
    "X-PUBLISHED-TTL", "COLOR", "X-APPLE-CALENDAR-COLOR", "URL",
}  # fmt: skip
FORMS = {
    "VERSION": r"2\.0",
    "CALSCALE": r"GREGORIAN",
    "PRODID": r"-//[^/]+//[^/]+//(ZH|EN)",
    "X-PUBLISHED-TTL": r"P(T\d+[HMS])|P\d+[DW]",
    "REFRESH-INTERVAL": r"PT\d+[HMS]|P\d+[DW]",
    "COLOR": r"[a-z]+",
    "X-APPLE-CALENDAR-COLOR": r"#[0-9A-Fa-f]{6}",
    "SEQUENCE": r"\d+",
    "GEO": r"-?\d{1,2}\.\d{6};-?\d{1,3}\.\d{6}",
    "STATUS": r"CONFIRMED|TENTATIVE|CANCELLED",
    "CLASS": r"PUBLIC|PRIVATE",
    "TRANSP": r"OPAQUE|TRANSPARENT",
    "UID": r"[A-Za-z0-9.@_-]{1,255}",
    "URL": r"https?://[\x21-\x7e]+",
    "SOURCE": r"https?://[\x21-\x7e]+",
}
ZONE = (
    "BEGIN:VTIMEZONE", "TZID:Asia/Shanghai", "X-LIC-LOCATION:Asia/Shanghai", "BEGIN:STANDARD",
    "DTSTART:19700101T000000", "TZOFFSETFROM:+0800", "TZOFFSETTO:+0800", "TZNAME:CST", "END:STANDARD",
    "END:VTIMEZONE",
)  # fmt: skip


@dataclass(frozen=True)
class Property:
    name: str
    params: dict[str, str]
    value: str
    raw: str


def lint(body: bytes, *, is_feed: bool = True, is_private: bool = False) -> list[str]:
    """Every fault of a feed's body; `is_feed` is false for a download of one session."""
    faults = _bytes(body)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return [*faults, "not UTF-8"]
    unfolded = re.sub(r"\r\n[ \t]", "", text)
    properties = [_property(line, faults) for line in unfolded.split("\r\n")[:-1]]
    blocks = _blocks([p for p in properties if p], faults)
    if blocks is None:
        return faults
    head, zones, events = blocks
    faults += _calendar(head, is_feed, is_private) + _zones(zones)
    for event in events:
        faults += _event(event, is_private)
    faults += _between(events, is_feed)
    return faults


def _bytes(body: bytes) -> list[str]:
    faults = []
    if body.startswith(b"\xef\xbb\xbf"):
        faults.append("begins with a byte order mark")
    if not body.endswith(b"END:VCALENDAR\r\n"):
        faults.append("does not end with END:VCALENDAR and CRLF")
    if re.search(rb"(?<!\r)\n", body) or re.search(rb"\r(?!\n)", body):
        faults.append("a line end is not CRLF")
    lines = body.split(b"\r\n")
    if any(not line.strip() for line in lines[:-1]):
        faults.append("an empty line")
    for line in lines:
        if len(line) > 75:
            faults.append("a line is longer than 75 octets")
        if line.endswith(b"\\") and (len(line) - len(line.rstrip(b"\\"))) % 2:
            faults.append("folded between a backslash and its letter")
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            faults.append("folded inside a character")
        if re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", line):
            faults.append("a control character")
    return faults


def _property(line: str, faults: list[str]) -> Property | None:
    found = LINE.fullmatch(line)
    if found is None:
        faults.append(f"not a content line: {line[:40]!r}")
        return None
    params = {name: value.strip('"') for name, value in PARAM.findall(found["params"])}
    return Property(found["name"], params, found["value"], line)


Blocks = tuple[list[Property], list[list[Property]], list[list[Property]]]


def _blocks(properties: list[Property], faults: list[str]) -> Blocks | None:
    """The calendar's own properties, its zones (with their parts) and its events."""
    stack: list[str] = []
    head: list[Property] = []
    parts: dict[str, list[list[Property]]] = {"VTIMEZONE": [], "VEVENT": []}
    for prop in properties:
        if prop.name == "BEGIN":
            _enter(prop, stack, parts, faults)
        elif prop.name != "END" and len(stack) == 1:
            if any(parts.values()):
                faults.append("a calendar property after a component")
            head.append(prop)
        if len(stack) > 1 and stack[1] in parts and (stack[1] == "VTIMEZONE" or prop.name not in ("BEGIN", "END")):
            parts[stack[1]][-1].append(prop)
        if prop.name == "END" and (not stack or stack.pop() != prop.value):
            stack.append("?")
            break
    if stack:
        faults.append("BEGIN and END do not match")
        return None
    return head, parts["VTIMEZONE"], parts["VEVENT"]


def _enter(prop: Property, stack: list[str], parts: dict[str, list[list[Property]]], faults: list[str]) -> None:
    wanted = {0: ("VCALENDAR",), 1: tuple(parts), 2: ("STANDARD",)}.get(len(stack), ())
    if prop.value not in wanted or (len(stack) == 2 and stack[1] == "VEVENT"):
        faults.append(f"an unwanted component {prop.value}")
    elif len(stack) == 1:
        parts[prop.value].append([])
    stack.append(prop.value)


def _calendar(head: list[Property], is_feed: bool, is_private: bool) -> list[str]:
    names = [p.name for p in head]
    faults = [f"{p.name} has a wrong form: {p.value}" for p in head if _is_malformed(p)]
    if names[:3] != CALENDAR_ORDER:
        faults.append("VERSION, PRODID, CALSCALE are not first")
    faults += [f"{name} stands twice" for name, count in Counter(names).items() if count > 1]
    faults += [f"the calendar has a {name}" for name in ("METHOD", "UID", "DTSTAMP") if name in names]
    if not is_feed:
        return faults + [f"a download has {n}" for n in ("NAME", "X-WR-CALNAME") if n in names]
    faults += [f"no {name}" for name in sorted(FEED_NEEDS - set(names))]
    by_name = {p.name: p for p in head}
    interval = by_name.get("REFRESH-INTERVAL")
    if interval and interval.params.get("VALUE") != "DURATION":
        faults.append("REFRESH-INTERVAL without VALUE=DURATION")
    source = by_name.get("SOURCE")
    if source and source.params.get("VALUE") != "URI":
        faults.append("SOURCE without VALUE=URI")
    if is_private and source:
        faults.append("a private feed repeats its address")
    if not is_private and not source:
        faults.append("no SOURCE")
    if "NAME" in by_name and by_name["NAME"].value != by_name.get("X-WR-CALNAME", by_name["NAME"]).value:
        faults.append("NAME and X-WR-CALNAME differ")
    return faults


def _zones(zones: list[list[Property]]) -> list[str]:
    if len(zones) != 1:
        return ["not exactly one VTIMEZONE"]
    return [] if tuple(p.raw for p in zones[0]) == ZONE else ["VTIMEZONE is not the constant one"]


def _event(event: list[Property], is_private: bool) -> list[str]:
    count = Counter(p.name for p in event)
    by_name = {p.name: p for p in event}
    faults = [f"{p.name} has a wrong form: {p.value}" for p in event if _is_malformed(p)]
    faults += [f"no {name} in a session" for name in sorted(NEEDED - set(by_name))]
    faults += [f"{name} twice in a session" for name in sorted(ONCE) if count[name] > 1]
    faults += [f"a session has {name}" for name in sorted(FORBIDDEN & set(by_name))]
    for name in ("DTSTAMP", "CREATED", "LAST-MODIFIED"):
        if name in by_name and not UTC_TIME.fullmatch(by_name[name].value):
            faults.append(f"{name} is not in UTC")
    faults += [f for name in ("DTSTART", "DTEND") if name in by_name for f in _time(by_name[name])]
    if not faults:
        faults += _agreement(by_name, is_private)
    return faults


def _time(prop: Property) -> list[str]:
    if prop.params.get("VALUE") == "DATE":
        return [] if DAY.fullmatch(prop.value) and set(prop.params) == {"VALUE"} else [f"{prop.name} is no date"]
    if prop.params != {"TZID": "Asia/Shanghai"} or not LOCAL_TIME.fullmatch(prop.value):
        return [f"{prop.name} is not local time with TZID"]
    return []


def _agreement(by_name: dict[str, Property], is_private: bool) -> list[str]:
    """What must fit together inside one session."""
    faults = []
    start, end = by_name["DTSTART"], by_name["DTEND"]
    if start.params != end.params:
        faults.append("DTSTART and DTEND differ in type")
    elif start.value >= end.value:
        faults.append("a session ends before it starts")
    if by_name["DTSTAMP"].value != by_name["LAST-MODIFIED"].value:
        faults.append("DTSTAMP is not the time of the last revision")
    status, transparency = by_name["STATUS"].value, by_name["TRANSP"].value
    if status == "CANCELLED" and not re.match(r"【已取消】|\[Cancelled\] ", by_name["SUMMARY"].value):
        faults.append("a cancelled session does not say so in its title")
    if by_name["CLASS"].value != ("PRIVATE" if is_private else "PUBLIC"):
        faults.append("CLASS does not fit the feed")
    if transparency == "OPAQUE" and (not is_private or status != "CONFIRMED"):
        faults.append("a session blocks somebody's time")
    text = re.sub(r"\\([\\;,])", r"\1", by_name["DESCRIPTION"].value.replace("\\n", "\n"))
    if len(text) > 2_000:
        faults.append("DESCRIPTION is longer than 2,000 characters")
    if text.rsplit("\n", 1)[-1] != by_name["URL"].value:
        faults.append("DESCRIPTION does not end with the page's address")
    apple = by_name.get("X-APPLE-STRUCTURED-LOCATION")
    if apple and ("LOCATION" not in by_name or set(apple.params) != {"VALUE", "X-APPLE-RADIUS", "X-TITLE"}):
        faults.append("X-APPLE-STRUCTURED-LOCATION is not whole")
    return faults


def _between(events: list[list[Property]], is_feed: bool) -> list[str]:
    faults = []
    uids = [p.value for event in events for p in event if p.name == "UID"]
    if len(uids) != len(set(uids)):
        faults.append("a UID stands twice")
    if not is_feed and len(events) != 1:
        faults.append("a download has not exactly one session")
    if len(events) > 2_000:
        faults.append("more than 2,000 sessions")
    return faults


def _is_malformed(prop: Property) -> bool:
    if prop.name in FORMS and not re.fullmatch(FORMS[prop.name], prop.value):
        return True
    if prop.name in TEXTS:
        bare = re.sub(r"\\[\\;,nN]", "", prop.value)
        return bool(BAD_ESCAPE.search(bare)) or "," in bare or ";" in bare
    if prop.name == "CATEGORIES":
        bare = re.sub(r"\\[\\;,nN]", "", prop.value)
        return ";" in bare or "" in prop.value.split(",")
    return False
