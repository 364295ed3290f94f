"""The words for states and refusals of bookings."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sciencepop.bookings.rules.attendance import DOORS_OPEN_MINUTES, Mark
from sciencepop.bookings.rules.feedback import Closed
from sciencepop.bookings.rules.ledger import CommitmentKind
from sciencepop.bookings.rules.points import PointReason
from sciencepop.bookings.rules.pools import PoolKind
from sciencepop.bookings.rules.promotion import Idle
from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.bookings.rules.resources import Per, ResourceKind
from sciencepop.bookings.rules.states import BookingState
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import day, span, tr, wall_clock

STATES: dict[BookingState, Any] = {
    BookingState.WAITING: _l("候补中"),
    BookingState.HELD: _l("暂留"),
    BookingState.PENDING: _l("等待确认"),
    BookingState.OFFERED: _l("有空位，等您答复"),
    BookingState.CONFIRMED: _l("预约成功"),
    BookingState.ATTENDED: _l("已到场"),
    BookingState.NO_SHOW: _l("未到场"),
    BookingState.CANCELLED: _l("已取消"),
    BookingState.DECLINED: _l("已放弃"),
    BookingState.EXPIRED: _l("保留已过期"),
}

MARKS: dict[Mark, Any] = {
    Mark.ATTENDED: _l("签到"),
    Mark.NO_SHOW: _l("记为未到"),
    Mark.UNDO: _l("撤销"),
}

SCORE_WORDS: dict[int, Any] = {
    5: _l("5 分，非常好"),
    4: _l("4 分，很好"),
    3: _l("3 分，还可以"),
    2: _l("2 分，不太好"),
    1: _l("1 分，不好"),
}

CLOSED: dict[Closed, Any] = {
    Closed.NOT_THERE: _l("只有到场的人可以评价。如果您到场了，请联系场馆更正签到。"),
    Closed.TOO_EARLY: _l("活动还没有结束，结束后再来评价吧。"),
    Closed.OVER: _l("评价已经截止，不能再提交或修改。"),
}

POINT_REASONS: dict[PointReason, Any] = {
    PointReason.NO_SHOW: _l("预约了，没有到场"),
    PointReason.LATE_CANCEL: _l("离开始很近才取消"),
}

POOL_KINDS: dict[PoolKind, Any] = {
    PoolKind.TOWN: _l("一个街镇的居民"),
    PoolKind.TELEPHONE: _l("电话和柜台预约"),
    PoolKind.WALK_IN: _l("现场来的人"),
}

RESOURCE_KINDS: dict[ResourceKind, Any] = {
    ResourceKind.ROOM: _l("厅室"),
    ResourceKind.GUIDE: _l("讲解员"),
    ResourceKind.EQUIPMENT: _l("器材"),
}

USES: dict[Per, Any] = {
    Per.SEAT: _l("每预约一席用这么多"),
    Per.OCCURRENCE: _l("整场用这么多"),
}

IDLE: dict[Idle, Any] = {
    Idle.NOBODY_WAITS: _l("没有人在候补。"),
    Idle.CANCELLED: _l("这一场没有公开或已取消，所以不再递补。"),
    Idle.CLOSED: _l("预约已截止，所以不再递补。"),
    Idle.FULL: _l("没有空位。有人取消，或您增加席位后，会自动询问候补的人。"),
    Idle.NONE_FITS: _l("剩下的空位坐不下候补中最小的一组。您可以增加席位。"),
    Idle.FIRST_TOO_LARGE: _l("排在最前面的一组坐不下；按本活动的办法，后面的人不能先坐。您可以增加席位。"),
    Idle.HOUSEHOLD: _l("候补的人要带的孩子，已由另一位监护人占了席位或正在等答复，所以暂不询问。"),
    Idle.NO_GUIDE: _l("讲解员不够，所以暂停预约和递补；已预约的人不受影响。增加讲解员后会自动询问候补的人。"),
    Idle.NO_RESOURCE: _l("同一时间的其他场次正在共用场地或器材，已经没有余量，所以不递补。"),
    Idle.NIGHT: _l("离截止太近，中间只有夜里，来不及答复，所以现在不递补。"),
}

_SENTENCES: dict[Refusal, Any] = {
    Refusal.NOT_PUBLIC: _l("这个活动现在没有公开，不能预约。请到“找活动”看看别的活动。"),
    Refusal.CANCELLED: _l("这一场已经取消。请选其他场次，或另找活动。"),
    Refusal.PAST: _l("这一场已经开始或结束，不能再预约。请选以后的场次。"),
    Refusal.DROP_IN: _l("这个活动不用预约，直接前往就可以。"),
    Refusal.ACCOUNT_CLOSED: _l("这个账号已经注销。请重新登录后再预约。"),
    Refusal.ALREADY_BOOKED: _l("您已经预约了这一场，或正在候补。要改人数，请先取消原来的，再重新预约。"),
    Refusal.NOT_OPEN_YET: _l("预约还没有开放，%(when)s 开始。请到时再来。"),
    Refusal.CLOSED: _l("这一场的预约已在 %(when)s 截止。请选其他场次。"),
    Refusal.RISK_LAPSED: _l("主办方正在更新安全风险评估，暂停新的预约；已有的预约不受影响。请过些时候再来。"),
    Refusal.TOO_MANY_SEATS: _l("这个活动每次可以预约 1 到 %(most)d 席。请减少人数，或联系场馆安排团体参观。"),
    Refusal.NAMES_NEEDED: _l("请填写每位参加者的姓名：%(seats)d 位就写 %(seats)d 个，每行一个；选了的孩子不用再写。"),
    Refusal.CLASH: _l("您在这个时间已经预约了“%(title)s”（%(span)s）。请选其他场次，或先取消那一个。"),
    Refusal.PARTY_TOO_SMALL: _l("您选的人一共要 %(smallest)d 席。请增加席位，或少选几位。"),
    Refusal.TOO_MANY_MINORS: _l("每次最多带 %(most)d 个未满 14 岁的孩子。请少选几位，或联系场馆。"),
    Refusal.CHILD_AGE: _l("%(child)s 那天的年龄不合适：这个活动适合 %(ages)s。请另选孩子或活动。"),
    Refusal.CHILD_BOOKED: _l("%(child)s 已经有这一场的席位或保留席位，不用再占一个。"),
    Refusal.CHILD_CLASH: _l("%(child)s 在这个时间已经预约了“%(title)s”（%(span)s）。请另选场次，或先取消那一个。"),
    Refusal.SIZE_TOO_SMALL: _l("已经有 %(taken)d 席被预约，席位数不能少于这个数。"),
    Refusal.RESERVE_TOO_LARGE: _l("最多还能预留 %(free)d 席：其余的已经被预约，或已作其他预留。"),
    Refusal.RESOURCE_TAKEN: _l(
        "“%(resource)s”在 %(when)s 这一场的时间里不够用，已经被别的场次占用。请换时间，或调整用量。"
    ),
    Refusal.RESOURCE_SMALL: _l("已经安排的场次同时要用 %(used)d，总量不能少于这个数。"),
    Refusal.RESOURCE_NAMED: _l("这个基地已经有同名的资源。请换一个名称，或直接修改原来的总量。"),
    Refusal.ADULT_NEEDED: _l("这个活动须由成人陪同。请把陪同的大人也算进人数里。"),
    Refusal.LINE_FIRST: _l("这一场有人在候补，空出的席位按先后留给他们。您可以加入候补，或选其他场次。"),
    Refusal.OFFER_OVER: _l("保留时间已过，席位已经让给下一位。如果还想参加，可以重新预约或加入候补。"),
    Refusal.NOT_OFFERED: _l("这个预约现在没有等您答复的席位。最新情况见下面。"),
    Refusal.NOT_CANCELLABLE: _l("这一场已经开始，或这个预约已经结束，不能再取消。有疑问请联系场馆。"),
    Refusal.NOT_MOVABLE: _l("这个预约不能换场次：主办方没有改过安排，或者这一场已经开始、预约已经结束。"),
    Refusal.SIZE_CHANGED: _l("您打开这一页之后，席位数被别人改过。请核对最新的数，再提交一次。"),
    Refusal.TOO_EARLY: _l(
        "还没到时候：开始前 %(hours)d 小时起可以签到，开始后才能记为未到。", hours=DOORS_OPEN_MINUTES // 60
    ),
    Refusal.NEEDS_PERMIT: _l("要先申请查看未成年人信息，区级负责人批准后才能看。"),
    Refusal.LOOK_TOO_FAR: _l("活动前七天到活动后一天才能查看孩子的照顾事项。"),
    Refusal.REASON_MISSING: _l("请写明理由，至少四个字，监护人会看到。"),
    Refusal.SUSPENDED: _l(
        "您有几次预约后没有来，或很晚才取消，所以 %(when)s "
        "以前不能预约有名额的活动；不用预约的活动随时欢迎。"
        "如有误会，请在“守约记录”里申诉，会由工作人员处理。"
    ),
    Refusal.APPEAL_OVER: _l("这一条已经申诉过、已经撤销，或过了申诉的时间。还有疑问，请打电话联系我们。"),
    Refusal.APPEAL_DECIDED: _l("这个申诉已经处理，或这一条已经撤销，不用再答复。"),
    Refusal.WORDS_MISSING: _l("请写几句说明，至少四个字，对方会看到。"),
    Refusal.CLAIM_UNKNOWN: _l("没有找到对应的凭条。请核对凭条上的号码，以及凭条上的称呼或留的电话。"),
    Refusal.CLAIM_LEFT: _l("凭条上的和您自己已有的冲突，还留在服务台。请先退掉自己的，或请服务台取消那一份。"),
    Refusal.STAMP_CLOSED: _l("开始前三小时到结束后三天内才能给护照卡盖章。"),
    Refusal.CARD_UNKNOWN: _l("没有这张护照卡。请核对卡上的编号。"),
    Refusal.CARD_STAMPED: _l("这张护照卡已经盖过这一场的章，不用再盖。"),
    Refusal.PASSPORT_FULL: _l("已经有 %(most)d 份了。请先删去不再需要的。"),
    Refusal.PASSPORT_NOT_OPEN: _l("这个孩子还没有护照。请先开通，再打印卡或证明。"),
    Refusal.NOTHING_VISITED: _l("护照里还没有章，不能开证明。参加活动并签到后再来。"),
    Refusal.NOT_MARKABLE: _l("这个预约现在的状态不能这样标记。请看最新名单。"),
}

_SERVES = _l("您在这个时间要去“%(title)s”（%(span)s）做志愿者。请选其他场次，或先退出那个班次。")

_LEARNS = _l("您在这个时间要上“%(title)s”的课（%(span)s）。请选其他场次，或先退出那个班。")
_TEACHES = _l("您在这个时间要讲“%(title)s”的课（%(span)s）。请选其他场次。")

FIELD_OF = {
    Refusal.TOO_MANY_SEATS: "seats",
    Refusal.FULL: "seats",
    Refusal.LINE_FIRST: "seats",
    Refusal.PARTY_TOO_SMALL: "seats",
    Refusal.ADULT_NEEDED: "seats",
    Refusal.TOO_MANY_MINORS: "children",
    Refusal.CHILD_AGE: "children",
    Refusal.CHILD_BOOKED: "children",
    Refusal.CHILD_CLASH: "children",
    Refusal.NAMES_NEEDED: "names",
    Refusal.SIZE_TOO_SMALL: "size",
    Refusal.SIZE_CHANGED: "size",
    Refusal.RESERVE_TOO_LARGE: "size",
    Refusal.RESOURCE_SMALL: "capacity",
    Refusal.RESOURCE_NAMED: "name_zh",
    Refusal.REASON_MISSING: "reason",
    Refusal.WORDS_MISSING: "words",
}
"""Which field of a form a refusal hangs on; the others are about the whole wish."""


def sentence(broken: RuleBroken) -> str:
    """What to tell somebody whose wish was refused, and what to do instead."""
    code, facts = Refusal(broken.code), broken.facts
    if code is Refusal.FULL:
        return _full(facts["free"], facts["seats"])
    if code is Refusal.CLASH and facts.get("commitment") is None:
        return str(_("您在这个时间已经有别的安排。请选其他场次，或先取消那一个。"))
    words = str(_clash_words(facts["commitment"]) if code is Refusal.CLASH else _SENTENCES[code])
    return words % spoken(facts) if "%(" in words else words


def _clash_words(commitment: Any) -> Any:
    """Another session, a shift, or a lesson that they give or take."""
    if not commitment.source:
        return _SENTENCES[Refusal.CLASH]
    of_kind = {CommitmentKind.SERVE: _SERVES, CommitmentKind.TEACH: _TEACHES}
    return of_kind.get(commitment.kind, _LEARNS)


def spoken(facts: dict[str, Any]) -> dict[str, Any]:
    """A refusal's facts as its sentence names them."""
    words = dict(facts)
    if "when" in facts:
        words["when"] = f"{day(facts['when'])} {wall_clock(facts['when'])}"
    if "low" in facts:
        words["ages"] = ages(facts["low"], facts["high"])
    if facts.get("occurrence") is not None:
        other = facts["occurrence"]
        words |= {"title": tr(other.event, "title"), "span": span(other.starts_at, other.ends_at)}
    if facts.get("commitment") is not None:
        other = facts["commitment"]
        words |= {"title": tr(other.named, "title"), "span": span(other.starts_at, other.ends_at)}
    return words


def ages(low: int | None, high: int | None) -> str:
    """A range of ages of which at least one end is known."""
    if low is not None and high is not None:
        return str(_("%(low)d–%(high)d 岁", low=low, high=high))
    return str(_("%(low)d 岁以上", low=low) if low is not None else _("%(high)d 岁以下", high=high))


def _full(free: int, seats: int) -> str:
    if free > 0:
        return str(
            _(
                "只剩 %(free)d 席，不够 %(seats)d 席。请减少人数、选其他场次，或加入候补。",
                free=free,
                seats=seats,
            )
        )
    return str(_("这一场已经约满。可以加入候补，有空位时我们会通知您；也可以选其他场次。"))
