"""A feed for a kind of person: ranked, one session an event, not all of one base, each with why. It knows nobody.

It changes with the programme and the day only: what bases are owed is left out, since a calendar that asks four times a
day shall not flicker.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sciencepop.core.i18n import in_language
from sciencepop.feeds.ical import join, public_header
from sciencepop.feeds.queries.sessions import list_occurrences
from sciencepop.feeds.queries.titles import Title
from sciencepop.programme.calendar_context import get_context
from sciencepop.programme.ical import render_vevent
from sciencepop.programme.models import Occurrence
from sciencepop.programme.rules.search import Search
from sciencepop.recommend.rules.tastes import Choice, Tastes
from sciencepop.recommend.services.suggest import suggest
from sciencepop.recommend.words import sentence

MOST_ENTRIES = 24


@dataclass(frozen=True)
class Entry:
    """A session with why it is in the feed, in the feed's language."""

    occurrence: Occurrence
    why: str


def tastes_of(search: Search) -> tuple[Tastes, Search]:
    """What of a question is liked and what is required: topics come first; what is for the audience or for all, and
    everything else, must be so."""
    town = search.near.text if search.near else ""
    return Tastes(Choice(search.audiences, search.topics, town)), replace(search, topics=(), audiences=())


def list_entries(session: Session, tastes: Tastes, required: Search, lang: str, now: datetime) -> list[Entry]:
    """The best for these tastes of what is required, the best first."""
    found = suggest(tastes, MOST_ENTRIES, now, search=required, is_steady=True)
    occurrences = {row.id: row for row in list_occurrences(session, [one.occurrence_id for one in found])}
    with in_language(lang):
        return [
            Entry(occurrences[one.occurrence_id], _("；").join(sentence(told) for told in one.told))
            for one in found
            if one.occurrence_id in occurrences
        ]


def build_persona(entries: list[Entry], title: Title, lang: str, source: str) -> bytes:
    """The feed as iCalendar, in the order of time; `source` is its own path."""
    context = get_context()
    rows = sorted(entries, key=lambda entry: (entry.occurrence.starts_at, entry.occurrence.uid))
    with in_language(lang):
        vevents = [
            render_vevent(entry.occurrence, lang, context, note=_("推荐理由：%(why)s", why=entry.why)) for entry in rows
        ]
    return join(public_header(title, source, lang, context), vevents)
