"""Where an occurrence takes place, as one line."""

from __future__ import annotations

from sciencepop.bases.models import ScienceBase
from sciencepop.core.i18n import tr
from sciencepop.programme.models import Occurrence
from sciencepop.programme.rules.changes import Arrangement


def where(occurrence: Occurrence) -> str:
    """Place, room and address in the language that is being written."""
    return where_at(occurrence, occurrence.event.base)


def where_at(spot: Occurrence | Arrangement, base: ScienceBase) -> str:
    """The same for where an occurrence of this base is, was or will be."""
    own = bool(spot.place_zh)
    name = tr(spot, "place") if own else tr(base, "name")
    address = spot.address_zh if own else tr(base, "address")
    return " · ".join(part for part in (name, tr(spot, "room"), address) if part)
