"""Putting the sample season into an empty database, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import Connection, exists, insert, literal, select, update
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bases.models import ScienceBase
from sciencepop.bookings.models import Booking, BookingState, Commitment, CommitmentKind, SeatPool
from sciencepop.bookings.rules import states
from sciencepop.core import invariants, stamps
from sciencepop.core.db import Base, write
from sciencepop.demo.accreditation import write_accreditation
from sciencepop.demo.base_changes import write_base_changes
from sciencepop.demo.base_photos import write_base_photos
from sciencepop.demo.calendar_texts import write_vevents
from sciencepop.demo.campaigns import write_campaigns
from sciencepop.demo.chance import moment
from sciencepop.demo.claims import Claim
from sciencepop.demo.class_shifts import write_class_shifts
from sciencepop.demo.college import write_college
from sciencepop.demo.contests import write_contests
from sciencepop.demo.delivery import write_delivery
from sciencepop.demo.festival import write_festival
from sciencepop.demo.festival_shifts import write_festival_shifts
from sciencepop.demo.last_year import write_last_year
from sciencepop.demo.outings import outing_rows
from sciencepop.demo.people import PASSWORD, accounts
from sciencepop.demo.permits import write_permits
from sciencepop.demo.plan import Season
from sciencepop.demo.recommendations import write_recommendations
from sciencepop.demo.searching import write_demands
from sciencepop.demo.showcase import write_showcase
from sciencepop.demo.statistics import write_statistics
from sciencepop.demo.volunteer_care import write_care
from sciencepop.demo.volunteer_hours import write_hours
from sciencepop.demo.volunteer_roster import write_roster
from sciencepop.demo.volunteers import write_volunteers
from sciencepop.demo.write import fix_sequences, in_chunks, insert_rows, prepared, refresh_statistics
from sciencepop.demo.yearcheck import write_yearcheck
from sciencepop.programme.models import Event, Occurrence
from sciencepop.search.services.refresh import refresh_all

CLAIMS_AT_ONCE = 20_000
_SALT = b"sciencepop sample"


class NotEmptyError(Exception):
    """The database holds people, bases or events already."""


class InvariantBrokenError(Exception):
    """The season broke a rule that must always hold; the sentences say which. Nothing was kept."""


@dataclass(frozen=True)
class Loaded:
    """What was written."""

    bases: int
    people: int
    events: int
    occurrences: int
    bookings: int


def is_empty(session: Session) -> bool:
    """Whether nobody and nothing lives here yet."""
    return not any(session.scalar(select(exists().select_from(model))) for model in (Person, ScienceBase, Event))


def load_season(season: Season, *, passwords: bool, say: Callable[[str], None]) -> Loaded:
    """Write the season. With `passwords` the sample accounts can sign in by one as well.

    Raises NotEmptyError, InvariantBrokenError; then nothing is kept.
    """
    if passwords:
        _set_passwords(season)
    with write() as session:
        if not is_empty(session):
            raise NotEmptyError
        with prepared(session.connection()):
            _write(session, season, say)
            _check()
    return Loaded(
        len(season.venues),
        len(season.people.rows),
        len(season.events),
        len(season.sessions.sessions),
        season.claims.count,
    )


def _write(session: Session, season: Season, say: Callable[[str], None]) -> None:
    connection, tables = session.connection(), Base.metadata.tables
    stamps.seed(session)
    session.flush()
    for name, rows in season.tables():
        insert_rows(connection, tables[name], rows)
    say("场次已写入 occurrences written")
    _write_claims(connection, season)
    say("预约已写入 bookings written")
    write_last_year(connection, season)
    refresh_statistics(connection)
    write_vevents(session)
    fix_sequences(connection, tables.values())
    say("日历文本已写入 calendar texts written")
    write_accreditation(session, season)
    write_base_changes(session, season)
    write_base_photos(session, season)
    write_permits(session, season)
    write_volunteers(session, season)
    write_college(session, season)
    write_delivery(session, season)
    write_showcase(session, season)
    write_campaigns(session, season)
    write_hours(session, season)
    write_care(session, season)
    write_roster(session, season)
    write_class_shifts(session, season)
    say("志愿者和班次已写入 volunteers and shifts written")
    say("社区科普大学已写入 the college written")
    say("科普配送已写入 deliveries written")
    write_festival(session, season)
    write_contests(session, season)
    write_festival_shifts(session, season)
    say("科技节已写入 the festival written")
    write_yearcheck(session, season)
    write_recommendations(session, season)
    write_demands(session, season)
    write_statistics(session, season)
    refresh_all(moment(season.today))
    say("搜索已编入 the index of searching written")
    stamps.programme_changed(session)
    stamps.seats_changed(session, set(range(stamps.SEAT_SHARDS)))
    session.flush()


def _set_passwords(season: Season) -> None:
    """The salt is fixed, so that two loads give the same rows: the password is printed for everybody anyway."""
    fresh = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1).hash(PASSWORD, salt=_SALT)
    special = {account.person_id for account in accounts(season.venues)}
    for row in season.people.rows:
        if row["id"] in special:
            row["password_hash"] = fresh


def _write_claims(connection: Connection, season: Season) -> None:
    tables, guests = Base.metadata.tables, 0
    claims = season.claims.all(season.sessions.sessions)
    while batch := list(islice(claims, CLAIMS_AT_ONCE)):
        insert_rows(connection, tables["booking"], (claim.row for claim in batch))
        guests += insert_rows(connection, tables["guest"], _guest_rows(batch, guests))
    outings, stops = outing_rows(season)
    insert_rows(connection, tables["outing"], outings)
    insert_rows(connection, tables["booking"], (claim.row for claim in stops))
    connection.execute(_TAKE_TIME)
    for ids in in_chunks(season.claims.full):
        connection.execute(update(Occurrence).where(Occurrence.id.in_(ids)).values(is_full=True))


_TAKE_TIME = insert(Commitment).from_select(
    [
        *("person_id", "kind", "is_firm", "starts_at", "ends_at", "occurrence_id", "booking_id"),
        *("title_zh", "title_en", "path"),
    ],
    select(
        Booking.person_id,
        literal(CommitmentKind.ATTEND, Commitment.kind.type),
        Booking.state != BookingState.OFFERED,
        Occurrence.starts_at,
        Occurrence.ends_at,
        Occurrence.id,
        Booking.id,
        *(literal("").label(name) for name in ("title_zh", "title_en", "path")),
    )
    .join(SeatPool, Booking.pool_id == SeatPool.id)
    .join(Occurrence, SeatPool.occurrence_id == Occurrence.id)
    .where(Booking.state.in_(states.TAKES_TIME))
    .order_by(Booking.id),
    include_defaults=False,
)
"""Every live claim takes its holder's time, as `services.become` would have written it."""


def _guest_rows(claims: list[Claim], count: int) -> Iterator[dict[str, Any]]:
    for claim in claims:
        for position, name in enumerate(claim.guests):
            count += 1
            yield {"id": count, "booking_id": claim.row["id"], "position": position, "name": name}


def _check() -> None:
    """Run what `flask doctor` runs."""
    broken = [sentence for check in invariants.checks().values() for sentence in check()]
    if broken:
        raise InvariantBrokenError("\n".join(broken))
