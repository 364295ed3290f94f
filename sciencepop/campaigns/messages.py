"""The words for states, ways, reasons and refusals."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from sciencepop.campaigns.queries.reach import REACHED
from sciencepop.campaigns.rules.states import CampaignState, Carrier, Frequency, Refusal, Unreached
from sciencepop.core.errors import RuleBroken

STATES: dict[CampaignState, Any] = {
    CampaignState.DRAFT: _l("草稿"),
    CampaignState.SUBMITTED: _l("等另一位同事审核"),
    CampaignState.APPROVED: _l("已审核，到时发送"),
    CampaignState.SENDING: _l("正在发送"),
    CampaignState.SENT: _l("已发完"),
    CampaignState.STOPPED: _l("已停止"),
}
CARRIERS: dict[Carrier, Any] = {
    Carrier.MAIL: _l("邮件"),
    Carrier.DEVICES: _l("设备通知"),
    Carrier.SITE: _l("站内消息"),
}
FREQUENCIES: dict[Frequency, Any] = {
    Frequency.WEEKLY: _l("每周一封"),
    Frequency.MONTHLY: _l("每月一封"),
    Frequency.OFF: _l("不收"),
}
STAGES = {"职前": _l("职前（上学的人）"), "职中": _l("职中（工作的人）"), "职后": _l("职后（退休的人）")}
REASONS: dict[str, Any] = {
    REACHED: _l("收得到"),
    Unreached.NO_CONSENT: _l("没有同意收推送"),
    Unreached.UNSUBSCRIBED: _l("退订了"),
    Unreached.AGE_UNTOLD: _l("没有说年龄段"),
    Unreached.NO_CARRIER: _l("没有能用的收信方式"),
    Unreached.CAPPED: _l("这几天收得够多了"),
}

R = Refusal
SENTENCES: dict[Refusal, Any] = {
    R.WRONG_STATE: _l("现在不能这样做，页面可能放得太久了。请刷新后再看。"),
    R.REASON_MISSING: _l("请写明原因。"),
    R.SAME_PERSON: _l("写的人不能自己审核，请另一位同事来。"),
    R.NO_CARRIER: _l("请至少选一种收信方式。"),
    R.TOO_FEW: _l("收得到的不到 %(least)d 人，不能发送：人太少，等于知道是谁。请放宽人群。"),
    R.IN_THE_PAST: _l("发送时间已经过了，请改到以后。"),
    R.QUIET_HOURS: _l("这个时间是安静时段，不给任何人写信。请改到白天。"),
    R.TOO_LATE: _l("约定的发送时间已经过了一天多，写的事可能过时了。请退回修改，换一个时间。"),
    R.BAD_LINK: _l("链接只能是本站的页面，例如 /events/…。"),
    R.NOTHING_CHOSEN: _l("请至少选一类人群。"),
    R.BAD_ADDRESS: _l("请填写邮箱，例如 name@example.cn。"),
    R.LINK_OVER: _l("这个链接已经过期或不完整，请重新订阅一次。"),
}


def sentence(broken: RuleBroken) -> str:
    """What to tell somebody whose wish was refused, and what to do instead."""
    words = str(SENTENCES[Refusal(broken.code)])
    return words % broken.facts if "%(" in words else words
