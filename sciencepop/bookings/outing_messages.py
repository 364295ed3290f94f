"""The words for outings: what stands against one, and the way between two stops."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from sciencepop.bookings.messages import sentence as sentence_of_booking
from sciencepop.bookings.rules.outings import FEWEST, MOST, Leg, OutingRefusal
from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import span, tr

_SENTENCES: dict[OutingRefusal, Any] = {
    OutingRefusal.TOO_FEW_STOPS: _l("一天的行程至少要有 %(fewest)d 场。请再选一场，或直接预约这一场。"),
    OutingRefusal.TOO_MANY_STOPS: _l("一天的行程最多 %(most)d 场。请去掉几场。"),
    OutingRefusal.OTHER_DAY: _l("“%(first)s”和“%(second)s”不在同一天。请只选同一天的场次。"),
    OutingRefusal.STOPS_OVERLAP: _l("“%(first)s”和“%(second)s”时间重叠。请去掉其中一场。"),
    OutingRefusal.WAY_TOO_LONG: _l("“%(first)s”和“%(second)s”之间来不及：%(leg)s请换一场。"),
}


def sentence(broken: RuleBroken) -> str:
    """Why an outing was refused: which stop, and the reason."""
    if isinstance(broken.code, OutingRefusal):
        return str(_SENTENCES[broken.code]) % _spoken(broken.facts)
    stop = broken.facts.get("stop")
    reason = reason_of(broken)
    if stop is None:
        return reason
    title, when = tr(stop.event, "title"), span(stop.starts_at, stop.ends_at)
    return str(_("“%(title)s”（%(span)s）：%(reason)s", title=title, span=when, reason=reason))


def reason_of(broken: RuleBroken) -> str:
    """Why one stop is refused. Nobody waits for an outing, so the way out is another one."""
    free = broken.facts.get("free", 0)
    if broken.code is Refusal.FULL and free > 0:
        return str(_("只剩 %(free)d 席，不够。请减少人数，或换一场。", free=free))
    if broken.code is Refusal.FULL:
        return str(_("已经约满。请换一场，或单独到这一场候补。"))
    if broken.code is Refusal.LINE_FIRST:
        return str(_("有人在候补，空出的席位按先后留给他们。请换一场。"))
    return sentence_of_booking(broken)


def _spoken(facts: dict[str, Any]) -> dict[str, Any]:
    words: dict[str, Any] = {"fewest": FEWEST, "most": MOST}
    for name in ("first", "second"):
        if name in facts:
            words[name] = tr(facts[name].event, "title")
    if "leg" in facts:
        words["leg"] = leg_words(facts["leg"])
    return words


def leg_words(leg: Leg) -> str:
    """How long the way takes and how much time there is, as one sentence."""
    if leg.minutes < 0:
        return str(_("两场时间重叠。"))
    time = lasting(leg.minutes)
    if leg.way is None:
        return str(_("路程不明，请自己估算；中间有 %(time)s。", time=time))
    if leg.way == 0:
        return str(_("就在同一处；中间有 %(time)s。", time=time))
    if leg.refused:
        return str(_("路上约 %(way)s，中间只有 %(time)s。", way=lasting(leg.way), time=time))
    return str(_("路上约 %(way)s，中间有 %(time)s。", way=lasting(leg.way), time=time))


def lasting(minutes: int) -> str:
    """A length of time in hours and minutes."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return str(_("%(minutes)d 分钟", minutes=rest))
    if not rest:
        return str(ngettext("%(num)d 小时", "%(num)d 小时", hours))
    return str(_("%(hours)d 小时 %(minutes)d 分钟", hours=hours, minutes=rest))
