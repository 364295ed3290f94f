"""Editions of the festival for tests, made by the services."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bases.models import ScienceBase
from sciencepop.core import clock
from sciencepop.festival.models import Edition, EditionState, PartyRole
from sciencepop.festival.queries.editions import get_edition
from sciencepop.festival.services import contents
from sciencepop.festival.services.contents import BlockWish, VenueWish
from sciencepop.festival.services.editions import EditionWish, save_edition, step_edition

CODE = "g60-2026"
FIRST, LAST = date(2026, 10, 17), date(2026, 10, 26)


def make_edition(session: Session, by: Person, *bases: ScienceBase, announced: bool = True, **values: Any) -> Edition:
    """An edition of ten days from a week after the tests' today, with two blocks and these bases as venues."""
    session.commit()
    now = clock.now()
    wish: dict[str, Any] = {
        "year": 2026,
        "name_zh": "松江科技节",
        "name_en": "Science Festival",
        "themes": ("ecology",),
    }
    code = values.pop("code", CODE)
    wish |= {"from_on": FIRST, "until_on": LAST} | values
    save_edition(EditionWish(**wish), code, is_new=True, by=by, now=now)
    contents.add_party(code, PartyRole.HOST, "松江区科协", by=by, now=now)
    for kind, name in (("opening", "开幕"), ("open", "开放活动")):
        contents.add_block(code, BlockWish(kind, name, wish["from_on"], wish["until_on"]), by=by, now=now)
    for base in bases:
        rooms = (("报告厅", "Hall", 50), ("一号教室", "Room 1", 20))
        contents.save_venue(code, VenueWish(base=base.slug, rooms=rooms), by=by, now=now)
    if announced:
        assert step_edition(code, by=by, now=now) is EditionState.ANNOUNCED
    return get_edition(session, code)
