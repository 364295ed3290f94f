"""When two things in a person's time do not go together: half-open intervals, and the way between two places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from sciencepop.bases.rules.points import Point, distance_km

SAME_PLACE_KM = 0.3
MINUTES_TO_SET_OUT = 10
MINUTES_A_KM = 3
UNKNOWN_WAY_MINUTES = 0
LONGEST_WAY = timedelta(hours=4)
"""No way within a district takes longer; commitments farther off in time need not be looked at."""


class CommitmentKind(StrEnum):
    """What takes the time: attend (听), teach (讲), serve a shift (服务), deliver (配送)."""

    ATTEND = "attend"
    TEACH = "teach"
    SERVE = "serve"
    DELIVER = "deliver"


@dataclass(frozen=True)
class Span:
    """Time `[starts_at, ends_at)` at a place; `point` is None where nobody knows it."""

    starts_at: datetime
    ends_at: datetime
    point: Point | None = None


@dataclass(frozen=True)
class Taken:
    """Time that is taken already. `id` is the commitment's."""

    id: int
    kind: CommitmentKind
    span: Span
    is_firm: bool = True


class Clash(StrEnum):
    """REFUSED stands against it; WARNED is told and may be done all the same."""

    REFUSED = "refused"
    WARNED = "warned"


def way_minutes(here: Point | None, there: Point | None) -> int:
    """Minutes from one place to another: some to set out, three a kilometre as the crow flies (20 km/h).

    Rounded up to five. Nothing within the same place, and nothing where a place is not known.
    """
    if here is None or there is None:
        return UNKNOWN_WAY_MINUTES
    km = distance_km(here, there)
    if km <= SAME_PLACE_KM:
        return 0
    return ceil((MINUTES_TO_SET_OUT + km * MINUTES_A_KM) / 5) * 5


def clash_of(wish: Span, taken: Taken, kind: CommitmentKind = CommitmentKind.ATTEND) -> Clash | None:
    """How a wish of this kind goes together with time that is taken; None when well.

    Nobody is at two places at once, whatever for: an overlap is refused. Too little time for the way is refused where
    others rely on the person (teaching, serving, delivering), and only warned of where they come for themselves.
    """
    other = taken.span
    if wish.starts_at < other.ends_at and other.starts_at < wish.ends_at:
        return Clash.REFUSED
    way = timedelta(minutes=way_minutes(wish.point, other.point))
    if wish.starts_at < other.ends_at + way and other.starts_at < wish.ends_at + way:
        return Clash.WARNED if kind is taken.kind is CommitmentKind.ATTEND else Clash.REFUSED
    return None


def first_clash(
    wish: Span, ledger: Iterable[Taken], how: Clash, kind: CommitmentKind = CommitmentKind.ATTEND
) -> Taken | None:
    """The earliest commitment that clashes in this way with a wish of this kind."""
    found = [taken for taken in ledger if clash_of(wish, taken, kind) is how]
    return min(found, key=lambda taken: (taken.span.starts_at, taken.id), default=None)
