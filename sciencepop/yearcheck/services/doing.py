"""A step of the yearly check that is being taken, and what came with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from sciencepop.core import clock
from sciencepop.core.errors import RuleBroken
from sciencepop.yearcheck.models import YearFile
from sciencepop.yearcheck.queries.scale import terms_of
from sciencepop.yearcheck.rules.refusals import Refusal
from sciencepop.yearcheck.terms import Terms


@dataclass(frozen=True)
class Given:
    """What came with a step. `experts` are accounts by number, `addresses` by address; `scores` by dimension.

    `version` is that of the file as it was read; None where no page was.
    """

    words: str = ""
    version: int | None = None
    name: str = ""
    points: int | None = None
    day: date | None = None
    experts: tuple[int, ...] = ()
    addresses: tuple[str, ...] = ()
    scores: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Doing:
    """A step that is being taken, with the base held."""

    session: Session
    file: YearFile
    given: Given
    by: int
    now: datetime

    @property
    def today(self) -> date:
        return clock.local(self.now).date()

    @property
    def terms(self) -> Terms:
        return terms_of(self.session, self.file.year)


def need_words(doing: Doing) -> None:
    if not doing.given.words:
        raise RuleBroken(Refusal.WORDS_MISSING)
