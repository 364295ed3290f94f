"""The words for gates, for what the door noted, and for refusals there."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from sciencepop.bookings.rules.gates import MERGED_FOR, GateRefusal, Verdict
from sciencepop.core.errors import RuleBroken

VERDICTS: dict[Verdict, Any] = {
    Verdict.ADMITTED: _l("已签到"),
    Verdict.REST: _l("同组其他人已签到"),
    Verdict.TOO_MANY: _l("人数超过预约的席位，可能一张票用了两次"),
    Verdict.NOT_GENUINE: _l("二维码不是本站签发的"),
    Verdict.NOT_CONFIRMED: _l("预约还没有确认"),
    Verdict.NO_SEATS: _l("曾记为未到，席位已经给了别人"),
    Verdict.NOT_VALID: _l("预约已取消或还在候补"),
    Verdict.TOO_EARLY: _l("签到还没有开始"),
    Verdict.UNKNOWN: _l("没有这个预约号"),
    Verdict.WALKED_IN: _l("现场入场"),
    Verdict.EXTRA: _l("现场入场超过了额度，但还有空位"),
    Verdict.OVER: _l("现场入场超过了额度，也没有空位"),
}

_SENTENCES: dict[GateRefusal, Any] = {
    GateRefusal.NO_POOL: _l("这个活动不用预约，所以没有签到入口。"),
    GateRefusal.NOT_ON: _l("这一场已经取消，不能再开签到入口。"),
    GateRefusal.TOO_LATE: _l(
        "这一场已经结束。结束后 %(days)d 天内，设备里没有送出的记录还能送出。", days=MERGED_FOR.days
    ),
    GateRefusal.TOO_MANY_GATES: _l("签到入口太多了。请先结束不用的入口。"),
    GateRefusal.NOT_SO_MANY: _l("现在只有 %(free)d 个空位，额度不能比它多。"),
    GateRefusal.ALREADY_IN_USE: _l("这个入口已经在另一台设备上使用。请为这台设备另开一个入口。"),
    GateRefusal.CHANGED_MEANWHILE: _l("额度刚才有变化，请看最新的数字再改。"),
    GateRefusal.GATE_ENDED: _l("这个入口已经结束。请另开一个入口。"),
    GateRefusal.WRONG_CODE: _l("签到码不对。请看现场屏幕上的六位数字，每分钟换一次。"),
    GateRefusal.DOORS_CLOSED: _l("现在不是签到时间：开始前 3 小时到活动结束可以签到。"),
    GateRefusal.NOT_YOURS_TO_USE: _l("这个预约现在不能自助签到。请到签到台。"),
}


def gate_sentence(broken: RuleBroken) -> str:
    """What to tell somebody whose wish at a gate was refused, and what to do instead."""
    words = str(_SENTENCES[GateRefusal(broken.code)])
    return words % broken.facts if "%(" in words else words
