"""What pages say of a group's visit: where it stands, its numbers, its timetable."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from sciencepop.bookings.models import GroupPart, GroupVisit
from sciencepop.bookings.rules.rotation import letter
from sciencepop.bookings.rules.states import CANCELLABLE, LIVE, BookingState
from sciencepop.bookings.services.group_answer import REFUSED
from sciencepop.bookings.services.group_lock import occurrence_of
from sciencepop.core.i18n import day, tr, wall_clock
from sciencepop.core.reference import get_reference

Step = tuple[str, str, str]


def facts_of_visit(visit: GroupVisit, now: datetime) -> dict[str, Any]:
    """Numbers and what may be done now."""
    live = [part for part in visit.parts if part.booking.state in LIVE]
    begun = any(occurrence_of(part).starts_at <= now for part in live)
    open_parts = [part for part in visit.parts if part.booking.state in CANCELLABLE]
    levels = get_reference().levels
    return {
        "seats": sum(visit.pupils.values()) + visit.adults,
        "heads": [(tr(levels[slug], "name"), count) for slug, count in visit.pupils.items() if slug in levels],
        "is_split": len({part.group for part in visit.parts}) > 1,
        "is_pending": any(part.booking.state is BookingState.PENDING for part in visit.parts),
        "is_cancellable": bool(open_parts) and not begun,
        "takes_names": bool(open_parts) and not begun and visit.names_due_at > now,
        "event": occurrence_of(visit.parts[0]).event,
    }


def steps_of_visit(visit: GroupVisit, now: datetime) -> list[Step]:
    """The visit's way for `components/timeline.html`."""
    asked = (_("已提交"), _moment(visit.created_at), "done")
    states = {part.booking.state for part in visit.parts}
    if BookingState.PENDING in states:
        until = _("场馆最晚 %(when)s 答复，没有答复就自动作废", when=_moment(visit.confirm_by))
        return [asked, (_("等场馆确认"), until, "now"), (_("上传名单"), _due(visit), ""), _arrival(visit, "")]
    if not states & {*LIVE, BookingState.NO_SHOW}:
        return [asked, (*_end(visit), "now")]
    start = min(occurrence_of(part).starts_at for part in visit.parts)
    answered = (_("场馆已确认"), _moment(visit.decided_at), "done")
    if now < visit.names_due_at:
        return [asked, answered, (_("上传名单"), _due(visit), "now"), _arrival(visit, "")]
    names = (_("名单已截止"), _due(visit), "done")
    return [asked, answered, names, _arrival(visit, "now" if start > now else "done")]


def _end(visit: GroupVisit) -> tuple[str, str]:
    reasons = {part.booking.state_reason for part in visit.parts}
    if any(part.booking.state is BookingState.EXPIRED for part in visit.parts):
        return _("没有得到答复，已作废"), _("席位已经放开。请另选场次，或直接联系场馆。")
    if REFUSED in reasons:
        return _("场馆没有接受"), _("原因：%(reason)s", reason=visit.reason)
    if "occurrence" in reasons:
        return _("场馆取消了这一场"), _("非常抱歉，请不要前往。")
    return _("您已取消"), ""


def _arrival(visit: GroupVisit, state: str) -> Step:
    start = min(occurrence_of(part).starts_at for part in visit.parts)
    return _("参观"), _moment(start), state


def _due(visit: GroupVisit) -> str:
    return str(_("可以不传；%(when)s 截止", when=_moment(visit.names_due_at)))


def _moment(moment: datetime | None) -> str:
    return f"{day(moment)} {wall_clock(moment)}" if moment else ""


def timetable(visit: GroupVisit) -> dict[str, Any]:
    """For the printed sheet: the sub-groups with their numbers, and for each round its time and who is where."""
    first: dict[int, GroupPart] = {}
    rounds: dict[int, list[GroupPart]] = {}
    for part in visit.parts:
        first.setdefault(part.group, part)
        rounds.setdefault(part.round, []).append(part)
    stations = list(dict.fromkeys(occurrence_of(part).event for part in visit.parts))
    rows = []
    for number in sorted(rounds):
        at = {occurrence_of(part).event_id: part for part in rounds[number]}
        rows.append((number + 1, occurrence_of(rounds[number][0]), [at.get(event.id) for event in stations]))
    return {
        "groups": [(letter(number), first[number]) for number in sorted(first)],
        "stations": stations,
        "rows": rows,
        "letter": letter,
    }
