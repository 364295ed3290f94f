"""What the pages of managing say of an event's way to the public."""

from __future__ import annotations

from flask_babel import gettext as _

from sciencepop.core.i18n import day
from sciencepop.programme.models import Event, EventState

_REACHED = {
    EventState.DRAFT: 0,
    EventState.RETURNED: 0,
    EventState.SUBMITTED: 1,
    EventState.PUBLISHED: 2,
    EventState.WITHDRAWN: 2,
    EventState.CANCELLED: 2,
}


def event_steps(event: Event) -> list[tuple[str, str, str]]:
    """Steps of the timeline: label, detail and state ('done', 'now' or '')."""
    review = event.reviews[-1] if event.reviews else None
    last = {
        EventState.WITHDRAWN: _("停止公开"),
        EventState.CANCELLED: _("取消"),
    }.get(event.state, _("公开"))
    reviewed = _("%(name)s，%(day)s", name=review.reviewer_name, day=day(review.reviewed_at)) if review else ""
    steps = [
        (_("写好内容和场次"), day(event.created_at)),
        (_("提交审核"), day(event.submitted_at) if event.submitted_at else ""),
        (last, reviewed),
    ]
    reached = _REACHED[event.state]
    final = event.state in (EventState.PUBLISHED, EventState.CANCELLED)
    return [
        (label, detail, "done" if index < reached or (final and index == reached) else _now(index, reached))
        for index, (label, detail) in enumerate(steps)
    ]


def _now(index: int, reached: int) -> str:
    return "now" if index == reached else ""
