"""What a notice of a moved session adds to a letter: how it was, and where else the party could go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from sciencepop.bookings.models import Booking
from sciencepop.bookings.rules.moves import has_choice
from sciencepop.bookings.rules.pools import Room
from sciencepop.bookings.where import where, where_at
from sciencepop.core.i18n import span
from sciencepop.programme.models import Occurrence
from sciencepop.programme.rules.changes import Arrangement


@dataclass(frozen=True)
class Moved:
    """The arrangement that the holder was told last, and the other sessions of the event that have seats."""

    known: Arrangement
    others: Sequence[tuple[Occurrence, Room]] = ()


def as_it_was(moved: Moved, occurrence: Occurrence) -> list[tuple[str, str]]:
    """The former time and place, each where it is another now."""
    known, base = moved.known, occurrence.event.base
    facts = []
    if (known.starts_at, known.ends_at) != (occurrence.starts_at, occurrence.ends_at):
        facts.append((_("原定时间"), span(known.starts_at, known.ends_at)))
    if where_at(known, base) != where(occurrence):
        facts.append((_("原定地点"), where_at(known, base)))
    return facts


def instead(moved: Moved, booking: Booking) -> list[str]:
    """What a confirmed party may do instead, and where there are seats for all of it."""
    if not has_choice(booking.state, is_group=booking.is_group):
        return []
    spans = [span(row.starts_at, row.ends_at) for row, room in moved.others if room.free >= booking.seats]
    if not spans:
        return [_("去不了的话，可以用下面的链接取消，不用登录，也不记分。")]
    offer = _("时间不合适？同一活动的这些场次还有席位。用下面的链接就能换过去，也可以取消；不用登录，也不记分。")
    return ["\n".join([offer, *(f"· {words}" for words in spans)])]
