"""Posters of towns and communities, asked for by officers."""

from __future__ import annotations

from datetime import datetime

from sciencepop.accounts.models import Person
from sciencepop.accounts.queries.organisations import list_communities
from sciencepop.core import documents
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.reference import get_reference
from sciencepop.festival.papers import TOWN, code_of_community, code_of_town, kind_of
from sciencepop.festival.queries.editions import lock_edition
from sciencepop.festival.queries.releases import find_latest
from sciencepop.festival.rules.refusals import Refusal
from sciencepop.festival.services.editions import note


def want_place_papers(code: str, *, by: Person, now: datetime) -> None:
    """Owe a poster of every town and every known community anew. Refuses NOTHING_NEW before the first release."""
    staff_id = by.id
    with write() as session:
        edition = lock_edition(session, code)
        if find_latest(session, edition.id) is None:
            raise RuleBroken(Refusal.NOTHING_NEW)
        for town in get_reference().towns:
            documents.want(session, kind_of(TOWN, "zh"), code_of_town(code, town), now=now)
        for one in list_communities(session):
            documents.want(session, kind_of(TOWN, "zh"), code_of_community(code, one.id), now=now)
        note(session, edition, "festival.prints", by=staff_id, now=now)
