"""What the public may see of an event and its sessions. What this hides, pages, feeds, search and JSON-LD hide.

Drafts, items in review and withdrawn ones do not exist for the public, and neither does anything of a base that is not
public. Something cancelled stays where it was, so that whoever noted it can read that it does not take place. Whoever
cancels an event cancels each session that is still to come; what took place before that, took place.
"""

from __future__ import annotations

from enum import StrEnum

SHOWN_EVENTS = frozenset({"published", "cancelled"})
SHOWN_BASES = frozenset({"public"})


class Visibility(StrEnum):
    PUBLIC = "public"
    CANCELLED = "cancelled"
    HIDDEN = "hidden"


def visibility(event_state: str, base_state: str, occurrence_state: str | None = None) -> Visibility:
    """How an occurrence of this state is shown, or an event when the occurrence's state is left out.

    States are those of the models, as text. A state that is not known hides.
    """
    if event_state not in SHOWN_EVENTS or base_state not in SHOWN_BASES:
        return Visibility.HIDDEN
    if occurrence_state is None:
        return Visibility.PUBLIC if event_state == "published" else Visibility.CANCELLED
    return {"scheduled": Visibility.PUBLIC, "cancelled": Visibility.CANCELLED}.get(occurrence_state, Visibility.HIDDEN)
