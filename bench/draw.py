"""The draw for 20,000 applicants and 200 classes with priorities and buckets: time, envy, and what lying would gain.

Beside it stand "first wishes first" (the Boston mechanism) and the race at nine o'clock, on the same sheets. Envy is
counted by code that shares nothing with the draw but the sheets. Nobody in the instance exists.
"""

from __future__ import annotations

import base64
import json
import statistics
import subprocess
import time
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import accumulate
from random import Random

from bench.report import Report
from bench.servers import ROOT
from sciencepop.college.rules.odds import odds, trials_for
from sciencepop.draws.draw import Bucket, OfferedClass, Round, Sheet, Wish, draw, in_order
from sciencepop.draws.results import header_of, result_of
from sciencepop.draws.sheets import code_of_allocator, commit, commitment_bytes, input_bytes
from sciencepop.draws.verify import verify
from tests.feeds.readers import node

PEOPLE, CLASSES, ROUNDS, SEED = 20_000, 200, 5, 1
HOTTEST, LIARS_ALONE = 10, 20
PRIORITIES = ("lost_twice", "own_point", "none")
BUCKETS = (("household", 2), ("point", 8), ("newcomer", 3), ("senior", 4), ("general", 8))
GROUPS = ("point", "newcomer", "senior")

Seats = dict[int, tuple[str, str]]
"""Who sits where: the place of a sheet in the order → class and bucket."""
Mechanism = Callable[[Round, Sequence[Sheet]], Seats]


def instance(seed: int = SEED) -> tuple[Round, list[Sheet]]:
    """25 seats a class; some classes are wished much more than others (Zipf); one to five wishes a sheet."""
    random = Random(seed)
    buckets = tuple(Bucket(*bucket) for bucket in BUCKETS)
    codes = [f"K{number:03d}" for number in range(CLASSES)]
    terms = Round("bench", tuple(OfferedClass(code, "", buckets) for code in codes), PRIORITIES)
    weights = list(accumulate(1 / (rank + 5) for rank in range(CLASSES)))
    sheets, number = [], 0
    while number < PEOPLE:
        people = 2 if random.random() < 0.02 else 1
        names = tuple(sha256(f"{seed} {number + one}".encode()).hexdigest() for one in range(people))
        number += people
        wished: dict[str, None] = {}
        for _wish in range(random.randint(1, 5)):
            wished[codes[bisect(weights, random.random() * weights[-1])]] = None
        sheets.append(Sheet(names, tuple(_wishes(random, wished, people))))
    return terms, sheets


def _wishes(random: Random, wished: dict[str, None], people: int) -> list[Wish]:
    """Who is new or a senior is so everywhere; a person's own point is one class in ten."""
    has_lost, is_new, is_senior = (random.random() < share for share in (0.08, 0.25, 0.35))
    found = []
    for code in wished:
        is_own = random.random() < 0.1
        priority = "lost_twice" if has_lost else "own_point" if is_own else "none"
        groups = [group for group, has in zip(GROUPS, (is_own, is_new, is_senior), strict=True) if has]
        found.append(Wish(code, priority, tuple(sorted(groups)) if people == 1 else ()))
    return found


def accepted_late(terms: Round, order: Sequence[Sheet]) -> Seats:
    """Our draw."""
    drawn = draw(terms, order)
    queues = [(queue.offered, queue.bucket) for queue in drawn.queues]
    return {index: queues[at] for index, at in enumerate(drawn.places) if at is not None}


def first_wishes_first(terms: Round, order: Sequence[Sheet]) -> Seats:
    """Boston: all first wishes are settled for good, then all second ones, and so on; same buckets, same priorities."""
    seats: Seats = {}
    free = {(one.code, bucket.code): bucket.seats for one in terms.classes for bucket in one.buckets}
    for rank in range(5):
        asking: dict[str, list[int]] = defaultdict(list)
        for index, sheet in enumerate(order):
            if index not in seats and rank < len(sheet.wishes):
                asking[sheet.wishes[rank].offered].append(index)
        for indexes in asking.values():
            for bucket, _seats in BUCKETS:
                for _claim, index in sorted((claim_of(terms, order[one], one, rank, bucket), one) for one in indexes):
                    _take(seats, free, order[index], index, order[index].wishes[rank], bucket, only_own=True)
            for _claim, index in sorted((claim_of(terms, order[one], one, rank, "general"), one) for one in indexes):
                for bucket, _seats in BUCKETS:
                    _take(seats, free, order[index], index, order[index].wishes[rank], bucket, only_own=False)
    return seats


