"""Hostile input: whatever is typed, in any field, nothing is a crash and every refusal says a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from xml.etree.ElementTree import Element

import pytest
from flask import Flask, url_for

from sciencepop.bases.models import EvidenceFile
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.core.paging import encode_cursor
from sciencepop.programme.models import EventState
from tests.cast import Cast
from tests.factories import make_event, make_occurrence
from tests.page import Page

WORDS = [
    "长" * 10_000,
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "\u202e反写的名字\u202c",
    "-1",
    "0",
    "2026-02-30",
    "25:99",
    "' OR 1=1 --",
    "../../etc/passwd",
    "%00%ff",
    "{{ 7*7 }}",
    "%(count)s %s %d",
    "\r\nSet-Cookie: a=b",
    "//evil.example/",
    "javascript:alert(1)",
    "",
    " ",
    "null",
]
"""What forms and pages might stumble over, whatever stores it."""
STORED = [
    "👩‍👩‍👧‍👦🚀" * 20,
    "\x00",
    "a\x00b",
    "１２",
    "²",
    "9999-12-31",
    "0000-00-00",
    "9999-12-31T23:59",
]
"""What databases differ in: characters and days that one of them cannot keep."""
NUMBERS = [
    "99999999999999999999999999",
    "9223372036854775808",
    "-9223372036854775809",
    "1e309",
    "NaN",
    encode_cursor(2**70),
]
"""What each of them cannot keep."""
QUERIES = {
    "/events": ("when", "from", "to", "part", "town", "near", "km", "lat", "lon", "topic", "audience", "age", "kind",
                "free", "seats", "access", "after", "cursor"),
    "/events/calendar": ("month", "town", "audience"),
    "/bases": ("town", "kind", "access", "open", "page", "cursor"),
    "/bookings/new": ("occurrence", "seats"),
    "/my/bookings": ("cursor", "after", "page"),
    "/sign-in": ("next",),
    "/district/audit": ("subject", "actor", "from", "to", "cursor", "after"),
    "/district/bases": ("state", "cursor"),
    "/district/events": ("state", "cursor"),
    "/subscribe": ("scope", "q"),
    "/manage/roster": ("base", "from", "until", "as"),
    "/volunteer": ("role", "base", "can"),
    "/volunteer/proofs/published": ("after",),
    "/manage/proofs": ("after",),
    "/manage/hours.csv": ("from_on", "until_on"),
    "/manage/hours/volunteers": ("q",),
    "/district/volunteers": ("q", "which", "after"),
    "/designations": ("on", "scheme", "town"),
    "/district/audit.csv": ("kind", "action", "subject"),
    "/accreditation/progress": ("code",),
}  # fmt: skip
PATHS = (
    "/events/{}", "/bases/{}", "/my/bookings/{}", "/feeds/bases/{}.ics", "/feeds/towns/{}.ics", "/feeds/topics/{}.ics",
    "/feeds/events/{}.ics", "/feeds/p/{}.ics", "/manage/events/{}", "/manage/bases/{}", "/manage/occurrences/{}",
    "/district/events/{}", "/district/bases/{}", "/art/{}/1.svg", "/art/stars/{}.svg", "/assets/x/{}",
    "/t/{}", "/t/ABCDEFGH.{}", "/manage/occurrences/{}/check-in", "/manage/occurrences/{}/code",
    "/manage/occurrences/{}/list", "/manage/rosters/{}", "/volunteer/shifts/{}", "/volunteer/mine/{}",
    "/volunteer/sign/{}", "/volunteer/proofs/{}", "/volunteer/proofs/published/{}", "/volunteer/objections/{}",
    "/volunteer/guardian/1/{}", "/proof/{}", "/kiosk/{}", "/manage/shifts/{}", "/manage/shifts/{}/attendance",
    "/manage/needs/{}", "/manage/proofs/{}", "/manage/hours/volunteers/{}", "/manage/hours/entries/{}",
    "/district/volunteers/{}",
)  # fmt: skip
DATES = (
    "Mon, 01 Jan 9999999999 00:00:00 GMT",
    "Mon, 01 Jan 2020 99999999999999999999:00:00 GMT",
    "Sun, 31 Dec 9999 23:59:59 -2359",
    "Mon, 01 Jan 2020 00:00:00 +9999",
    "0",
    "\x00",
)
ANSWERS = {200, 303, 308, 400, 403, 404, 405, 410, 413, 415, 422, 429}


def quoted(value: str) -> str:
    from urllib.parse import quote

    return quote(value, safe="")


@pytest.fixture
def everywhere(app: Flask, cast: Cast) -> dict[str, str]:
    """Addresses of forms on real records, by the role that may open them."""
    session = db.session()
    event = make_event(session, cast.base, names_needed=True)
    occurrence = make_occurrence(session, event)
    later = make_occurrence(session, event, starts_in=timedelta(days=9))
    draft = make_event(session, cast.base, state=EventState.DRAFT, created_by=cast.manager.id)
    waiting = make_event(session, cast.base, state=EventState.SUBMITTED, created_by=cast.manager.id)
    session.commit()
    places = [
        ("visitor", "accounts.sign_in", {}),
        ("resident", "bookings.new", {"occurrence": occurrence.id, "seats": 2}),
        ("resident", "accounts.profile", {}),
        ("resident", "accounts.add_address", {}),
        ("resident", "accounts.password", {}),
        ("resident", "feeds.calendars", {}),
        ("resident", "bases.register", {}),
        ("resident", "volunteers.join", {}),
        ("resident", "volunteers.report", {}),
        ("manager", "bases.manage", {"slug": cast.base.slug}),
        ("manager", "bases.filing_new", {"slug": cast.base.slug}),
        ("manager", "bases.contacts", {"slug": cast.base.slug}),
        ("officer", "district.base_lists", {}),
        ("manager", "programme.event_new", {"slug": cast.base.slug}),
        ("manager", "programme.event_edit", {"slug": draft.slug}),
        ("manager", "programme.occurrences_add", {"slug": event.slug}),
        ("manager", "programme.occurrence_edit", {"slug": event.slug, "id": occurrence.id}),
        ("manager", "programme.occurrence_cancel", {"slug": event.slug, "id": later.id}),
        ("manager", "bookings.roster", {"id": occurrence.id}),
        ("officer", "district.event_review", {"slug": waiting.slug}),
        ("officer", "district.base_decision", {"slug": cast.other_base.slug}),
        ("officer", "district.roles", {}),
    ]
    with app.test_request_context():
        return {url_for(endpoint, **values): who for who, endpoint, values in places}


def test_addresses_and_questions_with_hostile_values_never_crash(app: Flask, cast: Cast) -> None:
    page = Page(app).sign_in(cast.officer)
    wrong, tried = [], 0
    hostile = (WORDS if db.engine.dialect.name == "sqlite" else STORED) + NUMBERS
    asked = [f"{path}?{name}={{}}" for path, names in QUERIES.items() for name in names]
    # Every value is tried in many places, every place with a third of them: all would take minutes.
    urls = [
        place.format(quoted(value))
        for number, place in enumerate([*asked, *PATHS])
        for value in hostile[number % 3 :: 3]
    ]
    for url in urls:
        tried += 1
        status = attempt(page, url, None)
        if status not in ANSWERS:
            wrong.append((url[:120], status))
    assert wrong == []
    assert tried > 300


def test_every_field_of_every_form_refuses_hostile_values_with_a_sentence(
    app: Flask, cast: Cast, everywhere: dict[str, str]
) -> None:
    hostile = (WORDS if db.engine.dialect.name == "sqlite" else STORED) + NUMBERS
    wrong, tried = [], 0
    for url, who in everywhere.items():
        page = Page(app)
        if who != "visitor":
            page.sign_in(getattr(cast, who))
        page.get(url)
        for action, values in list(forms_of(page, url)):
            for place, name in enumerate(values):
                # Every value is tried in many fields, every field with a fifth of them: all would take minutes.
                for value in hostile[place % 5 :: 5]:
                    tried += 1
                    problem = post_and_judge(page, action, values | {name: value})
                    if problem:
                        wrong.append((action, name, value[:30], problem))
    assert wrong == []
    assert tried > 300


def test_a_date_that_is_none_in_a_header_is_no_crash(app: Flask, cast: Cast) -> None:
    row = EvidenceFile(base_id=cast.base.id, filename="a.pdf", media_type="application/pdf", size=5, content=b"%PDF-")
    row.uploaded_by, row.uploaded_at = cast.manager.id, clock.now()
    db.session.add(row)
    db.session.commit()
    page = Page(app).sign_in(cast.manager)
    for url in ("/", "/feeds/all.ics", f"/my/bases/chenshan/papers/{row.id}"):
        for text in DATES:
            for name in ("If-Modified-Since", "If-Unmodified-Since", "If-Range"):
                for _from_memory in range(2):
                    answer = page.client.get(url, headers={name: text, "Range": "bytes=0-1"})
                    assert (answer.status_code, bool(answer.data)) == (200, True), (url, name, text)


def forms_of(page: Page, url: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each POST form of the last page inside <main>: where it goes, and what a browser would send untouched."""
    main = page.all("main")[0]
    for form in main.iter("form"):
        if (form.get("method") or "").lower() == "post":
            yield form.get("action") or url, dict(values_of(form))


