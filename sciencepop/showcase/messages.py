"""The words for states and refusals of the showcase."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import span, tr
from sciencepop.core.pictures import BadPicture, say_picture
from sciencepop.showcase.rules.projects import Need, Offer, ProjectState, Refusal, Stage

STATES: dict[ProjectState, Any] = {
    ProjectState.DRAFT: _l("草稿"),
    ProjectState.SUBMITTED: _l("等区科协审核"),
    ProjectState.PUBLISHED: _l("已公布"),
    ProjectState.RETURNED: _l("待修改"),
    ProjectState.WITHDRAWN: _l("已撤下"),
}
STEPS: dict[ProjectState, Any] = {
    ProjectState.SUBMITTED: _l("提交审核"),
    ProjectState.PUBLISHED: _l("审核通过并公布"),
    ProjectState.RETURNED: _l("退回修改"),
    ProjectState.WITHDRAWN: _l("撤下"),
}
STAGES: dict[Stage, Any] = {
    Stage.IDEA: _l("想法"),
    Stage.LAB: _l("实验室"),
    Stage.PROTOTYPE: _l("样机"),
    Stage.PILOT: _l("中试"),
    Stage.MARKET: _l("已上市"),
}
OFFERS: dict[Offer, Any] = {
    Offer.LICENCE: _l("转让或许可"),
    Offer.COOPERATION: _l("合作研发"),
    Offer.PRODUCT: _l("产品"),
    Offer.SERVICE: _l("技术服务"),
    Offer.TRAINING: _l("培训"),
}
NEEDS: dict[Need, Any] = {
    Need.FUNDING: _l("资金"),
    Need.PARTNER: _l("合作方"),
    Need.PILOT_SITE: _l("试用场地"),
    Need.TALENT: _l("人才"),
    Need.SPACE: _l("场所"),
}

R = Refusal
SENTENCES: dict[Refusal, Any] = {
    R.WRONG_STATE: _l("现在不能这样做，页面可能放得太久了。请刷新后再看。"),
    R.REASON_MISSING: _l("请写明原因。"),
    R.CHANGED_MEANWHILE: _l("您打开页面之后发布的人又改过，请看过新内容再决定。"),
    R.MOST_PROJECTS: _l("一个账号最多发布 %(count)d 个成果，请先撤下一些。"),
    R.OWN_PROJECT: _l("这是您自己的成果。"),
    R.NOT_PUBLIC: _l("这个成果现在没有公布，不能对接。"),
    R.WORDS_MISSING: _l("请写上要说的话。"),
    R.TOO_MANY_TALKS: _l("一天最多和 %(count)d 个成果开始对接，请明天再来。"),
    R.TOO_MANY_MESSAGES: _l("今天在这个对话里写得太多了，请明天再写。"),
    R.WAIT_FOR_ANSWER: _l("请等对方回复后再写。"),
    R.TALK_CLOSED: _l("这个对话已经关闭。"),
    R.NO_ADDRESS: _l("您的账号没有邮箱或手机号，不能交换联系方式。"),
    R.REPORTED_ALREADY: _l("已经举报过，正在处理。"),
    R.SLOT_PAST: _l("请选现在以后、120 天以内的时间。"),
    R.SLOT_LENGTH: _l("一次见面在 10 分钟到 3 小时之间。"),
    R.SLOT_OVERLAPS: _l("和您提供的另一个时间重叠了。"),
    R.MOST_SLOTS: _l("一个成果最多提供 %(count)d 个时间。"),
    R.SLOT_GONE: _l("这个时间已经没有了，请选别的时间。"),
    R.MEETING_ALREADY: _l("您已经约了这个成果的一次见面，先取消才能换时间。"),
    R.CLASH: _l("和您的“%(title)s”（%(span)s）时间冲突。"),
    R.OWNER_BUSY: _l("对方这个时间有了别的安排，请选别的时间。"),
    R.ALT_MISSING: _l("请用一句话写出照片里有什么，看不见的人要靠它。"),
    R.RIGHTS_MISSING: _l("请确认您有权公开这张照片。"),
    R.MOST_PICTURES: _l("一个成果最多 %(count)d 张照片，请先删去一些。"),
}


def sentence(broken: RuleBroken) -> str:
    """What to tell somebody whose wish was refused, and what to do instead."""
    if isinstance(broken, BadPicture):
        return say_picture(broken.problem)
    facts = dict(broken.facts)
    commitment = facts.pop("commitment", None)
    if commitment is not None:
        at = commitment.occurrence or commitment
        facts |= {"title": tr(commitment.named, "title"), "span": span(at.starts_at, at.ends_at)}
    words = str(SENTENCES[Refusal(broken.code)])
    return words % facts if "%(" in words else words
