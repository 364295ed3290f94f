"""What teams hand in: files and words, until the round's hour; and what they object to afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.contests.letters import tell_team
from sciencepop.contests.models import Contest, ContestRound, Entry, EntryFile, EntryState, Objection, RoundState, Team
from sciencepop.contests.queries.contests import get_contest, get_round
from sciencepop.contests.queries.teams import find_entry, get_team, is_through, objections_of
from sciencepop.contests.rules.states import Refusal
from sciencepop.contests.rules.teams import refuse_entry, refuse_size
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.file_kinds import clean_filename, media_type_of


@dataclass(frozen=True)
class GivenFile:
    """A file as it was handed in: nothing of it is believed but its bytes."""

    filename: str
    content: bytes


def add_file(code: str, number: int, given: GivenFile, *, by: Person, now: datetime) -> None:
    """Add a file to the entry of a round. Refuses what `refuse_entry` and `_refuse_file` do."""
    person_id = by.id
    with write() as session:
        team, round, entry = _entry_of(session, code, number, person_id, now)
        refused = _refuse_file(round, given.content, len(entry.files))
        if refused:
            raise RuleBroken(refused, megabytes=round.megabytes, count=round.files_most)
        kind = media_type_of(given.content) or ""
        entry.files.append(
            EntryFile(
                filename=clean_filename(given.filename, kind),
                media_type=kind,
                size=len(given.content),
                content=given.content,
                uploaded_at=now,
            )
        )
        entry.changed_at = now
        audit.record(session, by=person_id, at=now, action="contest.file", subject=team, size=len(given.content))
        attempts.remember(code)


def drop_file(code: str, number: int, file_id: int, *, by: Person, now: datetime) -> None:
    """Take a file away; an entry without files is not handed in any more. NotFound for a file of others."""
    person_id = by.id
    with write() as session:
        team, _round, entry = _entry_of(session, code, number, person_id, now)
        row = next((one for one in entry.files if one.id == file_id), None)
        if row is None:
            raise NotFound
        entry.files.remove(row)
        entry.changed_at = now
        if not entry.files:
            entry.state, entry.handed_in_at = EntryState.DRAFT, None
        audit.record(session, by=person_id, at=now, action="contest.file_gone", subject=team)
        attempts.remember(code)


def hand_in(code: str, number: int, title: str, about: str, *, by: Person, now: datetime) -> None:
    """Hand the entry in, or hand it in anew. Refuses TITLE_MISSING, FILES_MISSING, TEAM_SMALL, TEAM_FULL besides."""
    person_id = by.id
    with write() as session:
        team, _round, entry = _entry_of(session, code, number, person_id, now)
        contest = team.contest
        refused = refuse_size(len(team.present), team_min=contest.team_min, team_max=contest.team_max)
        if refused:
            raise RuleBroken(refused, count=contest.team_max, least=contest.team_min)
        if not title:
            raise RuleBroken(Refusal.TITLE_MISSING)
        if not entry.files:
            raise RuleBroken(Refusal.FILES_MISSING)
        entry.title, entry.about, entry.changed_at = title, about, now
        entry.state, entry.handed_in_at = EntryState.HANDED_IN, now
        audit.record(session, by=person_id, at=now, action="contest.hand_in", subject=team, number=number)
        tell_team(session, team, "handed_in", now=now, round=entry.round, entry=entry)
        attempts.remember(code)


def object_to(code: str, number: int, words: str, *, by: Person, now: datetime) -> None:
    """Say that a published result is wrong, once. Refuses WORDS_MISSING, OBJECTIONS_OVER, OBJECTED_ALREADY."""
    person_id = by.id
    with write() as session:
        team, _contest, round = _team_and_round(session, code, number, person_id)
        entry = find_entry(session, round.id, team.id)
        if entry is None or entry.state not in (EntryState.HANDED_IN, EntryState.RULED_OUT):
            raise NotFound
        until = round.objections_until_at
        if round.state is not RoundState.PUBLISHED or until is None or now >= until:
            raise RuleBroken(Refusal.OBJECTIONS_OVER)
        if objections_of(session, [entry.id]):
            raise RuleBroken(Refusal.OBJECTED_ALREADY)
        if not words:
            raise RuleBroken(Refusal.WORDS_MISSING)
        row = Objection(round_id=round.id, entry_id=entry.id, words=words, said_at=now, said_by=person_id)
        session.add(row)
        audit.record(session, by=person_id, at=now, action="contest.object", subject=row)
        attempts.remember(code)


def _team_and_round(session: Session, code: str, number: int, person_id: int) -> tuple[Team, Contest, ContestRound]:
    """A captain's team, held, and a round of its contest, shared; NotFound for everybody else."""
    contest = get_contest(session, get_team(session, code).contest.code, share=True)
    team = get_team(session, code, lock=True)
    if team.captain_id != person_id:
        raise NotFound
    return team, contest, get_round(contest, number)


def _entry_of(
    session: Session, code: str, number: int, person_id: int, now: datetime
) -> tuple[Team, ContestRound, Entry]:
    """A captain's entry that may be worked on, begun where there is none yet."""
    team, contest, round = _team_and_round(session, code, number, person_id)
    refused = refuse_entry(
        contest=contest.state,
        round=round.state,
        opens_at=round.opens_at,
        closes_at=round.closes_at,
        is_through=is_through(session, round, team.id),
        is_withdrawn=team.withdrawn_at is not None,
        now=now,
    )
    if refused:
        raise RuleBroken(refused)
    entry = find_entry(session, round.id, team.id)
    if entry is None:
        entry = Entry(round_id=round.id, team_id=team.id, changed_at=now)
        session.add(entry)
        session.flush()
    return team, round, entry


def _refuse_file(round: ContestRound, content: bytes, files_already: int) -> Refusal | None:
    if not content:
        return Refusal.FILE_EMPTY
    if len(content) > round.megabytes * 1024 * 1024:
        return Refusal.FILE_TOO_BIG
    if media_type_of(content) not in round.media_types:
        return Refusal.FILE_KIND
    return Refusal.TOO_MANY_FILES if files_already >= round.files_most else None