def race(terms: Round, order: Sequence[Sheet]) -> Seats:
    """Nine o'clock: in the order of the clicks everybody takes their dearest class with a free seat."""
    seats: Seats = {}
    free = {(one.code, bucket.code): bucket.seats for one in terms.classes for bucket in one.buckets}
    for index, sheet in enumerate(order):
        for wish in sheet.wishes:
            for bucket, _seats in BUCKETS:
                _take(seats, free, sheet, index, wish, bucket, only_own=True)
            for bucket, _seats in BUCKETS:
                _take(seats, free, sheet, index, wish, bucket, only_own=False)
            if index in seats:
                break
    return seats


def _take(
    seats: Seats,
    free: dict[tuple[str, str], int],
    sheet: Sheet,
    index: int,
    wish: Wish,
    bucket: str,
    *,
    only_own: bool,
) -> None:
    """A seat of the bucket for the sheet, if it has none yet and may have one."""
    people, own = len(sheet.people), belongs(sheet, wish, bucket)
    if index not in seats and free[wish.offered, bucket] >= people and (own if only_own else people == 1):
        free[wish.offered, bucket] -= people
        seats[index] = (wish.offered, bucket)


def belongs(sheet: Sheet, wish: Wish, bucket: str) -> bool:
    if len(sheet.people) == 2:
        return bucket == "household"
    return bucket == "general" or bucket in wish.buckets


def claim_of(terms: Round, sheet: Sheet, index: int, rank: int, bucket: str) -> tuple[bool, int, int]:
    wish = sheet.wishes[rank]
    return not belongs(sheet, wish, bucket), terms.priorities.index(wish.priority), index


def justified_envy(terms: Round, order: Sequence[Sheet], seats: Seats) -> int:
    """Sheets for which a dearer class has a bucket with room, once those who stand behind them there are sent away."""
    there: dict[tuple[str, str], list[tuple[tuple[bool, int, int], int]]] = defaultdict(list)
    for index, (code, bucket) in seats.items():
        rank = [wish.offered for wish in order[index].wishes].index(code)
        claim = claim_of(terms, order[index], index, rank, bucket)
        there[code, bucket].append((claim, len(order[index].people)))
    size = dict(BUCKETS)
    count = 0
    for index, sheet in enumerate(order):
        count += any(
            size[bucket]
            - sum(
                people
                for other, people in there[wish.offered, bucket]
                if other < claim_of(terms, sheet, index, rank, bucket)
            )
            >= len(sheet.people)
            for rank, wish in enumerate(_dearer(sheet, seats.get(index)))
            for bucket, _seats in BUCKETS
            if len(sheet.people) == 1 or bucket == "household"
        )
    return count


def _dearer(sheet: Sheet, seat: tuple[str, str] | None) -> Sequence[Wish]:
    codes = [wish.offered for wish in sheet.wishes]
    return sheet.wishes if seat is None else sheet.wishes[: codes.index(seat[0])]


def liars_of(order: Sequence[Sheet]) -> list[int]:
    """Every twentieth sheet whose first wish is one of the ten most wished classes, and that has others."""
    wished = Counter(wish.offered for sheet in order for wish in sheet.wishes)
    hot = {code for code, _count in wished.most_common(HOTTEST)}
    able = [index for index, sheet in enumerate(order) if sheet.wishes[0].offered in hot and len(sheet.wishes) > 1]
    return able[::20]


def lying(order: Sequence[Sheet], liars: Sequence[int]) -> list[Sheet]:
    """The same sheets, where these put their wishes in the order of what is wished least."""
    wished = Counter(wish.offered for sheet in order for wish in sheet.wishes)
    changed = list(order)
    for index in liars:
        wishes = sorted(order[index].wishes, key=lambda wish: wished[wish.offered])
        changed[index] = order[index]._replace(wishes=tuple(wishes))
    return changed


