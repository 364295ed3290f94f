"""The door of an event with several entry times a day: who may go in now."""

from __future__ import annotations

from flask import render_template, request
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from sciencepop.bookings.messages import STATES
from sciencepop.bookings.queries import door as queries
from sciencepop.bookings.rules.codes import in_groups
from sciencepop.bookings.rules.entry import EARLY, LATE, Turn, may_enter, turn_of
from sciencepop.bookings.rules.states import BookingState
from sciencepop.bookings.views import bp
from sciencepop.core import clock
from sciencepop.core.access import manager, require
from sciencepop.core.db import db
from sciencepop.core.text import clean_line
from sciencepop.programme.queries.managing import get_event

TURNS = {
    Turn.EARLY: _l("还没到时间"),
    Turn.NOW: _l("现在入场"),
    Turn.LATE: _l("迟到，仍可入场"),
    Turn.MISSED: _l("已过时段"),
}


@bp.get("/manage/events/<slug>/door")
@manager
def door(slug: str) -> str:
    """Today's entry times, and whether one party may go in."""
    event, now = get_event(slug), clock.now()
    require(current_user.manages(event.base_id))
    session, words = db.session(), clean_line(request.args.get("q", ""))[:60]
    rows = queries.list_at_door(session, event.id, *clock.day_bounds(clock.local(now).date()))
    turns = {row.occurrence.id: turn_of(row.occurrence.starts_at, row.occurrence.ends_at, now) for row in rows}
    by_id = {row.occurrence.id: row for row in rows}
    free = sum(row.free for row in rows if row.occurrence.starts_at <= now < row.occurrence.ends_at)
    parties = [
        (
            party,
            by_id[party.pool.occurrence_id].occurrence,
            turns[party.pool.occurrence_id],
            party.state is not BookingState.ATTENDED
            and may_enter(turns[party.pool.occurrence_id], free_now=free, seats=party.seats),
        )
        for party in queries.find_parties(session, list(by_id), words)
    ]
    return render_template(
        "bookings/door.html",
        event=event,
        rows=rows,
        turns=turns,
        turn_words=TURNS,
        states=STATES,
        parties=parties,
        words=words,
        free=free,
        now=now,
        early=int(EARLY.total_seconds() // 60),
        late=int(LATE.total_seconds() // 60),
        in_groups=in_groups,
    )
