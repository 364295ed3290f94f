"""The sessions of the sample season, their series and seat pools."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sciencepop.demo.chance import between, moment, stream
from sciencepop.demo.dates import Rule
from sciencepop.demo.events import PlannedEvent
from sciencepop.demo.people import Row
from sciencepop.demo.texts import Phrases

CANCELLED_SHARE, MOVED_SHARE = 0.03, 0.02
_NAMESPACE = uuid.UUID("6a1c1f0e-3f3c-5d0e-9b8a-0a5c7e4f2d11")


@dataclass(slots=True)
class PlannedSession:
    """An occurrence with what bookings need to know; `pool_id` is None for a drop-in. `days` counts from today."""

    row: Row
    event: PlannedEvent
    day: date
    days: int
    pool_id: int | None
    size: int
    is_cancelled: bool

    @property
    def id(self) -> int:
        return int(str(self.row["id"]))


@dataclass
class Sessions:
    series: list[Row]
    sessions: list[PlannedSession]

    def pool_rows(self) -> Iterator[Row]:
        for session in self.sessions:
            if session.pool_id:
                yield {"id": session.pool_id, "occurrence_id": session.id, "size": session.size}


def make_sessions(
    events: Sequence[PlannedEvent], phrases: Phrases, *, seed: int, today: date, uid_domain: str
) -> Sessions:
    """All sessions in the order of their days, ids and pool ids from 1."""
    maker = _Maker(phrases, seed, today, uid_domain)
    found = [session for event in events for session in maker.sessions_of(event)]
    found.sort(key=lambda session: (session.day, session.event.id, str(session.row["starts_at"])))
    pool = 0
    for number, session in enumerate(found, 1):
        session.row["id"] = number
        if session.size:
            pool += 1
            session.pool_id = pool
    return Sessions(maker.series, found)


@dataclass
class _Maker:
    phrases: Phrases
    seed: int
    today: date
    uid_domain: str

    def __post_init__(self) -> None:
        self.series: list[Row] = []
        self.anchor = moment(self.today)

    def sessions_of(self, event: PlannedEvent) -> Iterator[PlannedSession]:
        series_id = self._add_series(event, event.times.rule) if event.times.rule else None
        for on, starts, series in self._times(event, series_id):
            if event.state in ("draft", "submitted", "returned") and on <= self.today:
                continue
            yield self._session(event, on, starts, series)

    def _times(self, event: PlannedEvent, series_id: int | None) -> Iterator[tuple[date, time, int | None]]:
        rule = event.times.rule
        if rule:
            yield from ((on, rule.starts, series_id) for on in rule.dates())
        yield from ((on, starts, None) for on, starts in event.times.single)

    def _add_series(self, event: PlannedEvent, rule: Rule) -> int:
        self.series.append(
            {
                "id": len(self.series) + 1,
                "event_id": event.id,
                "weekdays": [str(day) for day in rule.weekdays],
                "starts": rule.starts,
                "minutes": event.idea.minutes,
                "from_on": rule.from_on,
                "until_on": rule.until_on,
                "skipped": [on.isoformat() for on in rule.skipped],
            }
        )
        return len(self.series)

    def _session(self, event: PlannedEvent, on: date, starts: time, series_id: int | None) -> PlannedSession:
        starts_at = moment(on, starts)
        closes = int(str(event.row["booking_closes_minutes"]))
        opens_on = on - timedelta(days=int(str(event.row["booking_opens_days"])))
        uid = uuid.uuid5(_NAMESPACE, f"{self.seed}/{event.row['slug']}/{starts_at.isoformat()}")
        row: Row = {
            "id": 0,
            "event_id": event.id,
            "series_id": series_id,
            "uid": f"{uid}@{self.uid_domain}",
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=event.idea.minutes),
            **self._place(event, starts_at),
            "booking_opens_at": moment(opens_on),
            "booking_closes_at": starts_at - timedelta(minutes=closes),
            "created_at": event.public_from,
            "revised_at": event.public_from,
            "state": "scheduled",
            "cancel_reason": "",
            "cancelled_at": None,
            "moved_from": None,
            "sequence": 0,
            "revision": 1,
        }
        is_cancelled = self._fate(event, row, (on - self.today).days)
        size = int(str(event.row["seats"] or 0))
        return PlannedSession(row, event, on, (on - self.today).days, None, size, is_cancelled)

    def _place(self, event: PlannedEvent, starts_at: datetime) -> Row:
        row: Row = {"room_zh": "", "room_en": "", "place_zh": "", "place_en": ""}
        if event.idea.kind == "livestream":
            return row | {"place_zh": self.phrases.online.zh, "place_en": self.phrases.online.en}
        rooms = self.phrases.outdoor_rooms if event.outdoor_room else self.phrases.rooms
        room = stream(self.seed, "room", event.id).choice(rooms)
        return row | {"room_zh": room.zh, "room_en": room.en}

    def _fate(self, event: PlannedEvent, row: Row, days: int) -> bool:
        """Cancel or move a few; answers whether this one is cancelled."""
        rng = stream(self.seed, "fate", row["uid"])
        draw = rng.random()
        if event.state == "cancelled" and days >= 0:
            self._cancel(row, str(event.row["state_reason"]), self.anchor - timedelta(hours=9))
            return True
        if event.state != "published":
            return False
        if draw < CANCELLED_SHARE:
            latest = min(moment(self.today + timedelta(days=days - 1), time(18)), self.anchor)
            at = between(rng, max(event.public_from, latest - timedelta(days=5)), latest)
            self._cancel(row, rng.choice(self.phrases.cancel_reasons), at)
            return True
        if draw < CANCELLED_SHARE + MOVED_SHARE and days > 0:
            self._move(row, between(rng, event.public_from, self.anchor))
        return False

    def _cancel(self, row: Row, reason: str, at: datetime) -> None:
        row |= {"state": "cancelled", "cancel_reason": reason, "cancelled_at": at}
        row |= {"revised_at": at, "revision": 2, "sequence": 1}

    def _move(self, row: Row, at: datetime) -> None:
        """An hour later than first told."""
        row |= {"moved_from": row["starts_at"], "revised_at": at, "revision": 2, "sequence": 1}
        for name in ("starts_at", "ends_at", "booking_closes_at"):
            row[name] = _later(row[name])


def _later(value: object) -> datetime:
    assert isinstance(value, datetime)
    return value + timedelta(hours=1)
