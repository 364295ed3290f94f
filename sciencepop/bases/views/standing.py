"""Where a registration stands, as steps for the timeline and as a history of what was decided."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from sciencepop.bases import messages
from sciencepop.bases.models import BaseState, ScienceBase
from sciencepop.core.i18n import day, wall_clock

Steps = list[tuple[str, str, str]]
"""(label, detail, 'done' | 'now' | '') as components/timeline.html draws them."""


def at_words(moment: datetime | None) -> str:
    """10月10日（周六） 10:00, or '' for never."""
    return f"{day(moment)} {wall_clock(moment)}" if moment else ""


def standing_of(base: ScienceBase) -> Steps:
    """Filling in → in review → (corrections | refused | withdrawn) → public, with dates where they are known."""
    state, sent = base.state, at_words(base.submitted_at)
    last = base.decisions[-1] if base.decisions else None
    decided = at_words(last.decided_at) if last else ""
    if state is BaseState.DRAFT:
        return [(_("填写"), _("草稿已保存，提交后由区里审核。"), "now"), (_("审核"), "", ""), (_("公开"), "", "")]
    steps: Steps = [(_("提交"), sent, "done")] if sent else []
    if state is BaseState.SUBMITTED:
        return [*steps, (_("审核"), _("区科协正在查看，结果会发给您。"), "now"), (_("公开"), "", "")]
    if state is BaseState.RETURNED:
        return [
            *steps,
            (_("审核"), decided, "done"),
            (_("待修改"), _("请按下面的意见修改后再提交。"), "now"),
            (_("公开"), "", ""),
        ]
    if state is BaseState.REFUSED:
        return [*steps, (str(messages.STATES[state]), decided, "now")]
    public = (_("公开"), at_words(base.published_at), "now" if state is BaseState.PUBLIC else "done")
    steps += [(_("审核"), at_words(base.published_at), "done")] if sent else []
    if state is BaseState.WITHDRAWN:
        return [*steps, public, (str(messages.STATES[state]), decided, "now")]
    return [*steps, public]
