"""Posters of towns, asked for by officers."""

from __future__ import annotations

from datetime import datetime

from sciencepop.accounts.models import Person
from sciencepop.core import documents
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.reference import get_reference
from sciencepop.festival.papers import TOWN, kind_of
from sciencepop.festival.queries.editions import lock_edition
from sciencepop.festival.queries.releases import find_latest
from sciencepop.festival.rules.refusals import Refusal
from sciencepop.festival.services.editions import note


def want_town_papers(code: str, *, by: Person, now: datetime) -> None:
    """Owe a poster of every town anew. Refuses NOTHING_NEW before the first release."""
    staff_id = by.id
    with write() as session:
        edition = lock_edition(session, code)
        if find_latest(session, edition.id) is None:
            raise RuleBroken(Refusal.NOTHING_NEW)
        for town in get_reference().towns:
            documents.want(session, kind_of(TOWN, "zh"), f"{code}/{town}", now=now)
        note(session, edition, "festival.prints", by=staff_id, now=now)
