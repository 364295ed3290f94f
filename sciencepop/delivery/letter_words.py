"""What letters about orders say: a subject and what to do now, by what happened and to whom it is told."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from sciencepop.accounts.rules.messages import MessageKind
from sciencepop.delivery.rules.orders import Act, Side

R, T, D, P = Side.RECEIVER, Side.TOWN, Side.DISTRICT, Side.SUPPLIER


class News(StrEnum):
    """What is told that is no step of an order."""

    MOVE_ASKED = "move_asked"
    MOVED = "moved"
    MOVE_OVER = "move_over"
    LECTURER_AWAY = "lecturer_away"
    REPORT_SENT = "report_sent"
    REPORT_RETURNED = "report_returned"
    REPORT_DUE = "report_due"
    LATE = "late"
    SENT = "sent"
    NOT_SENT = "not_sent"
    OTHER_LECTURER = "other_lecturer"
    JOINED_ON = "joined_on"
    JOINED_OFF = "joined_off"


_off = _l("配送取消：%(title)s")
_absent = _l("记为失约：%(title)s")
_late = _l("点单没有按时处理：%(title)s")
_moved = _l("配送改期：%(title)s")
_moved_advice = _l("新的时间在下面，日历会自动更新。")
_closed = _l("配送已结项：%(title)s")
_late_advice = _l("规定的时间已经过了，请打开点单处理。")

WORDS: dict[tuple[Act | News, Side], tuple[Any, Any]] = {
    (Act.SUBMIT, T): (_l("配送点单等您审核：%(title)s"), _l("请在 %(due)s 前通过或退回；相同的点单可以合并。")),
    (Act.APPROVE, R): (_l("街镇审核通过：%(title)s"), _l("区里会统筹派单，有结果就写信告诉您。")),
    (Act.APPROVE, D): (_l("点单等区里派单：%(title)s"), _l("请在 %(due)s 前派单、列入候补，或说明为什么不能安排。")),
    (Act.RETURN, R): (_l("点单退回修改：%(title)s"), _l("请按原因修改后再提交。")),
    (Act.MERGE, R): (
        _l("点单与同街镇的一份合并：%(title)s"),
        _l("两份点单合成一场，由牵头单位与配送方联系，请与牵头单位商量。"),
    ),
    (Act.MATCH, P): (_l("有一份点单派给您：%(title)s"), _l("请在 %(due)s 前接单或婉拒；到时没有答复，就转给别家。")),
    (Act.WAITLIST, R): (
        _l("点单列入候补：%(title)s"),
        _l("有了空档，区里就派单；到 %(due)s 还没有，就写信告诉您不能安排。"),
    ),
    (Act.REJECT, R): (_l("点单没有安排上：%(title)s"), _l("可以换一个项目或时间，下个季度再点。")),
    (Act.ACCEPT, R): (
        _l("有人接单，请确认：%(title)s"),
        _l("请核对时间、地址、联系人和风险提示，在 %(due)s 前确认；到时没有确认，这一场就取消。"),
    ),
    (Act.LAPSE, P): (_l("点单转给别家：%(title)s"), _l("到时没有收到您的答复，已经转给别的配送方。")),
    (Act.EXPIRE, R): (_off, _l("没有按时确认，这一场取消了，不占街镇的名额。")),
    (Act.EXPIRE, P): (_off, _l("点单方没有按时确认，讲师的时间已经放开。")),
    (Act.CONFIRM, R): (_l("配送已确认：%(title)s"), _l("到那天请把点单页上的六位签到码告诉来的人。来不了请尽早取消。")),
    (Act.CONFIRM, P): (_l("配送已确认：%(title)s"), _l("到那天请向对方要六位签到码，连同各类人数一起登记。")),
    (Act.WITHDRAW, R): (_l("配送方来不了：%(title)s"), _l("这一场先不要准备，正在另找配送方。")),
    (Act.WITHDRAW, D): (_l("配送方退单：%(title)s"), _l("系统会转给下一家；没有下一家时列入候补。")),
    (Act.WITHDRAW, P): (_off, _l("您这一方退了单，讲师的时间已经放开。")),
    (Act.CHECK_IN, R): (_l("请评价这次配送：%(title)s"), _l("请在 %(due)s 前说说怎么样；不评价也可以，不会算作好评。")),
    (Act.CHECK_IN, P): (_l("请评价场地并写结项报告：%(title)s"), _l("评价截至 %(due)s，结项报告截至 %(report_due)s。")),
    (Act.ABSENT, R): (_absent, _l("如与事实不符，请马上联系区科协。")),
    (Act.ABSENT, P): (_absent, _l("如与事实不符，请马上联系区科协。")),
    (Act.ABSENT, D): (_absent, _l("请核对；与事实不符的可以撤销。")),
    (Act.FORGIVE, R): (_l("失约记录撤销：%(title)s"), _l("这一场不再占名额。")),
    (Act.FORGIVE, P): (_l("失约记录撤销：%(title)s"), _l("这一场不再占名额。")),
    (Act.CLOSE, R): (_closed, _l("谢谢您。这一场会计入各街镇的配送结果。")),
    (Act.CLOSE, P): (_closed, _l("区科协已经接受您的结项报告，谢谢。")),
    (Act.CANCEL, R): (_off, _l("这一场不再进行。")),
    (Act.CANCEL, P): (_off, _l("这一场不再进行，讲师的时间已经放开。")),
    (Act.CANCEL, D): (_off, _l("这一场不再进行。")),
    (News.MOVE_ASKED, R): (_l("配送方想改期：%(title)s"), _l("请在 %(move_due)s 前同意或不同意；没有答复就不改。")),
    (News.MOVE_ASKED, P): (_l("点单方想改期：%(title)s"), _l("请在 %(move_due)s 前同意或不同意；没有答复就不改。")),
    (News.MOVED, R): (_moved, _moved_advice),
    (News.MOVED, P): (_moved, _moved_advice),
    (News.MOVE_OVER, R): (_l("时间不改：%(title)s"), _l("对方没有同意改期，仍按原来的时间。")),
    (News.MOVE_OVER, P): (_l("时间不改：%(title)s"), _l("对方没有同意改期，仍按原来的时间。")),
    (News.LECTURER_AWAY, P): (_l("讲师去不了，请换人：%(title)s"), _l("请打开点单另派一位讲师；派不出请尽早退单。")),
    (News.REPORT_SENT, D): (_l("结项报告等您看：%(title)s"), _l("请接受，或退回并说明要补什么。")),
    (News.REPORT_RETURNED, P): (_l("结项报告退回：%(title)s"), _l("请按说明补充，在 %(report_due)s 前再交。")),
    (News.REPORT_DUE, P): (_l("结项报告到期了：%(title)s"), _l("请尽快提交，区科协也收到了提醒。")),
    (News.REPORT_DUE, D): (_l("结项报告没有按时交：%(title)s"), _late_advice),
    (News.LATE, R): (_l("配送还没有签到：%(title)s"), _l("昨天的配送还没有登记。请与配送方联系，或报告失约。")),
    (News.LATE, P): (_l("配送还没有签到：%(title)s"), _l("昨天的配送还没有登记。请联系区科协补登，或报告失约。")),
    (News.LATE, T): (_late, _late_advice),
    (News.LATE, D): (_late, _late_advice),
    (News.SENT, P): (_l("请您去讲：%(title)s"), _l("时间和地点在下面，联系人在点单页上。去不了请尽早告诉配送方。")),
    (News.NOT_SENT, P): (_l("这一场不用您去了：%(title)s"), _l("配送方另作了安排，您的时间已经放开。")),
    (News.OTHER_LECTURER, R): (_l("换了讲师：%(title)s"), _l("时间和地点不变，来的人换成下面这位。")),
    (News.JOINED_ON, R): (
        _l("合并的配送定了：%(title)s"),
        _l("时间和地点在下面。怎么去、去多少人，请与牵头单位商量。"),
    ),
    (News.JOINED_OFF, R): (_l("合并的配送有变：%(title)s"), _l("这一场先不要准备，后面怎么安排请问牵头单位。")),
}
"""`title` is the item; `due`, `move_due` and `report_due` are days."""

CHANGES = (
    *(Act.CANCEL, Act.EXPIRE, Act.WITHDRAW, Act.REJECT),
    *(News.MOVED, News.MOVE_ASKED, News.MOVE_OVER, News.OTHER_LECTURER, News.JOINED_ON, News.JOINED_OFF),
)


def kind_of(news: Act | News, side: Side) -> MessageKind:
    """Whoever ordered hears of results and changes; for the others it is work that waits."""
    if side is not R:
        return MessageKind.ACCOUNT
    return MessageKind.CHANGE if news in CHANGES else MessageKind.BOOKING