def facts_of(name: str, mechanism: Mechanism, terms: Round, order: Sequence[Sheet]) -> dict[str, object]:
    """Envy, first wishes, and the share of liars with a seat: honest → lying together; and who gains lying alone."""
    seats, liars = mechanism(terms, order), liars_of(order)
    lied = mechanism(terms, lying(order, liars))
    alone = liars[:: max(1, len(liars) // LIARS_ALONE)][:LIARS_ALONE]
    gained = 0
    for index in alone:
        seat = mechanism(terms, lying(order, [index])).get(index)
        gained += _rank(order[index], seat) < _rank(order[index], seats.get(index))
    firsts = sum(order[index].wishes[0].offered == code for index, (code, _bucket) in seats.items())
    return {
        f"{name}_envy": justified_envy(terms, order, seats),
        f"{name}_placed": sum(len(order[index].people) for index in seats),
        f"{name}_first_percent": round(100 * firsts / len(seats), 1),
        f"{name}_honest_percent": round(100 * sum(index in seats for index in liars) / len(liars), 1),
        f"{name}_lying_percent": round(100 * sum(index in lied for index in liars) / len(liars), 1),
        f"{name}_gain_alone_percent": round(100 * gained / len(alone), 1),
    }


def _rank(sheet: Sheet, seat: tuple[str, str] | None) -> int:
    """How dear a class is to a person, 0 for the dearest."""
    codes = [wish.offered for wish in sheet.wishes]
    return len(codes) if seat is None else codes.index(seat[0])


def _raced(terms: Round, order: Sequence[Sheet]) -> dict[str, object]:
    """The same people as they come, and with a script that clicks first: there it is speed that pays, not lying."""
    seats, liars = race(terms, order), liars_of(order)
    quick = set(liars)
    turns = [*liars, *(index for index in range(len(order)) if index not in quick)]
    ahead = race(terms, [order[turn] for turn in turns])
    return {
        "race_envy": justified_envy(terms, order, seats),
        "race_honest_percent": round(100 * sum(index in seats for index in liars) / len(liars), 1),
        "race_script_percent": round(100 * sum(at in ahead for at in range(len(liars))) / len(liars), 1),
    }


def measure(report: Report) -> None:
    """`draw.20k`: seconds from sheets in memory to everybody's seat, the order by SHA-256 included."""
    terms, sheets = instance()
    seconds, cpu = [], []
    for _round in range(ROUNDS):
        started, used = time.perf_counter(), time.process_time()
        order = in_order(sheets, "seed")
        draw(terms, order)
        seconds.append(round(time.perf_counter() - started, 4))
        cpu.append(time.process_time() - used)
    ours = facts_of("draw", accepted_late, terms, order)
    detail = {
        "seconds": statistics.median(seconds),
        "cpu_seconds": round(statistics.median(cpu), 4),
        "justified_envy": ours.pop("draw_envy"),
        **ours,
        **facts_of("boston", first_wishes_first, terms, order),
        **_raced(terms, order),
        **_checked(terms, sheets),
        **_odds(terms, sheets),
    }
    report.add("draw.20k", detail["seconds"], "s", seconds, detail=detail)


def _checked(terms: Round, sheets: list[Sheet]) -> dict[str, object]:
    """Writing the whole file, checking it here, and checking it with the browser's modules: do both say the same?"""
    started = time.perf_counter()
    closed_at = datetime.now(UTC)
    promise = commit(
        terms, sheets, closed_at=closed_at, entropy_source="bench", entropy_due=closed_at + timedelta(days=1)
    )
    result = result_of(terms, sheets, header_of(promise, "bench"))
    file, wrote = commitment_bytes(promise) + input_bytes(terms, sheets) + result.body, time.perf_counter()
    report, verified = verify(file), time.perf_counter()
    given = [
        {"file": base64.b64encode(file).decode(), "code": base64.b64encode(code_of_allocator()).decode(), "known": {}}
    ]
    begun = time.perf_counter()
    command = [node(), str(ROOT / "tests" / "draws" / "draw_node.mjs")]
    done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=True)
    (theirs,) = json.loads(done.stdout)
    return {
        "file_mb": round(len(file) / 1e6, 1),
        "write_seconds": round(wrote - started, 2),
        "verify_seconds": round(verified - wrote, 2),
        "browser_seconds": round(time.perf_counter() - begun, 2),
        "identical": theirs["facts"] == report.facts and theirs["facts"]["result_digest"] == result.digest,
    }


def _odds(terms: Round, sheets: list[Sheet]) -> dict[str, object]:
    trials, started = trials_for(len(sheets)), time.perf_counter()
    odds(terms, sheets, trials=trials)
    return {"odds_trials": trials, "odds_seconds": round(time.perf_counter() - started, 2)}
