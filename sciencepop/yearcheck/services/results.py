"""What a year-file comes to: the bonus, the grade, an objection to it, and the answer.

Dangerous: a result may mark a base on the public list at once.
"""

from __future__ import annotations

from sciencepop.accreditation.rules import people
from sciencepop.core.almanac.known import get_almanac
from sciencepop.core.errors import RuleBroken
from sciencepop.yearcheck.queries.weights import weights_of
from sciencepop.yearcheck.rules import scoring
from sciencepop.yearcheck.rules.refusals import Refusal
from sciencepop.yearcheck.rules.steps import Act, FileState
from sciencepop.yearcheck.services import marks
from sciencepop.yearcheck.services.doing import Doing, need_words
from sciencepop.yearcheck.services.experts import hands_of
from sciencepop.yearcheck.services.weights import hold_weights
from sciencepop.yearcheck.words import check_words

OBJECTED_WORDS = "基地对年检结果提出异议，等待答复"
"""Kept with the record of the designation, so it is Chinese in every language of the site."""


def bonus(doing: Doing) -> None:
    hold_weights(doing.session)
    points, most = doing.given.points, doing.terms.number("bonus_most")
    if points is None or not 0 <= points <= most:
        raise RuleBroken(Refusal.BONUS, count=most)
    need_words(doing)
    doing.file.bonus_points, doing.file.bonus_reason = points, doing.given.words


def decide(doing: Doing) -> FileState:
    """Reckon and say the grade; with the grade 需整改 the base is marked and has to put things right."""
    file, known = doing.file, doing.terms
    if len(file.sitting) < known.number("experts_least") or not all(seat.scored_at for seat in file.sitting):
        raise RuleBroken(Refusal.SCORES_OPEN)
    if people.refuse_decider(doing.by, hands_of(doing.session, file)):
        raise RuleBroken(Refusal.FOUR_EYES)
    if doing.by in file.deciders:
        raise RuleBroken(Refusal.SAME_LEAD)
    need_words(doing)
    hold_weights(doing.session)
    weights = weights_of(doing.session, file.year)
    parts = scoring.parts_of({slug: row.said for slug, row in file.frozen.items()}, weights)
    file.base_points = scoring.base_points(parts, known.number("base_points"))
    file.expert_points = scoring.expert_points([seat.total for seat in file.sitting])
    file.grade = scoring.grade_of(file.total_points or 0, known.limits)
    file.decided_by, file.decided_at, file.decision_words = doing.by, doing.now, doing.given.words
    if not any(step.act is Act.OBJECT for step in file.steps):
        file.object_until = get_almanac().after(doing.today, known.number("object_days"))
    return _settle(doing)


def _settle(doing: Doing) -> FileState:
    grade = doing.terms.grade(doing.file.grade)
    if not (grade and grade.mends):
        return FileState.DECIDED
    marks.mark(doing.session, doing.file, check_words(doing.file), by=doing.by, now=doing.now)
    return FileState.MENDING


def object_to(doing: Doing) -> None:
    """The base does not agree, once: until it is answered nobody reads the grade, nor the mark that came of it."""
    file = doing.file
    if file.object_until is None or doing.today > file.object_until:
        raise RuleBroken(Refusal.OBJECTION_LATE)
    need_words(doing)
    file.object_until = None
    if file.state is FileState.MENDING:
        marks.clear(doing.session, file, OBJECTED_WORDS, by=doing.by, now=doing.now)


def uphold(doing: Doing) -> FileState:
    """The result stands; what has to be put right has its whole time from today."""
    _refuse_decider(doing)
    return _settle(doing)


def reopen(doing: Doing) -> None:
    """The result falls. Figures and scores stay as they are until somebody asks for others; another lead decides."""
    _refuse_decider(doing)
    file = doing.file
    file.base_points = file.expert_points = file.decided_by = file.decided_at = None
    file.grade, file.decision_words, file.marked = "", "", []


def _refuse_decider(doing: Doing) -> None:
    if doing.by in doing.file.deciders:
        raise RuleBroken(Refusal.SAME_LEAD)
    if people.refuse_decider(doing.by, hands_of(doing.session, doing.file)):
        raise RuleBroken(Refusal.FOUR_EYES)
    need_words(doing)
