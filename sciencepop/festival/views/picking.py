"""What a page of the programme was asked for, and the links that ask for something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import request, url_for

from sciencepop.core.pagecache import do_not_keep
from sciencepop.festival.models import Edition
from sciencepop.festival.queries.editions import block_of, venue_of
from sciencepop.festival.queries.items import Row, days_with_items
from sciencepop.festival.rules.agenda import read_stars, toggled, write_stars
from sciencepop.programme.rules.days import read_day

ALL = "all"
LONGEST = 600


@dataclass(frozen=True)
class Pick:
    """A day (None: all), a block and a venue by slug ('' for all), and the stars that the link carries."""

    code: str
    day: date | None
    block: str = ""
    venue: str = ""
    stars: str = ""

    def url(self, endpoint: str = "festival.programme", **changes: object) -> str:
        """The same page with something else asked for."""
        other = replace(self, **changes)  # type: ignore[arg-type]
        asked: dict[str, Any] = {
            "day": other.day.isoformat() if other.day else ALL,
            "block": other.block or None,
            "venue": other.venue or None,
            "s": other.stars or None,
        }
        return url_for(endpoint, code=self.code, **asked)

    def star_url(self, number: int) -> str:
        """The same page with this item among the stars, or not any more."""
        return self.url(stars=write_stars(toggled(read_stars(self.stars), number)))

    @property
    def starred(self) -> list[int]:
        return read_stars(self.stars)

    def takes(self, row: Row) -> bool:
        """Whether a row is among what was asked for."""
        item = row.item
        return self.day in (None, row.day) and self.block in ("", item.block) and self.venue in ("", item.venue)


def read_pick(edition: Edition, rows: Sequence[Row], today: date, *, one_day: bool = False) -> Pick:
    """What was asked for. Without a day it is today, or else the next day on which something takes place.

    A page with stars is nobody's but the asker's, so it is not kept.
    """
    days = [row.day for row in rows]
    text = request.args.get("day", "")
    day: date | None = read_day(text)
    if text == ALL and not one_day:
        day = None
    elif day not in days_with_items(edition, rows):
        day = min((one for one in days if one >= today), default=min(days, default=edition.from_on))
    block, venue = request.args.get("block", ""), request.args.get("venue", "")
    stars = write_stars(read_stars(request.args.get("s", "")[:LONGEST]))
    if stars:
        do_not_keep()
    return Pick(
        edition.code,
        day,
        block if block_of(edition, block) else "",
        venue if venue_of(edition, venue) else "",
        stars,
    )
