"""What `flask doctor` asks of feeds: notes that fit their feeds, stored texts that can be read."""

from __future__ import annotations

from icalendar import Event as Component
from sqlalchemy import select

from sciencepop.core import clock, stamps
from sciencepop.core.db import db
from sciencepop.core.i18n import LANGUAGES
from sciencepop.feeds.models import FeedState
from sciencepop.feeds.rules.scopes import Scope, ScopeKind, read_state_key, window_on
from sciencepop.feeds.services.build import build_body, digest_of
from sciencepop.programme.models import Occurrence, VEvent

MOST_TOLD = 20
MOST_PARSED = 4_000
PATHS = {
    ScopeKind.ALL: "/feeds/all.ics",
    ScopeKind.BASE: "/feeds/bases/{}.ics",
    ScopeKind.TOWN: "/feeds/towns/{}.ics",
    ScopeKind.AUDIENCE: "/feeds/audiences/{}.ics",
    ScopeKind.TOPIC: "/feeds/topics/{}.ics",
    ScopeKind.EVENT: "/feeds/events/{}.ics",
    ScopeKind.FESTIVAL: "/feeds/festival/{}.ics",
    ScopeKind.FESTIVAL_BLOCK: "/feeds/festival/{}/blocks/{}.ics",
    ScopeKind.FESTIVAL_VENUE: "/feeds/festival/{}/venues/{}.ics",
    ScopeKind.FESTIVAL_DAY: "/feeds/festival/{}/days/{}.ics",
    ScopeKind.FESTIVAL_AGENDA: "/feeds/festival/{}/agenda/{}.ics",
}


def path_of(scope: Scope, lang: str) -> str:
    """A public feed's path, as its view has it; for readers outside a request."""
    return ("/en" if lang == "en" else "") + PATHS[scope.kind].format(*scope.key.split("/"))


def digests_fit() -> list[str]:
    """While programme and day are those of the note, building the feed again must give the noted digest."""
    version, window = stamps.current().public, window_on(clock.today())
    session = db.session()
    noted = session.execute(
        select(FeedState.key, FeedState.digest).where(FeedState.version == version, FeedState.built_on == window.today)
    ).all()
    told = []
    for key, digest in noted:
        found = read_state_key(key)
        if found is None:
            continue
        scope, lang = found
        body = build_body(session, scope, lang, path_of(scope, lang), window)
        if body is None or digest_of(body) != digest:
            told.append(f"feed {key} differs from what was noted of it while nothing has changed")
    return told[:MOST_TOLD]


def stored_texts_are_whole() -> list[str]:
    """Every stored text is one VEVENT of its occurrence and of no later revision; the newest are also parsed."""
    query = (
        select(VEvent.occurrence_id, VEvent.lang, VEvent.content, VEvent.revision, Occurrence.uid, Occurrence.revision)
        .join(Occurrence, Occurrence.id == VEvent.occurrence_id)
        .order_by(VEvent.occurrence_id.desc())
        .execution_options(yield_per=500)
    )
    told: list[str] = []
    for place, (number, lang, content, revision, uid, newest) in enumerate(db.session.execute(query)):
        fault = _fault(bytes(content), uid, is_parsed=place < MOST_PARSED)
        if lang not in LANGUAGES or revision > newest:
            fault = "is of an unknown language or a revision to come"
        if fault:
            told.append(f"the stored calendar text of occurrence {number} ({lang}) {fault}")
        if len(told) >= MOST_TOLD:
            break
    return told


def _fault(content: bytes, uid: str, *, is_parsed: bool) -> str:
    """What is wrong with a text; a parser is slow, so only some texts are given to it."""
    if not content.startswith(b"BEGIN:VEVENT\r\n") or not content.endswith(b"END:VEVENT\r\n"):
        return "is not one VEVENT"
    if f"\r\nUID:{uid}\r\n".encode() not in content.replace(b"\r\n ", b""):
        return "has another UID than the occurrence"
    if not is_parsed:
        return ""
    try:
        return "is read with complaints" if Component.from_ical(content).errors else ""
    except ValueError:
        return "cannot be read"
