"""Who booked what. Never more seats than a pool has, and never two bookings of a person on one day, so that no two
overlap. Made one by one as they are written, because at scale 100 there are a million of them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import gcd

from sciencepop.demo.chance import between, moment, stream
from sciencepop.demo.demand import fill_of, is_popular, party_size, state_of
from sciencepop.demo.occurrences import PlannedSession
from sciencepop.demo.people import RESIDENT, People, Row
from sciencepop.demo.texts import Phrases

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_BITS = 50
LIVE = ("confirmed", "attended", "offered")
LAST_DAYS = timedelta(days=4)
"""When seats of popular sessions are given back."""
SOON_DAYS, SATURDAY = 35, 5


@dataclass(slots=True)
class Claim:
    """A booking's row and its party's names, booker first; no names where none are needed."""

    row: Row
    guests: list[str]


@dataclass
class Rota:
    """Hands out residents, each at most once a day, in another order every day."""

    ids: range
    seed: int
    day: date | None = None
    _left: int = 0
    _at: int = 0
    _step: int = 1

    def next_on(self, day: date) -> int | None:
        """A resident with nothing booked on that day; None when everybody has."""
        count = len(self.ids)
        if day != self.day:
            rng = stream(self.seed, "rota", day)
            self.day, self._left, self._at = day, count, rng.randrange(count)
            self._step = next(step for step in range(rng.randrange(1, count), 2 * count) if gcd(step, count) == 1)
        if not self._left:
            return None
        self._left -= 1
        self._at = (self._at + self._step) % count
        return self.ids[self._at]


@dataclass
class Wishes:
    """What the resident to be tried should have: one booking of each kind, days apart."""

    left: dict[str, int] = field(default_factory=lambda: {"attended": 3, "confirmed": 3, "offered": 1, "waiting": 1})
    last: date | None = None
    days: set[date] = field(default_factory=set)

    def takes(self, state: str, session: PlannedSession) -> bool:
        """Whether the resident takes this claim."""
        if not self.left.get(state) or (self.last and (session.day - self.last).days < 3):
            return False
        if state == "confirmed" and not (0 < session.days <= 40 and session.day.weekday() == 5):
            return False
        self.left[state] -= 1
        self.last = session.day
        self.days.add(session.day)
        return True


class Claims:
    """All claims of a season, in order; `full` fills up with the ids of occurrences without a free seat, `left` with
    the free seats of those on the coming Saturdays."""

    def __init__(self, people: People, phrases: Phrases, *, seed: int, today: date) -> None:
        self.people, self.phrases, self.seed = people, phrases, seed
        self.anchor = moment(today)
        self.offers_end = moment(today + timedelta(days=1), time(20))
        self.rota = Rota(people.residents, seed)
        self.wishes = Wishes()
        self.full: list[int] = []
        self.left: dict[int, int] = {}
        self.count = 0
        rng = stream(seed, "codes")
        self._odd, self._mask = rng.getrandbits(CODE_BITS) | 1, rng.getrandbits(CODE_BITS)

    def all(self, sessions: Sequence[PlannedSession]) -> Iterator[Claim]:
        """Claims on every session that can be booked by now, in the order of `sessions`."""
        for session in sessions:
            is_open = session.pool_id and _moment(session.row, "booking_opens_at") < self.anchor
            if is_open and session.event.state in ("published", "cancelled"):
                yield from self._of(session)

    def _of(self, session: PlannedSession) -> Iterator[Claim]:
        rng = stream(self.seed, "claims", session.row["uid"])
        goal = round(session.size * fill_of(session, rng))
        if session.is_cancelled:
            yield from self._several("cancelled", min(4, goal), session, rng)
            return
        free = session.size
        while session.size - free < goal:
            seats = min(party_size(session, rng), free)
            state = state_of(session, rng)
            if session.days > 2 and free == seats and rng.random() < 0.4:
                state = "offered"
            claim = self._claim(state, seats, session, rng)
            if claim is None:
                break
            free -= seats if state in LIVE else 0
            goal -= 0 if state in LIVE else seats
            yield claim
        if 0 < session.days <= SOON_DAYS and session.day.weekday() == SATURDAY:
            self.left[session.id] = free
        if free == 0:
            self.full.append(session.id)
            if session.days >= 0:
                yield from self._several("waiting", rng.choice((0, 1, 1, 3, 5)), session, rng)
        late = rng.choice((0, 1, 1, 2, 3)) if is_popular(session) and free == 0 and session.days < 0 else 0
        if late or rng.random() < 0.25:
            yield from self._several("cancelled", late or 1, session, rng)

    def _several(self, state: str, count: int, session: PlannedSession, rng: random.Random) -> Iterator[Claim]:
        for _number in range(count):
            claim = self._claim(state, party_size(session, rng), session, rng)
            if claim:
                yield claim

    def _claim(self, state: str, seats: int, session: PlannedSession, rng: random.Random) -> Claim | None:
        person = RESIDENT if self.wishes.takes(state, session) else self.rota.next_on(session.day)
        return None if person is None else self.claim_of(person, state, seats, session, rng)

    def claim_of(self, person: int, state: str, seats: int, session: PlannedSession, rng: random.Random) -> Claim:
        """The next claim, for this person."""
        self.count += 1
        row: Row = {
            "id": self.count,
            "code": self.code_of(self.count),
            "pool_id": session.pool_id,
            "person_id": person,
            "seats": seats,
            "seats_attended": seats if state == "attended" else None,
            "state": state,
            "state_reason": session.row["cancel_reason"] if state == "cancelled" else "",
            "language": self.people.languages[person],
            "is_sample": True,
            **self._times(state, session, rng),
        }
        return Claim(row, self._guests(person, seats, session, rng))

    def _times(self, state: str, session: PlannedSession, rng: random.Random) -> Row:
        opens = max(_moment(session.row, "booking_opens_at"), session.event.public_from)
        closes = min(_moment(session.row, "booking_closes_at"), self.anchor)
        if session.is_cancelled:
            closes = _moment(session.row, "cancelled_at")
        latest = closes - timedelta(hours=1)
        if is_popular(session) and state != "waiting":
            latest = opens + (latest - opens) / 4
        created = between(rng, opens, latest)
        changed, attended = created, None
        if state == "attended":
            attended = changed = _moment(session.row, "starts_at") - timedelta(minutes=rng.randint(0, 20))
        elif state == "no_show":
            changed = _moment(session.row, "ends_at")
        elif state == "cancelled":
            early = max(created, closes - LAST_DAYS) if is_popular(session) else created
            changed = closes if session.is_cancelled else between(rng, early, closes)
        elif state == "offered":
            changed = max(created, self.anchor - timedelta(hours=4))
        return {
            "created_at": created,
            "changed_at": changed,
            "seated_at": None if state == "waiting" else changed if state == "offered" else created,
            "offer_ends_at": self.offers_end if state == "offered" else None,
            "attended_at": attended,
        }

    def _guests(self, person: int, seats: int, session: PlannedSession, rng: random.Random) -> list[str]:
        if not session.event.row["names_needed"]:
            return []
        names = self.phrases.child_names
        return [self.people.names[person], *(f"{rng.choice(names)}（示例）" for _number in range(seats - 1))]

    def code_of(self, number: int) -> str:
        """Another code for every number; they look as random as real ones."""
        bits = ((number * self._odd) ^ self._mask) & ((1 << CODE_BITS) - 1)
        return "".join(ALPHABET[bits >> shift & 31] for shift in range(0, CODE_BITS, 5))


def _moment(row: Row, name: str) -> datetime:
    value = row[name]
    assert isinstance(value, datetime)
    return value
