"""The words for states, fields and refusals of managing, as lazy sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import day, wall_clock
from sciencepop.programme.models import EventState
from sciencepop.programme.rules.duty import Checker, Ground, Risk
from sciencepop.programme.rules.refusals import Refusal

STATES: dict[EventState, Any] = {
    EventState.DRAFT: _l("草稿"),
    EventState.SUBMITTED: _l("等待审核"),
    EventState.RETURNED: _l("待修改"),
    EventState.PUBLISHED: _l("已公开"),
    EventState.WITHDRAWN: _l("已停止公开"),
    EventState.CANCELLED: _l("已取消"),
}

RISKS: dict[Risk, Any] = {Risk.LOW: _l("低风险"), Risk.MEDIUM: _l("中风险"), Risk.HIGH: _l("高风险")}

CHECKERS: dict[Checker, Any] = {Checker.BASE: _l("基地内容负责人"), Checker.EXPERT: _l("专家")}

GROUNDS: dict[Ground, Any] = {
    Ground.UNSCIENTIFIC: _l("内容不科学、不准确"),
    Ground.OUTDATED: _l("内容过时"),
    Ground.UNSAFE: _l("有安全隐患"),
    Ground.UNLICENSED: _l("缺少许可或手续"),
    Ground.ADVERTISING: _l("商业推销"),
    Ground.COMPLAINT: _l("有投诉，正在核实"),
    Ground.OTHER: _l("其他"),
}

FIELDS: dict[str, Any] = {
    "kind": _l("活动类型"),
    "title_zh": _l("活动名称"),
    "title_en": _l("英文名称"),
    "summary_zh": _l("一句话介绍"),
    "summary_en": _l("英文一句话介绍"),
    "body_zh": _l("活动详情"),
    "body_en": _l("英文活动详情"),
    "source_note": _l("科学依据与来源"),
    "audiences": _l("适合谁"),
    "topics": _l("主题"),
    "access": _l("无障碍服务"),
    "age_min": _l("最小年龄"),
    "age_max": _l("最大年龄"),
    "adult_needed": _l("需要大人陪同"),
    "price_cents": _l("每人费用（元）"),
    "price_note_zh": _l("费用说明"),
    "price_note_en": _l("英文费用说明"),
    "rain_plan_zh": _l("下雨怎么办"),
    "rain_plan_en": _l("英文下雨安排"),
    "bring_zh": _l("需要带什么"),
    "bring_en": _l("英文携带物品"),
    "booking_mode": _l("怎样参加"),
    "booking_opens_days": _l("提前几天开放预约"),
    "booking_closes_minutes": _l("开始前多少分钟停止预约"),
    "seats": _l("每场席位"),
    "seats_per_booking": _l("每次最多预约几席"),
    "minors_per_booking": _l("每次最多带几个未满 14 岁的孩子"),
    "names_needed": _l("需要每位参加者的姓名"),
    "waiting_policy": _l("候补怎样递补"),
}

_SENTENCES: dict[Refusal, Any] = {
    Refusal.NOT_ALLOWED: _l("您的账号没有这项权限。如果这是您负责的基地，请联系区科协授权。"),
    Refusal.CHANGED_MEANWHILE: _l("您打开这一页之后，内容被别人改过。请核对最新的内容，再提交一次。"),
    Refusal.NO_OCCURRENCE: _l("还没有即将举行的场次。请先添加场次，再提交审核。"),
    Refusal.BASE_NOT_PUBLIC: _l("这个基地目前没有公开，请先处理基地，再公开它的活动。"),
    Refusal.CHECKS_OPEN: _l("请逐项核对并勾选全部审核要点，才能公开。"),
    Refusal.REASON_MISSING: _l("请写明原因，对方会看到。"),
    Refusal.REVIEWER_NAMELESS: _l("审核要署名。请先在“我的”里填写您的姓名，再来审核。"),
    Refusal.SEATS_MISSING: _l("需要预约的活动，请填写每场席位数。"),
    Refusal.AGES_REVERSED: _l("最大年龄不能小于最小年龄。"),
    Refusal.MODE_FIXED: _l("已经有场次了，参加方式不能再改。请另建一个活动。"),
    Refusal.CARD_MISSING: _l("还缺审核卡：请填写年龄、材料和安全风险评估，并由另一位同事或专家核对签字。"),
    Refusal.RISK_LAPSED: _l("安全风险评估已经到期。请重新填写审核卡并核对签字。"),
    Refusal.RISK_PAST: _l("评估的有效期不能早于今天。"),
    Refusal.FOUR_EYES: _l("写审核卡或创建活动的人不能自己签字。请另一位同事或专家核对。"),
    Refusal.EXPERT_NEEDED: _l("这样的风险要由专家核对。请联系区科协，由工作人员记录专家的意见。"),
    Refusal.EXPERT_NAMELESS: _l("请写明专家的姓名和单位。"),
    Refusal.NOTHING_TO_SIGN: _l("没有等待核对的审核卡，可能刚刚已经签过。"),
    Refusal.LICENCE_KNOWN: _l("这个编号的许可已经记录过了。变更时间、地点或规模，需要新的许可。"),
    Refusal.OBJECTED: _l("已经提过异议，区科协会看到。"),
    Refusal.NO_DATES: _l("这样选不出任何日期，请检查日期和星期。"),
    Refusal.NO_WEEKDAYS: _l("请至少选一个星期几。"),
    Refusal.DATES_REVERSED: _l("结束日期不能早于开始日期。"),
    Refusal.TOO_SHORT_OR_LONG: _l(
        "一场活动要在 5 分钟到 24 小时之间。结束时间要晚于开始时间；到第二天才结束的，请勾选“到第二天结束”。"
    ),
    Refusal.NOTHING_TO_ADD: _l("按这样填写没有可以添加的场次，请检查例外日期。"),
    Refusal.NO_HOURS: _l("基地还没有填写开放时间，排不出入场时段。请先在基地资料里填写。"),
    Refusal.BOOKING_NEVER_OPENS: _l(
        "按活动的预约规则，预约还没开放就已截止。请先修改“提前几天开放预约”或“停止预约”的时间。"
    ),
    Refusal.ALREADY_CANCELLED: _l("这一场已经取消了。"),
    Refusal.ALREADY_OVER: _l("这一场已经结束，不能再改。"),
    Refusal.NOT_SKIPPED: _l("这个日期不在跳过的日期里，可能刚刚已经恢复。"),
    Refusal.UNDO_OVER: _l("不能撤销了：时间已过，或者之后又改过。要改回去，请再改一次，已预约的人会收到通知。"),
}

FIELD_OF: dict[Refusal, tuple[str, ...]] = {
    Refusal.REASON_MISSING: ("reason", "note"),
    Refusal.SEATS_MISSING: ("seats",),
    Refusal.AGES_REVERSED: ("age_max",),
    Refusal.MODE_FIXED: ("booking_mode",),
    Refusal.NO_DATES: ("dates", "weekdays", "on"),
    Refusal.NO_WEEKDAYS: ("weekdays",),
    Refusal.DATES_REVERSED: ("until_on", "valid_until"),
    Refusal.TOO_SHORT_OR_LONG: ("ends",),
    Refusal.PAST: ("on", "from_on", "dates"),
    Refusal.TOO_FAR: ("on", "until_on", "dates"),
    Refusal.TOO_MANY: ("until_on", "dates"),
    Refusal.TAKEN: ("on", "dates", "starts"),
    Refusal.CHECKS_OPEN: ("checks",),
    Refusal.RISK_PAST: ("risk_until",),
    Refusal.EXPERT_NAMELESS: ("name",),
    Refusal.RISK_TOO_LONG: ("risk_until",),
    Refusal.AGE_BELOW_CARD: ("age_min",),
    Refusal.LICENCE_KNOWN: ("number",),
}
"""Which field a refusal hangs on: the first of these that the form has."""


def sentence(broken: RuleBroken) -> str:
    """What to tell somebody whose wish was refused, and what to do instead."""
    facts = broken.facts
    match broken.code:
        case Refusal.WRONG_STATE:
            return str(_("这个活动现在是“%(state)s”，不能这样做。请先看看最新情况。", state=STATES[facts["state"]]))
        case Refusal.INCOMPLETE:
            names = "、".join(str(FIELDS[name]) for name in facts["missing"])
            return str(_("还缺少：%(names)s。请补充后再提交。", names=names))
        case Refusal.PAST:
            return str(_("%(day)s这个时间已经过去了，请选以后的时间。", day=day(facts["on"])))
        case Refusal.TOO_FAR:
            return str(
                _("最远可以安排 %(days)d 天以内的场次，%(day)s太远了。", days=facts["days"], day=day(facts["on"]))
            )
        case Refusal.TOO_MANY:
            return str(_("一次最多添加 %(most)d 场，请分几次添加。", most=facts["most"]))
        case Refusal.TAKEN:
            return str(_("%(day)s同一时间已经有一场了，请换一个开始时间。", day=day(facts["on"])))
        case Refusal.RESOURCE_TAKEN:
            when = f"{day(facts['when'])} {wall_clock(facts['when'])}"
            words = _(
                "“%(resource)s”在 %(when)s 这一场的时间里不够用，已经被别的场次占用。请换时间，或调整用量。",
                resource=facts["resource"],
                when=when,
            )
            return str(words)
    return _duty_sentence(broken) or str(_SENTENCES[Refusal(broken.code)])


def _duty_sentence(broken: RuleBroken) -> str:
    """Cards and licences; '' for everything else."""
    facts = broken.facts
    match broken.code:
        case Refusal.RISK_TOO_LONG:
            return str(_("这样的风险，评估最长有效 %(days)d 天，请选更早的日期。", days=facts["days"]))
        case Refusal.AGE_BELOW_CARD:
            words = _(
                "审核卡上写的是 %(age)d 岁以上，活动的最小年龄不能更低。请修改活动，或重新填写审核卡。",
                age=facts["age"],
            )
            return str(words)
        case Refusal.LICENCE_MISSING:
            when = f"{day(facts['when'])} {wall_clock(facts['when'])}"
            words = _(
                "%(when)s 的场次，同一时间同一地点一共 %(people)d 人，属于大型群众性活动，"
                "没有公安机关的许可，或超出许可的日期和人数。请先由区科协记录许可。",
                when=when,
                people=facts["people"],
            )
            return str(words)
        case Refusal.LICENCE_LOCKED:
            words = _(
                "这一场已取得大型群众性活动许可（%(number)s），时间、地点和容量不能更改。"
                "确需变更，请先取得新的许可，由区科协记录后再改。",
                number=facts["number"],
            )
            return str(words)
    return ""


def refuse(form: Any, broken: RuleBroken) -> None:
    """Hang a refusal on the field of the form that it is about, or on the whole form."""
    names = FIELD_OF.get(Refusal(broken.code), ())
    form.refuse(next((name for name in names if name in form), None), sentence(broken))
