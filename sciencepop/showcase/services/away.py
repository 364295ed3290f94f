"""“I cannot come” calls meetings off: what bookings asks through its hook."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.bookings.hooks import Giver, Held
from sciencepop.bookings.services.settle import Change
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.showcase.models import MeetingSlot, SlotState
from sciencepop.showcase.queries import is_in, list_meetings
from sciencepop.showcase.services.meetings import end_meeting

PREFIX = "meet:"


def list_between(person_id: int, from_on: date, until_on: date, now: datetime) -> Sequence[Held]:
    """The person's meetings to come on these days, both included."""
    first, last = clock.day_bounds(from_on)[0], clock.day_bounds(until_on)[1]
    rows = [one for one in list_meetings(db.session(), person_id, first, last) if one.starts_at > now]
    return [
        Held(
            f"{PREFIX}{one.code}",
            str(_("科技成果对接")),
            str(_("已约定")),
            one.project.title_zh,
            one.project.title_en or one.project.title_zh,
            one.starts_at,
            one.ends_at,
            one.place,
            str(_("取消这次见面，对方会收到通知。")),
        )
        for one in rows
    ]


def no_occurrences(_session: Session, _person_id: int, _keys: Collection[str]) -> Collection[int]:
    """A meeting has no pools."""
    return ()


def call_off_these(session: Session, person_id: int, keys: Collection[str], now: datetime) -> tuple[int, list[Change]]:
    """End these meetings. What has begun or was called off since is left; NotFound for others'."""
    codes = [key.removeprefix(PREFIX) for key in keys]
    rows = session.scalars(
        select(MeetingSlot)
        .where(MeetingSlot.code.in_(codes))
        .order_by(MeetingSlot.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if len(rows) < len(codes) or not all(one.talk and is_in(one.talk, person_id) for one in rows):
        raise NotFound
    count = 0
    for one in rows:
        if one.talk and one.state is SlotState.TAKEN and one.starts_at > now:
            end_meeting(session, one, one.talk, now)
            count += 1
    return count, []


GIVER = Giver(PREFIX, list_between, no_occurrences, call_off_these)
