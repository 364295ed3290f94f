"""Some sessions of last year with the people whom a gate counted in, so that statistics of a whole year can be shown.

Nobody in them has a name: they are walk-ins, so no passport, hint or letter changes by them.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from sciencepop.bookings.models import DoorKind, Verdict
from sciencepop.core.db import Base
from sciencepop.demo.chance import moment, stream
from sciencepop.demo.events import PlannedEvent
from sciencepop.demo.people import FIRST_MANAGER, Row
from sciencepop.demo.plan import Season
from sciencepop.demo.write import insert_rows

EACH_KIND = 3
"""So many events of a kind were held last year too."""
DAYS = ((3, 15), (5, 24), (7, 12), (9, 20), (11, 8))
MOST_AT_A_GATE = 50
TABLES = Base.metadata.tables


def write_last_year(connection: Connection, season: Season) -> None:
    """Write them behind the season's own sessions."""
    rows = list(_sessions(season))
    for name, of in (
        ("occurrence", [row.occurrence for row in rows]),
        ("seat_pool", [row.pool for row in rows]),
        ("gate", [row.gate for row in rows]),
        ("door_event", [door for row in rows for door in row.doors]),
    ):
        insert_rows(connection, TABLES[name], of)


@dataclass(frozen=True)
class _Held:
    """The rows of a session."""

    occurrence: Row
    pool: Row
    gate: Row
    doors: list[Row]


def _sessions(season: Season) -> Iterator[_Held]:
    first, pool = len(season.sessions.sessions), max(int(str(row["id"])) for row in season.sessions.pool_rows())
    number = 0
    for event in _held(season):
        rng = stream("last year", event.id)
        for month, day in sorted(rng.sample(DAYS, 3)):
            number += 1
            starts_at = moment(date(season.today.year - 1, month, day), time(rng.choice((9, 13, 15))))
            doors = [rng.randint(12, MOST_AT_A_GATE) for _door in range(rng.choice((1, 2, 3)))]
            yield _Held(
                _occurrence(event, first + number, starts_at),
                {"id": pool + number, "occurrence_id": first + number, "size": sum(doors) + rng.randint(0, 20)},
                _gate(number, pool + number, sum(doors), starts_at),
                [_door(number, place, seats, starts_at) for place, seats in enumerate(doors)],
            )


def _held(season: Season) -> Iterator[PlannedEvent]:
    """The first events of each kind that are public."""
    seen: dict[str, int] = {}
    for event in season.events:
        seen[event.idea.kind] = seen.get(event.idea.kind, 0) + (event.state == "published")
        if event.state == "published" and seen[event.idea.kind] <= EACH_KIND:
            yield event


def _occurrence(event: PlannedEvent, id: int, starts_at: datetime) -> Row:
    opens_at = starts_at - timedelta(days=30)
    return {
        "id": id,
        "event_id": event.id,
        "uid": f"{uuid.uuid5(uuid.NAMESPACE_OID, f'last year/{id}')}@sciencepop.songjiang.example",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=event.idea.minutes),
        "booking_opens_at": opens_at,
        "booking_closes_at": starts_at - timedelta(hours=1),
        "created_at": opens_at,
        "revised_at": opens_at,
    }


def _gate(number: int, pool_id: int, people: int, starts_at: datetime) -> Row:
    return {
        "id": number,
        "pool_id": pool_id,
        "name": "1",
        "link_hash": f"last year {number}",
        "device_hash": f"last year {number}",
        "allowance": people,
        "walked_in": people,
        "created_by": FIRST_MANAGER,
        "created_at": starts_at - timedelta(hours=1),
        "armed_at": starts_at - timedelta(minutes=30),
        "last_sync_at": starts_at,
        "ended_at": starts_at + timedelta(minutes=30),
    }


def _door(gate: int, place: int, seats: int, starts_at: datetime) -> Row:
    return {
        "gate_id": gate,
        "nonce": f"{gate}-{place}",
        "kind": DoorKind.WALK_IN,
        "code": "",
        "seats": seats,
        "at": starts_at,
        "received_at": starts_at,
        "was_offline": False,
        "was_forced": False,
        "verdict": Verdict.WALKED_IN,
    }
