"""A year-file line by line: what stands at each figure, its checks, and where today's count says otherwise.

Page and table read these, so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sciencepop.accreditation.schemes import schemes
from sciencepop.core.i18n import tr
from sciencepop.yearcheck.models import YearFile
from sciencepop.yearcheck.queries.files import count_all, list_own_designations
from sciencepop.yearcheck.rules.counted import Counted, digest_of
from sciencepop.yearcheck.rules.said import exceeds, number_of
from sciencepop.yearcheck.rules.steps import FROZEN
from sciencepop.yearcheck.terms import Figure, Section, Terms, terms
from sciencepop.yearcheck.words import said_words


@dataclass(frozen=True)
class Line:
    """One figure. `today` is what is counted now, where that is not what was filed; `checks` are sentences."""

    figure: Figure
    said: str
    comment: str
    checks: list[str] = field(default_factory=list)
    today: str | None = None

    @property
    def words(self) -> str:
        return said_words(self.figure, self.said)

    @property
    def is_computed(self) -> bool:
        return bool(self.figure.computation)


def shows_filing(file: YearFile, *, for_base: bool) -> bool:
    """Whether the last filing is shown: always to the district, and to the base while it cannot write."""
    return file.filing > 0 and (file.state in FROZEN or not for_base)


def lines_of(session: Session, file: YearFile, now: datetime, *, filed: bool) -> list[tuple[Section, list[Line]]]:
    """The form by sections: as it was filed last, with what differs today, or as it stands now."""
    counted = count_all(session, file, now)
    known, frozen = terms(file.year), file.frozen
    figures = known.figures
    said = {row.slug: _said(file, row, counted) for row in figures}
    comments = {slug: str(words) for slug, words in file.comments.items()}
    if filed:
        said = {row.slug: frozen[row.slug].said if row.slug in frozen else "" for row in figures}
        comments = {slug: row.comment for slug, row in frozen.items()}
    asked = thresholds_of(session, file)
    lines = [
        Line(
            row,
            said[row.slug],
            comments.get(row.slug, ""),
            _checks(row, known, said, asked) + _cannot_count(counted.get(row.slug)),
            _differs(file, row, counted) if filed else None,
        )
        for row in figures
    ]
    return [
        (section, own)
        for section in known.sections
        if (own := [line for line in lines if line.figure.section == section.slug])
    ]


def _said(file: YearFile, figure: Figure, counted: Mapping[str, Counted]) -> str:
    return counted[figure.slug].said if figure.computation else str(file.entries.get(figure.slug, ""))


def _differs(file: YearFile, figure: Figure, counted: Mapping[str, Counted]) -> str | None:
    """What is counted today, where value or rows are others than those that were filed."""
    was = file.frozen.get(figure.slug)
    if was is None or not figure.computation:
        return None
    now = counted[figure.slug]
    digest = digest_of(figure.slug, now.said, was.computation, was.parameters, now.rows)
    return None if digest == was.digest else said_words(figure, now.said)


def thresholds_of(session: Session, file: YearFile) -> dict[str, int]:
    """What the district's recognition asked of the base at the end of the year, by measure; of several the highest."""
    day = date(file.year, 12, 31)
    asked: dict[str, int] = {}
    for row in list_own_designations(session, file, day):
        for threshold in schemes().thresholds_on(row.scheme, row.category, day):
            asked[threshold.measure] = max(asked.get(threshold.measure, 0), int(threshold.at_least))
    return asked


def _cannot_count(counted: Counted | None) -> list[str]:
    """That the platform has nothing to count by: today all of that is hours."""
    return [_("还没有公布开放时间，平台算不出")] if counted and counted.rows is None else []


def _checks(figure: Figure, known: Terms, said: Mapping[str, str], asked: Mapping[str, int]) -> list[str]:
    """What somebody should look at; nothing here refuses."""
    found, number = [], number_of(said[figure.slug])
    least = asked.get(figure.measure) if figure.measure else None
    if least is not None and number is not None and number < least:
        found.append(_("低于标准：不少于 %(count)d %(unit)s", count=least, unit=tr(figure, "unit")))
    if figure.part_of and exceeds(said, figure.slug, figure.part_of):
        whole = known.figure(figure.part_of)
        found.append(_("比“%(whole)s”还多，请核对", whole=tr(whole, "name") if whole else figure.part_of))
    return found
