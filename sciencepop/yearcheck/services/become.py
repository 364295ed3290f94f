"""The one place where a year-file's state changes: whose step it is, what it leads to, its last day, and who is told.

What each act needs and writes stands by subject in `filing`, `experts`, `results` and `mending`. Every verb holds the
base's row before it reads the file (`fill.lock_file`), as recognition does.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sciencepop.accounts.models import Person
from sciencepop.accreditation.schemes import schemes
from sciencepop.core import attempts, audit, stamps
from sciencepop.core.almanac.known import get_almanac
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.yearcheck.letters import tell
from sciencepop.yearcheck.models import YearStep
from sciencepop.yearcheck.rules.refusals import Refusal
from sciencepop.yearcheck.rules.steps import LASTS, WORKDAYS, Act, FileState, Side, step_of
from sciencepop.yearcheck.services import experts, filing, mending, results
from sciencepop.yearcheck.services.doing import Doing, Given
from sciencepop.yearcheck.services.fill import lock_file, refuse_stranger

PUBLIC = frozenset({Act.DECIDE, Act.OBJECT, Act.UPHOLD, Act.REOPEN, Act.CLEAR, Act.FAIL})
"""Acts after which the base's page says something else."""


WRITERS: dict[Act, Callable[[Doing], FileState | None]] = {
    Act.FILE: filing.file,
    Act.RETURN: filing.give_back,
    Act.ASSIGN: experts.assign,
    Act.SCORE: experts.score,
    Act.STEP_ASIDE: experts.step_aside,
    Act.BONUS: results.bonus,
    Act.DECIDE: results.decide,
    Act.OBJECT: results.object_to,
    Act.UPHOLD: results.uphold,
    Act.REOPEN: results.reopen,
    Act.HAND_IN: mending.hand_in,
    Act.CLEAR: mending.clear,
    Act.FAIL: mending.fail,
}


def take_step(code: str, act: Act, side: Side, given: Given, *, by: Person, now: datetime) -> None:
    """Take a step of the table on one's side. Refuses WRONG_STATE, NOT_YOURS, and what the act itself refuses."""
    person_id = by.id
    with write() as session:
        file = lock_file(session, code)
        step = step_of(file.state, act, side)
        if isinstance(step, Refusal):
            raise RuleBroken(step)
        refuse_stranger(session, file, side, person_id)
        doing = Doing(session, file, given, person_id, now)
        with session.no_autoflush:
            after = WRITERS[act](doing) or step.after
        before, file.state = file.state, after
        if after is not before:
            file.state_reason, file.is_late, file.due_on = given.words, False, due_of(after, doing)
        file.changed_at = now
        row = YearStep(file_id=file.id, act=act, side=side, after=after, by=person_id, at=now)
        # What an expert says of the scores stays with the scores.
        row.reason = "" if act is Act.SCORE else given.words
        session.add(row)
        audit.record(session, by=person_id, at=now, action=f"yearcheck.{act.value}", subject=file, was=before.value)
        tell(session, file, act, step.tells, key=str(row.id), now=now)
        attempts.remember(code)
        if act in PUBLIC:
            stamps.programme_changed(session)


def due_of(state: FileState, doing: Doing) -> date | None:
    """The last day, which still counts, of a state that begins today; None where nobody owes anything."""
    if term := WORKDAYS.get(state):
        return get_almanac().after(doing.today, doing.terms.number(term))
    period = LASTS.get(state)
    return schemes().due(period, doing.today) if period else None
