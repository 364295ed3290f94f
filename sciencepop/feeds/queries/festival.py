"""Feeds of the festival: an edition, a block, a venue, a day, or the sessions that an address names."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, false
from sqlalchemy.orm import Session

from sciencepop.core.i18n import day as day_words
from sciencepop.core.i18n import in_language
from sciencepop.feeds.rules.scopes import Scope, ScopeKind
from sciencepop.festival.models import Edition, EditionState
from sciencepop.festival.queries.editions import block_of, find_edition, venue_of
from sciencepop.festival.queries.items import announced_ids, at_venue, in_block
from sciencepop.festival.queries.postponements import had_day, on_day
from sciencepop.festival.rules.agenda import read_stars
from sciencepop.programme.models import Occurrence
from sciencepop.programme.rules.days import read_day

Names = tuple[str, str, str]


def festival_names(session: Session, scope: Scope) -> Names | None:
    """Chinese name, English name and the path of the page; None where there is no such feed.

    A block or venue that was taken away has none any more: its sessions stand in the edition's own feed.
    """
    edition, part = _split(session, scope)
    if edition is None:
        return None
    path = f"/festival/{edition.code}/programme"
    named = _part_names(session, edition, scope.kind, part)
    if named is None:
        return None
    zh, en, query = named
    own = (edition.name_zh, edition.name_en or edition.name_zh)
    return "·".join(filter(None, (own[0], zh))), " · ".join(filter(None, (own[1], en))), path + query


def _part_names(session: Session, edition: Edition, kind: ScopeKind, part: str) -> Names | None:
    match kind:
        case ScopeKind.FESTIVAL:
            return "", "", ""
        case ScopeKind.FESTIVAL_BLOCK | ScopeKind.FESTIVAL_VENUE:
            name = "block" if kind is ScopeKind.FESTIVAL_BLOCK else "venue"
            found: Any = block_of(edition, part) if name == "block" else venue_of(edition, part)
            return (found.name_zh, found.name_en or found.name_zh, f"?{name}={part}") if found else None
        case ScopeKind.FESTIVAL_DAY:
            on = read_day(part)
            if on is None or not had_day(session, edition, on):
                return None
            with in_language("zh"):
                zh = day_words(on)
            with in_language("en"):
                return zh, day_words(on), f"?day={on.isoformat()}"
        case _:
            return ("我的行程", "My agenda", f"?s={part}") if read_stars(part) else None


def within_festival(session: Session, scope: Scope) -> list[ColumnElement[bool]]:
    """Conditions on an occurrence with its event."""
    edition, part = _split(session, scope)
    if edition is None:
        return [false()]
    announced = Occurrence.id.in_(announced_ids(edition.id))
    match scope.kind:
        case ScopeKind.FESTIVAL_BLOCK:
            block = block_of(edition, part)
            return [announced, in_block(edition.id, block.id)] if block else [false()]
        case ScopeKind.FESTIVAL_VENUE:
            venue = venue_of(edition, part)
            return [announced, at_venue(venue)] if venue else [false()]
        case ScopeKind.FESTIVAL_DAY:
            on = read_day(part)
            return [announced, on_day(session, edition, on)] if on else [false()]
        case ScopeKind.FESTIVAL_AGENDA:
            return [announced, Occurrence.id.in_(read_stars(part))]
        case _:
            return [announced]


def _split(session: Session, scope: Scope) -> tuple[Edition | None, str]:
    code, _slash, part = scope.key.partition("/")
    edition = find_edition(session, code)
    return (edition if edition and edition.state is not EditionState.DRAFT else None), part
