"""Where an occurrence takes place, as one line."""

from __future__ import annotations

from sciencepop.core.i18n import tr
from sciencepop.programme.models import Occurrence


def where(occurrence: Occurrence) -> str:
    """Place, room and address in the language that is being written."""
    base = occurrence.event.base
    own = bool(occurrence.place_zh)
    name = tr(occurrence, "place") if own else tr(base, "name")
    address = occurrence.address_zh if own else tr(base, "address")
    return " · ".join(part for part in (name, tr(occurrence, "room"), address) if part)
