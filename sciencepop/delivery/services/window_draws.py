"""A window's draw: orders are sealed and published, then drawn with a chance that nobody knew, or annulled."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import new_code
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.reference import get_reference
from sciencepop.delivery.models import DeliveryOrder, DrawState, OrderWindow, WindowDraw
from sciencepop.delivery.policy import policy
from sciencepop.delivery.queries.dispatch import read_task
from sciencepop.delivery.queries.orders import get_window
from sciencepop.delivery.queries.window_draws import find_live, get_draw
from sciencepop.delivery.rules.line import PRIORITIES, priorities
from sciencepop.delivery.rules.refusals import Refusal
from sciencepop.delivery.rules.task import Task, TaskItem
from sciencepop.draws.draw import GENERAL, Bucket, Claim, Drawn, OfferedClass, Round, Sheet, Wish
from sciencepop.draws.draw_file import read_file
from sciencepop.draws.results import header_of, result_of
from sciencepop.draws.sheets import (
    KEY_BYTES,
    clean,
    code_of_allocator,
    commit,
    commitment_bytes,
    digest_of,
    input_bytes,
    pseudonym_of,
)
from sciencepop.draws.verify import verify


def seal_orders(window_code: str, entropy_source: str, entropy_due: datetime, *, by: Person, now: datetime) -> str:
    """Publish the orders for items that too many wish for, and the promise to draw them; returns the draw's code.

    Refuses WINDOW_OPEN, DRAW_EXISTS, ENTROPY_MISSING, ENTROPY_PAST, NOTHING_TO_DRAW.
    """
    staff_id = by.id
    with write() as session:
        window = get_window(session, window_code, lock=True)
        if window.closes_at > now:
            raise RuleBroken(Refusal.WINDOW_OPEN, when=window.closes_at)
        if find_live(session, window.id):
            raise RuleBroken(Refusal.DRAW_EXISTS)
        if not clean(entropy_source):
            raise RuleBroken(Refusal.ENTROPY_MISSING)
        if entropy_due <= now:
            raise RuleBroken(Refusal.ENTROPY_PAST)
        draw = _seal(session, window, clean(entropy_source), entropy_due, by=staff_id, now=now)
        audit.record(session, by=staff_id, at=now, action="delivery.draw_seal", subject=draw)
        attempts.remember(draw.code)
        return draw.code


def _seal(session: Session, window: OrderWindow, source: str, due: datetime, *, by: int, now: datetime) -> WindowDraw:
    code, key = new_code(), secrets.token_hex(KEY_BYTES)
    task = read_task(session, window, policy(), now)
    terms, sheets = gather(task, code, bytes.fromhex(key))
    if not sheets:
        raise RuleBroken(Refusal.NOTHING_TO_DRAW)
    promise = commit(terms, sheets.values(), closed_at=now, entropy_source=source, entropy_due=due)
    line = commitment_bytes(promise)
    draw = WindowDraw(
        code=code, window_id=window.id, entropy_source=source, entropy_due=due, key=key, sealed_at=now,
        orders=len(sheets), input_digest=promise.input_digest, code_digest=promise.code_digest,
        commitment_digest=digest_of(line), sealed=line + input_bytes(terms, sheets.values()),
        program=code_of_allocator(), created_by=by,
    )  # fmt: skip
    session.add(draw)
    session.flush()
    return draw


def gather(task: Task, code: str, key: bytes) -> tuple[Round, dict[str, Sheet]]:
    """Items that are wished for more often than they can be given, and a sheet of one wish for each such order."""
    wished: dict[str, list[str]] = {}
    for order in task.orders:
        wished.setdefault(order.item, []).append(order.code)
    scarce = {item.code: item for item in task.items if 0 < item.capacity < len(wished.get(item.code, ()))}
    classes = tuple(_offered(item) for item in scarce.values())
    classed = priorities(get_reference().towns, task.had)
    sheets = {
        order.code: Sheet((pseudonym_of(key, order.code),), (Wish(order.item, classed[order.town], ()),))
        for order in task.orders
        if order.item in scarce
    }
    return Round(code, classes, PRIORITIES), sheets


def _offered(item: TaskItem) -> OfferedClass:
    return OfferedClass(item.code, item.code, (Bucket(GENERAL, item.capacity),))


def draw_orders(code: str, entropy: str, *, by: Person, now: datetime) -> str:
    """Draw sealed orders with the chance that has appeared; returns the result's digest.

    Each order gets its place in the line for its item. Refuses WRONG_STATE, ENTROPY_EARLY, ENTROPY_MISSING,
    CODE_CHANGED.
    """
    staff_id = by.id
    with write() as session:
        draw = _lock(session, code)
        if draw.state is not DrawState.SEALED:
            raise RuleBroken(Refusal.WRONG_STATE)
        if now < draw.entropy_due:
            raise RuleBroken(Refusal.ENTROPY_EARLY, when=draw.entropy_due)
        if not clean(entropy):
            raise RuleBroken(Refusal.ENTROPY_MISSING)
        _carry_out(session, draw, clean(entropy), now)
        audit.record(session, by=staff_id, at=now, action="delivery.draw", subject=draw)
        attempts.remember(code)
        return draw.result_digest


def _carry_out(session: Session, draw: WindowDraw, entropy: str, now: datetime) -> None:
    """The draw itself on the bytes that were sealed, with the program that was promised."""
    if verify(draw.sealed).faults or digest_of(code_of_allocator()) != draw.code_digest:
        raise RuleBroken(Refusal.CODE_CHANGED)
    file = read_file(draw.sealed)
    assert file.commitment is not None, "a file without commitment has a fault"
    result = result_of(file.terms, file.sheets, header_of(file.commitment, entropy))
    draw.state, draw.drawn_at, draw.entropy, draw.result_digest = DrawState.DRAWN, now, entropy, result.digest
    draw.result = draw.sealed + result.body
    draw.queues = [
        {"item": queue.offered, "seats": queue.seats, "closed": list(queue.closed) if queue.closed else None}
        for queue in result.drawn.queues
    ]
    _write_places(session, draw, result.drawn)


def _write_places(session: Session, draw: WindowDraw, drawn: Drawn) -> None:
    """By item, by priority, by number: the order in which an item is given."""
    claims: dict[str, list[tuple[Claim, str]]] = {}
    for number, sheet in enumerate(drawn.order, 1):
        [wish] = sheet.wishes
        claim = Claim(False, PRIORITIES.index(wish.priority), number)
        claims.setdefault(wish.offered, []).append((claim, sheet.people[0]))
    place_of = {who: place for row in claims.values() for place, (_claim, who) in enumerate(sorted(row), 1)}
    key = bytes.fromhex(draw.key)
    rows = session.execute(
        select(DeliveryOrder.id, DeliveryOrder.code).where(DeliveryOrder.window_id == draw.window_id)
    )
    values = [
        {"id": number, "draw_place": place_of[who]}
        for number, code in rows
        if (who := pseudonym_of(key, code)) in place_of
    ]
    session.execute(update(DeliveryOrder), values)


def annul_draw(code: str, reason: str, *, by: Person, now: datetime) -> None:
    """A draw counts no more; its files stay published. What was offered by it stands. Refuses WRONG_STATE,
    REASON_MISSING.
    """
    staff_id = by.id
    with write() as session:
        draw = _lock(session, code)
        if draw.state is DrawState.ANNULLED:
            raise RuleBroken(Refusal.WRONG_STATE)
        if not reason.strip():
            raise RuleBroken(Refusal.REASON_MISSING)
        draw.state, draw.annul_reason = DrawState.ANNULLED, reason.strip()
        placed = update(DeliveryOrder).where(DeliveryOrder.window_id == draw.window_id)
        session.execute(placed.values(draw_place=None), execution_options={"synchronize_session": False})
        audit.record(session, by=staff_id, at=now, action="delivery.draw_annul", subject=draw)
        attempts.remember(code)


def _lock(session: Session, code: str) -> WindowDraw:
    get_window(session, get_draw(session, code).window.code, lock=True)
    return get_draw(session, code)
