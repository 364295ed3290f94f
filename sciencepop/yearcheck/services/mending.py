"""Putting right what a result asked for, and looking again.

Dangerous: a failed re-check opens the hearing for withdrawal.
"""

from __future__ import annotations

from sciencepop.accounts.queries import find_person_by_address
from sciencepop.accreditation.queries.cases import base_people_of
from sciencepop.core.errors import RuleBroken
from sciencepop.yearcheck.models import YearInspector
from sciencepop.yearcheck.rules.refusals import Refusal
from sciencepop.yearcheck.services import marks
from sciencepop.yearcheck.services.doing import Doing, need_words


def hand_in(doing: Doing) -> None:
    """The plan and what was done, with at least one paper since the mending began."""
    need_words(doing)
    if not doing.file.papers:
        raise RuleBroken(Refusal.EVIDENCE_MISSING)


def _inspect(doing: Doing) -> None:
    """Two or more went and looked, none of them of the base."""
    given, file = doing.given, doing.file
    own, found = base_people_of(doing.session, file.base), set()
    for address in given.addresses:
        person = find_person_by_address(address)
        if person is None:
            raise RuleBroken(Refusal.NO_SUCH_PERSON, address=address)
        if person.id in own:
            raise RuleBroken(Refusal.INSPECTOR_CONFLICT, name=person.name)
        found.add(person.id)
    least = doing.terms.number("inspectors_least")
    if len(found) < least:
        raise RuleBroken(Refusal.TOO_FEW_INSPECTORS, count=least)
    if given.day is None or given.day > doing.today:
        raise RuleBroken(Refusal.DAY_MISSING)
    need_words(doing)
    file.inspected_on = given.day
    file.inspectors.extend(YearInspector(person_id=number) for number in sorted(found))


def clear(doing: Doing) -> None:
    _inspect(doing)
    marks.clear(doing.session, doing.file, doing.given.words, by=doing.by, now=doing.now)


def fail(doing: Doing) -> None:
    _inspect(doing)
    marks.accuse(doing.session, doing.file, doing.given.words, by=doing.by, now=doing.now)