def values_of(form: Element) -> Iterator[tuple[str, str]]:
    for element in form.iter():
        name, kind = element.get("name"), element.get("type")
        if not name or name in ("csrf_token", "attempt") or kind == "file":
            continue
        if kind in ("radio", "checkbox") and element.get("checked") is None:
            continue
        chosen = [o for o in element.iter("option") if o.get("selected") is not None]
        yield name, chosen[0].get("value") or "" if chosen else element.get("value") or element.text or ""


def attempt(page: Page, url: str, data: dict[str, str] | None) -> int | str:
    """The status of the answer; the crash's text when there is one, with the session made usable again."""
    try:
        if data is None:
            return page.client.get(url).status_code
        return page.client.post(url, data={"csrf_token": page._csrf_token(), **data}).status_code
    except Exception as error:
        db.session.rollback()
        return f"{type(error).__name__}: {error}"[:300]


def post_and_judge(page: Page, url: str, data: dict[str, str]) -> str:
    """What is wrong with the answer to this post, or ''."""
    try:
        response = page.client.post(url, data={"csrf_token": page._csrf_token(), **data})
    except Exception as error:
        db.session.rollback()
        return f"{type(error).__name__}: {error}"[:300]
    if response.status_code not in ANSWERS:
        return str(response.status)
    if response.status_code == 422:
        words = response.get_data(as_text=True)
        if 'role="alert"' not in words and 'class="error"' not in words:
            return "refused without a sentence"
    return ""
