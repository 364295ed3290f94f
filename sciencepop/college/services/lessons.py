"""What a lesson leaves behind: notes, homework, files for the learners, and notices to all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sciencepop.accounts.models import Person
from sciencepop.bases.rules.papers import MOST_BYTES
from sciencepop.college.models import ClassMaterial, ClassNotice, ClassState, Enrolment
from sciencepop.college.queries.enrolments import list_in_class
from sciencepop.college.queries.teaching import count_notices, get_material, list_materials
from sciencepop.college.rules import enrolments as states
from sciencepop.college.rules.attendance import MOST_FILES, MOST_NOTICES, TeachingRefusal
from sciencepop.college.services.attendance import lesson_of, record_for
from sciencepop.college.services.lock import lock_class
from sciencepop.college.teaching_letters import tell_notice
from sciencepop.core import attempts, audit, clock
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.file_kinds import clean_filename, media_type_of

R = TeachingRefusal


@dataclass(frozen=True)
class GivenFile:
    """A file as it was handed in: nothing of it is believed but its bytes."""

    filename: str
    content: bytes


def note_lesson(class_code: str, number: int, note: str, homework: str, *, by: Person, now: datetime) -> None:
    """What was taught, and what to do until the next lesson; learners read it. Before the lesson too."""
    staff_id = by.id
    with write() as session:
        one = lock_class(session, class_code)
        record = record_for(session, lesson_of(one, number), now)
        record.note, record.homework = note, homework
        audit.record(session, by=staff_id, at=now, action="college.note", subject=one, lesson=number)
        attempts.remember(class_code)


def add_material(class_code: str, given: GivenFile, *, by: Person, now: datetime) -> None:
    """Give the learners a file. Refuses FILE_EMPTY, FILE_TOO_BIG, FILE_KIND, TOO_MANY_FILES."""
    staff_id = by.id
    with write() as session:
        one = lock_class(session, class_code)
        refused = _refuse_file(given.content, len(list_materials(session, one.id)))
        if refused:
            raise RuleBroken(refused, megabytes=MOST_BYTES // 1024 // 1024, count=MOST_FILES)
        kind = media_type_of(given.content) or ""
        row = ClassMaterial(
            class_id=one.id,
            filename=clean_filename(given.filename, kind),
            media_type=kind,
            size=len(given.content),
            content=given.content,
            uploaded_by=staff_id,
            uploaded_at=now,
        )
        session.add(row)
        audit.record(session, by=staff_id, at=now, action="college.file", subject=one, size=row.size)
        attempts.remember(class_code)


def _refuse_file(content: bytes, files_already: int) -> TeachingRefusal | None:
    if not content:
        return R.FILE_EMPTY
    if len(content) > MOST_BYTES:
        return R.FILE_TOO_BIG
    if media_type_of(content) is None:
        return R.FILE_KIND
    return R.TOO_MANY_FILES if files_already >= MOST_FILES else None


def drop_material(class_code: str, material_id: int, *, by: Person, now: datetime) -> None:
    """Take a file away. NotFound for a file of another class."""
    staff_id = by.id
    with write() as session:
        one = lock_class(session, class_code)
        session.delete(get_material(session, one.id, material_id))
        audit.record(session, by=staff_id, at=now, action="college.file_gone", subject=one, file=material_id)
        attempts.remember(class_code)


def send_notice(class_code: str, words: str, *, by: Person, now: datetime) -> int:
    """Tell every learner of a class something; returns how many. Refuses CLASS_OFF, WORDS_MISSING, TOO_MANY_NOTICES."""
    staff_id = by.id
    with write() as session:
        one = lock_class(session, class_code)
        if one.state is not ClassState.PUBLISHED:
            raise RuleBroken(R.CLASS_OFF)
        if not words:
            raise RuleBroken(R.WORDS_MISSING)
        if count_notices(session, one.id, clock.day_bounds(clock.local(now).date())[0]) >= MOST_NOTICES:
            raise RuleBroken(R.TOO_MANY_NOTICES, count=MOST_NOTICES)
        notice = ClassNotice(class_id=one.id, words=words, sent_by=staff_id, sent_at=now)
        session.add(notice)
        session.flush()
        learners = list_in_class(session, one.id, Enrolment.state.in_(states.FIRM))
        for enrolment in learners:
            tell_notice(session, one, enrolment, notice, now=now)
        audit.record(session, by=staff_id, at=now, action="college.notice", subject=one, told=len(learners))
        attempts.remember(class_code)
        return len(learners)
