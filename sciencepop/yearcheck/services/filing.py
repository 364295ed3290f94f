"""Filing the figures of a year, and asking for others."""

from __future__ import annotations

from sciencepop.core import documents
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import day as day_words
from sciencepop.core.i18n import tr
from sciencepop.yearcheck.paper import KIND as PAPER
from sciencepop.yearcheck.rules.refusals import Refusal
from sciencepop.yearcheck.rules.said import Kind
from sciencepop.yearcheck.services.doing import Doing, need_words
from sciencepop.yearcheck.services.freeze import freeze


def file(doing: Doing) -> None:
    """Sign and hand in: every figure is said, the year is over, and from now on the figures stand."""
    file, known = doing.file, doing.terms
    if doing.given.version not in (None, file.version):
        raise RuleBroken(Refusal.CHANGED)
    if doing.today < known.day("opens"):
        raise RuleBroken(Refusal.TOO_EARLY, day=day_words(known.day("opens")))
    missing = [row for row in known.asked if row.of_kind is not Kind.TEXT and not file.entries.get(row.slug)]
    if missing:
        names = "、".join(tr(row, "name") for row in missing[:5])
        raise RuleBroken(Refusal.FIGURES_MISSING, count=len(missing), names=names)
    if not doing.given.name:
        raise RuleBroken(Refusal.SIGNATURE_MISSING)
    freeze(doing.session, file, doing.now)
    file.signed_name, file.filed_by = doing.given.name, doing.by
    documents.want(doing.session, PAPER, file.code, now=doing.now)


def give_back(doing: Doing) -> None:
    """Ask for a correction. What experts gave was for other figures: they score anew."""
    need_words(doing)
    for seat in doing.file.sitting:
        seat.scores, seat.words, seat.scored_at = {}, "", None
