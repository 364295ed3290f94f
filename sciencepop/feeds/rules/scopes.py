"""What a public feed is about, and the span of time that it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MOST_SESSIONS = 2_000
DAYS_BACK = 60
DAYS_AHEAD = 400
DAYS_CANCELLED_STAY = 30


class ScopeKind(StrEnum):
    ALL = "all"
    BASE = "base"
    TOWN = "town"
    AUDIENCE = "audience"
    TOPIC = "topic"
    EVENT = "event"
    FESTIVAL = "festival"
    FESTIVAL_BLOCK = "festival_block"
    FESTIVAL_VENUE = "festival_venue"
    FESTIVAL_DAY = "festival_day"
    FESTIVAL_AGENDA = "festival_agenda"


FESTIVAL = frozenset(kind for kind in ScopeKind if kind.startswith("festival"))


@dataclass(frozen=True)
class Scope:
    """A public feed: of everything, or of what has this slug or code.

    Of a festival's edition the key is its code, and for a part of it what the part is called behind a slash.
    """

    kind: ScopeKind
    key: str = ""

    def state_key(self, lang: str) -> str:
        """The name under which the feed's state is stored."""
        return f"{self.kind}:{self.key}:{lang}"


def read_state_key(text: str) -> tuple[Scope, str] | None:
    """The scope and language of a stored name; None for a personal feed's or a foreign one."""
    kind, _colon, rest = text.partition(":")
    key, _colon, lang = rest.rpartition(":")
    if kind not in set(ScopeKind):
        return None
    return Scope(ScopeKind(kind), key), lang


@dataclass(frozen=True)
class Window:
    """The days of a feed: from `first` to before `after_last`; cancelled sessions from `cancelled_from` on.

    A feed holds at most MOST_SESSIONS. Where there are more, those that are still to come win, soonest first, and
    then the most recent past ones: nobody looks for what was, and what lies far ahead comes into view in time.
    """

    first: date
    today: date
    after_last: date
    cancelled_from: date


def window_on(today: date) -> Window:
    """The window of a day; it moves at the district's midnight, so a feed is the same all day."""
    return Window(
        first=today - timedelta(days=DAYS_BACK),
        today=today,
        after_last=today + timedelta(days=DAYS_AHEAD + 1),
        cancelled_from=today - timedelta(days=DAYS_CANCELLED_STAY),
    )
