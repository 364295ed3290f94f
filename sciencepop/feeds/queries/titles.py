"""What a public feed is called, and whether it exists."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bases.models import BaseState, ScienceBase
from sciencepop.core.reference import Audience, Topic, Town
from sciencepop.feeds.queries.festival import festival_names
from sciencepop.feeds.rules.scopes import FESTIVAL, Scope, ScopeKind
from sciencepop.programme.calendar_context import CalendarContext
from sciencepop.programme.models import Event
from sciencepop.programme.queries.visible import visible_events


@dataclass(frozen=True)
class Title:
    """The names of what a feed is about, and the path of its page.

    A base or event that was public once and is hidden now has a feed without a name and without sessions: its
    subscribers' calendars must lose what was withdrawn, and an error would leave it standing there.
    """

    name_zh: str
    name_en: str
    path: str


NAMELESS = Title("", "", "/events")


def find_title(session: Session, scope: Scope, context: CalendarContext) -> Title | None:
    """The feed's title, or None when there is no such feed."""
    if scope.kind is ScopeKind.ALL:
        return Title("全部活动", "All events", "/events")
    if scope.kind is ScopeKind.BASE:
        return _base(session, scope.key)
    if scope.kind is ScopeKind.EVENT:
        return _event(session, scope.key)
    if scope.kind in FESTIVAL:
        found = festival_names(session, scope)
        return Title(*found) if found else None
    entry = _entry(scope, context)
    if entry is None:
        return None
    return Title(entry.name_zh, entry.name_en, f"/events?{scope.kind}={scope.key}")


def _entry(scope: Scope, context: CalendarContext) -> Town | Audience | Topic | None:
    if scope.kind is ScopeKind.TOWN:
        return context.towns.get(scope.key)
    if scope.kind is ScopeKind.AUDIENCE:
        return context.audiences.get(scope.key)
    return context.topics.get(scope.key)


def _base(session: Session, slug: str) -> Title | None:
    base = session.scalar(select(ScienceBase).where(ScienceBase.slug == slug))
    if base is None:
        return None
    if base.state is BaseState.PUBLIC:
        return Title(base.name_zh, base.name_en, f"/bases/{slug}")
    return NAMELESS if base.published_at else None


def _event(session: Session, slug: str) -> Title | None:
    event = session.scalar(visible_events().where(Event.slug == slug))
    if event is not None:
        return Title(event.title_zh, event.title_en, f"/events/{slug}")
    was_public = session.scalar(select(Event.published_at).where(Event.slug == slug))
    return NAMELESS if was_public else None
