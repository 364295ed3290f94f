"""What lists may be made of: what somebody chose, and where they were. Nothing else is ever asked or inferred."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

MOST_AUDIENCES, MOST_TOPICS = 12, 40
"""More than there are to choose from; a cookie stays short whatever a district adds."""
LOOKED_BACK = timedelta(days=730)
"""Of a visit that is older, less than half a percent would be left."""


@dataclass(frozen=True)
class Choice:
    """What somebody said of themselves: audiences and topics by slug, a town by code; or that they want no list made
    for them at all."""

    audiences: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    town: str = ""
    is_off: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.audiences or self.topics or self.town)

    def without(self, kind: str, value: str) -> Choice:
        """The same choice less one part; what is not in it changes nothing."""
        return Choice(
            tuple(slug for slug in self.audiences if (kind, slug) != ("audience", value)),
            tuple(slug for slug in self.topics if (kind, slug) != ("topic", value)),
            "" if (kind, self.town) == ("town", value) else self.town,
            self.is_off,
        )

    def pairs(self) -> list[tuple[str, str]]:
        """As the parts of a query string."""
        pairs = [("audience", slug) for slug in self.audiences] + [("topic", slug) for slug in self.topics]
        return pairs + [("town", self.town)] * bool(self.town)


@dataclass(frozen=True)
class Known:
    """What may be chosen, in the order in which it is shown."""

    audiences: Collection[str]
    topics: Collection[str]
    towns: Collection[str]


def choose(audiences: Sequence[str], topics: Sequence[str], town: str, known: Known, *, is_off: bool = False) -> Choice:
    """A choice of what is known, in its order; the rest is left out."""
    return Choice(
        tuple(slug for slug in known.audiences if slug in audiences)[:MOST_AUDIENCES],
        tuple(slug for slug in known.topics if slug in topics)[:MOST_TOPICS],
        town if town in known.towns else "",
        is_off,
    )


def written(choice: Choice) -> str:
    """A choice as short text, for a cookie."""
    return "~".join((".".join(choice.audiences), ".".join(choice.topics), choice.town, "off" if choice.is_off else ""))


def read_choice(text: str, known: Known) -> Choice:
    """What `written` wrote; what is not understood is left out."""
    audiences, topics, town, off = (text.split("~") + [""] * 4)[:4]
    return choose(audiences.split("."), topics.split("."), town, known, is_off=off == "off")


@dataclass(frozen=True, slots=True)
class Visit:
    """That somebody was at a session of an event, or has booked it."""

    event_id: int
    starts_at: datetime


@dataclass(frozen=True)
class Tastes:
    """What a list is made of. `person_id` is whose bookings and time stand in the way of a session, None for nobody's.

    NOBODY's list is the one that is the same for everybody.
    """

    choice: Choice = field(default_factory=Choice)
    visits: tuple[Visit, ...] = ()
    person_id: int | None = None

    @property
    def is_personal(self) -> bool:
        return bool(self.visits) or not self.choice.is_empty


NOBODY = Tastes()
