"""The words for the feature's refusals, states and facts, in the language that is being written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sciencepop.bases.rules.access import Access
from sciencepop.bases.rules.contacts import ContactRole
from sciencepop.bases.rules.filing import FilingState
from sciencepop.bases.rules.hours import MINUTES_A_DAY, FreeDays, HoursProblem, RuleKind
from sciencepop.bases.rules.opening import Interval
from sciencepop.bases.rules.photos import PhotoState, Rights, Shows
from sciencepop.bases.rules.points import Crs, PointProblem
from sciencepop.bases.rules.refusals import Refusal
from sciencepop.bases.rules.states import BaseState, Step
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import day, language, tr
from sciencepop.core.pictures import BadPicture, say_picture
from sciencepop.core.reference import get_reference

STATES: dict[BaseState, Any] = {
    BaseState.DRAFT: _l("草稿"),
    BaseState.SUBMITTED: _l("等待审核"),
    BaseState.RETURNED: _l("待修改"),
    BaseState.REFUSED: _l("未通过"),
    BaseState.PUBLIC: _l("已公开"),
    BaseState.WITHDRAWN: _l("暂停公开"),
    BaseState.DROPPED: _l("已放弃"),
}

STEPS: dict[Step, Any] = {
    Step.SUBMIT: _l("提交审核"),
    Step.DROP: _l("放弃登记"),
    Step.RETURN: _l("退回修改"),
    Step.ACCEPT: _l("通过并公开"),
    Step.REFUSE: _l("不予通过"),
    Step.WITHDRAW: _l("暂停公开"),
    Step.REPUBLISH: _l("恢复公开"),
}

FACTS: dict[str, tuple[str, Any]] = {
    "name": ("name_zh", _l("名称")),
    "kind": ("kind", _l("类型")),
    "town": ("town_code", _l("所在街镇")),
    "address": ("address_zh", _l("地址")),
    "hours": ("day0", _l("开放时间（或开放时间说明）")),
    "capacity": ("capacity", _l("可容纳人数")),
    "contact": ("contact_phone", _l("联系电话或邮箱")),
    "evidence": ("paper", _l("证明材料")),
}
"""A required fact: the form field that tells it, and its name."""

CRS: dict[Crs, Any] = {
    Crs.WGS84: _l("GPS 或国际地图（WGS-84）"),
    Crs.GCJ02: _l("高德、腾讯或苹果地图（GCJ-02）"),
    Crs.BD09: _l("百度地图（BD-09）"),
}

POINTS: dict[PointProblem, Any] = {
    PointProblem.HALF: _l("经度和纬度要一起填，或者都留空。"),
    PointProblem.NOT_ON_EARTH: _l("纬度在 -90 到 90 之间，经度在 -180 到 180 之间，请核对。"),
    PointProblem.SWAPPED: _l("经度和纬度好像写反了：这里纬度约为 31，经度约为 121。"),
    PointProblem.FAR_AWAY: _l("这个位置离本区太远，请核对经纬度。"),
}

HOURS: dict[HoursProblem, Any] = {
    HoursProblem.UNREADABLE: _l("请按 09:00-16:30 这样填写，中午休息就写 09:00-11:30, 13:00-16:30；不开放就留空。"),
    HoursProblem.EMPTY: _l("开门和关门是同一个时间，请核对；全天 24 小时请填 00:00-24:00。"),
    HoursProblem.BACKWARDS: _l("关门时间要晚于开门时间；开到第二天的请写 18:00-次日01:00。"),
    HoursProblem.OVERLAP: _l("同一天的两段时间重叠了，请改成不重叠的两段。"),
    HoursProblem.TOO_MANY: _l("一天最多填 6 段时间。"),
}

WEEKDAYS = (_l("周一"), _l("周二"), _l("周三"), _l("周四"), _l("周五"), _l("周六"), _l("周日"))

RULES: dict[RuleKind, tuple[Any, Any]] = {
    RuleKind.WEEK: (_l("每周的时间"), _l("平时一周里哪天几点开放。改动从您填的那一天起算。")),
    RuleKind.SEASON: (_l("季节时间"), _l("一段日子用另一张时间表，例如夏令时间；可以每年重复。")),
    RuleKind.SCHOOL_HOLIDAY: (_l("寒暑假时间"), _l("学校放寒暑假的日子用另一张时间表。")),
    RuleKind.MAKEUP_DAY: (_l("调休上班日"), _l("周末调休上班的那天几点开放；留空就是不开放。")),
    RuleKind.REST: (_l("每周休息日"), _l("例如周一闭馆；遇到公共节假日可以照常开放，节后补休。")),
    RuleKind.PUBLIC_HOLIDAY: (_l("公共节假日"), _l("国家公布放假的日子几点开放；留空就是不开放。")),
    RuleKind.CLOSURE: (_l("闭馆"), _l("一天或几天不开放，要写原因。")),
    RuleKind.EXCEPTION: (_l("某一天不一样"), _l("只有这一天：延长、提前关门、加开或不开放。")),
    RuleKind.YOUTH_FREE: (_l("青少年免费日"), _l("哪些开放日对青少年免费；不影响开放时间，用来统计。")),
}
"""A kind of rule: its name, and what it is for."""

FREE_DAYS: dict[FreeDays, Any] = {
    FreeDays.ALL: _l("所有开放日"),
    FreeDays.WEEKEND: _l("周末"),
    FreeDays.PUBLIC_HOLIDAY: _l("公共节假日"),
    FreeDays.SCHOOL_HOLIDAY: _l("寒暑假"),
    FreeDays.WEEKDAY: _l("每周的一天"),
}

FILINGS: dict[FilingState, Any] = {
    FilingState.SUBMITTED: _l("等待审核"),
    FilingState.RETURNED: _l("待修改"),
    FilingState.APPROVED: _l("已通过，到日子生效"),
    FilingState.APPLIED: _l("已生效"),
    FilingState.WITHDRAWN: _l("已撤回"),
}

PHOTOS: dict[PhotoState, Any] = {
    PhotoState.WAITING: _l("等待审核"),
    PhotoState.SHOWN: _l("已公开"),
    PhotoState.RETURNED: _l("待修改"),
}

ACCESS: dict[Access, Any] = {Access.THERE: _l("有"), Access.LACKING: _l("没有"), Access.UNKNOWN: _l("不清楚")}

SHOWS: dict[Shows, Any] = {Shows.VENUE: _l("场馆"), Shows.EXHIBIT: _l("展品")}

RIGHTS: dict[Rights, Any] = {
    Rights.OWN: _l("本单位拍摄，著作权归本单位"),
    Rights.PERMITTED: _l("作者同意本单位使用"),
    Rights.CC_BY: _l("知识共享 署名 4.0（CC BY 4.0）"),
    Rights.CC_BY_SA: _l("知识共享 署名—相同方式共享 4.0（CC BY-SA 4.0）"),
    Rights.CC0: _l("作者放弃权利（CC0 1.0）"),
}

CONTACT_ROLES: dict[ContactRole, Any] = {
    ContactRole.VISITS: _l("预约参观"),
    ContactRole.EDUCATION: _l("科普教育"),
    ContactRole.SAFETY: _l("安全"),
    ContactRole.MEDIA: _l("宣传"),
    ContactRole.DIRECTOR: _l("场馆负责人"),
}

FILED_FIELDS: dict[str, Any] = {
    "name_zh": _l("名称"),
    "name_en": _l("英文名称"),
    "legal_person": _l("法人单位"),
    "kind": _l("类型"),
    "town_code": _l("所在街镇"),
    "address_zh": _l("地址"),
    "address_en": _l("英文地址"),
    "lat": _l("纬度"),
    "lon": _l("经度"),
    "point_source": _l("坐标来源"),
    "contact_name": _l("联系人"),
    "contact_phone": _l("联系电话"),
    "contact_email": _l("联系邮箱"),
}
"""What is filed before it changes, in the order of the form."""

_REFUSALS: dict[Refusal, Any] = {
    Refusal.WRONG_STATE: _l("这份登记现在是“%(state)s”，不能这样处理。请刷新页面看最新进展。"),
    Refusal.CHANGED_MEANWHILE: _l("您打开页面之后登记人又提交了新内容，请看过新内容再决定。"),
    Refusal.INCOMPLETE: _l("提交前还要补上：%(missing)s。"),
    Refusal.EMPTIED: _l("已公开的内容不能清空：%(missing)s。请改成新的内容。"),
    Refusal.NO_REASON: _l("请写明理由，登记人会看到。"),
    Refusal.NO_CORRECTIONS: _l("退回时请至少写一条修改意见，一行一条。"),
    Refusal.TOO_MANY_OPEN: _l("您已有 %(count)d 份没有办完的登记，请先办完或放弃其中一些。"),
    Refusal.FILE_EMPTY: _l("这个文件是空的，请重新选择。"),
    Refusal.FILE_TOO_BIG: _l("文件超过 %(megabytes)d MB，请压缩后再上传。"),
    Refusal.FILE_KIND: _l("只收 PDF、JPEG 或 PNG 文件，请转换格式后再上传。"),
    Refusal.TOO_MANY_FILES: _l("最多上传 %(count)d 份材料，请先删除不需要的。"),
    Refusal.NOT_YOURS: _l("这份登记属于别人，不能由您办理。"),
    Refusal.SHORT_NOTICE: _l(
        "这会让 %(days)s 已经公布的开放时间变少，而闭馆和改时间要提前 7 天告诉公众。"
        "请改到 7 天以后；确有突发原因的，请写明原因，公众会看到。"
    ),
    Refusal.HOURS_PAST: _l("开始的日子已经过去了。请从今天或以后的一天开始。"),
    Refusal.TOO_MANY_RULES: _l("已经有 %(count)d 条开放安排，请先结束不再需要的。"),
    Refusal.FACTS_MISSING: _l("还不能确认：名单上还缺%(missing)s。请先补上。"),
    Refusal.NO_ADDRESS: _l("电话和邮箱至少填一个。"),
    Refusal.TOO_MANY_CONTACTS: _l("最多 %(count)d 个联系人，请先去掉不需要的。"),
    Refusal.NEEDS_FILING: _l("名称、法人单位、地址、联系方式和类型要先做变更备案，区里看过后才改。"),
    Refusal.FILING_EMPTY: _l("填的和现在的一样，没有要变更的内容。"),
    Refusal.FILING_DAY: _l("生效日期请填今天到一年以内的一天。"),
    Refusal.FILING_PAPER: _l("变更名称或法人单位，请附上证明文件，例如新的法人证书或批文。"),
    Refusal.FILING_OPEN: _l("已经有一份变更备案在办理，请等它办完，或者先撤回。"),
    Refusal.FILING_CLOSED: _l("这份变更备案已经办完或撤回，请刷新页面看最新进展。"),
    Refusal.FILING_CHANGED: _l("您打开页面之后基地又改了这份备案，请看过新内容再决定。"),
    Refusal.FILING_NOTE: _l("退回时请写明要改什么，基地会看到。"),
    Refusal.LIST_CLOSED: _l("这份表格已经导入或者不再导入，不能再改。"),
    Refusal.LIST_UNDECIDED: _l("还有 %(count)d 行要改好、选好或者选“不导入”，现在什么都没有导入。"),
    Refusal.LIST_CHANGED: _l("您打开页面之后，有基地或选择变了，什么都没有导入。请看过下面的新结果，再导入。"),
    Refusal.ACCESS_UNSAID: _l("写了说明或核对日期，请先选“有”还是“没有”。"),
    Refusal.CHECKED_LATER: _l("核对日期不能晚于今天。"),
    Refusal.ALT_MISSING: _l("请用一句话写出照片里有什么，看不见照片的人靠它。"),
    Refusal.AUTHOR_MISSING: _l("请写是谁拍的，会和照片一起公开。"),
    Refusal.PERMISSION_MISSING: _l("请写明作者什么时候、怎样同意的。"),
    Refusal.PEOPLE_NOT_ASKED: _l("照片里认得出的人都同意公开，才能上传。请确认后打勾。"),
    Refusal.TOO_MANY_PHOTOS: _l("最多 %(count)d 张照片，请先去掉不需要的。"),
    Refusal.PHOTO_DECIDED: _l("这张照片已经有人处理过，请看最新的情况。"),
    Refusal.PHOTO_CHANGED: _l("您打开页面之后基地又改了这张照片的说明，请看过再决定。"),
    Refusal.PHOTO_NOTE: _l("退回时请写明为什么，基地会看到。"),
    Refusal.NOTHING_CHANGES: _l("这样改，今后一年里没有一天会不同。请核对日期和时间。"),
}

FIELDS: dict[Refusal, str] = {
    Refusal.NO_REASON: "reason",
    Refusal.NO_CORRECTIONS: "corrections",
    Refusal.FILE_EMPTY: "paper",
    Refusal.FILE_TOO_BIG: "paper",
    Refusal.FILE_KIND: "paper",
    Refusal.TOO_MANY_FILES: "paper",
    Refusal.SHORT_NOTICE: "urgent_reason",
    Refusal.HOURS_PAST: "from_on",
    Refusal.NO_ADDRESS: "phone",
    Refusal.FILING_DAY: "effective_on",
    Refusal.FILING_PAPER: "paper",
    Refusal.FILING_NOTE: "note",
    Refusal.ALT_MISSING: "alt_zh",
    Refusal.AUTHOR_MISSING: "author",
    Refusal.PERMISSION_MISSING: "permission",
    Refusal.PEOPLE_NOT_ASKED: "people_agreed",
    Refusal.PHOTO_NOTE: "note",
}
"""The form field to blame for a refusal; the others concern the whole form."""


def sentence_of(refused: RuleBroken) -> str:
    """The sentence of a refusal of this feature, or of a picture that was not taken."""
    if isinstance(refused, BadPicture):
        return say_picture(refused.problem)
    facts = dict(refused.facts)
    if "missing" in facts:
        facts["missing"] = joined(FACTS[name][1] for name in facts["missing"])
    if "days" in facts:
        facts["days"] = joined(day(one) for one in facts["days"])
    if "state" in facts:
        facts["state"] = STATES[facts["state"]]
    return str(_REFUSALS[Refusal(refused.code)]) % facts if facts else str(_REFUSALS[Refusal(refused.code)])


def refuse(form: Any, refused: RuleBroken) -> None:
    """Hang a refusal's sentence where it belongs."""
    field = "photo" if isinstance(refused, BadPicture) else FIELDS.get(Refusal(refused.code))
    form.refuse(field, sentence_of(refused))


def filed_changes(was: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(field, what it was, what it shall be) of a filing, in words."""
    names = (name for name in FILED_FIELDS if name in wanted)
    return [(str(FILED_FIELDS[name]), _said(name, was.get(name)), _said(name, wanted[name])) for name in names]


def _said(name: str, value: Any) -> str:
    reference = get_reference()
    if name == "kind" and value in reference.base_kinds:
        return tr(reference.base_kinds[value], "name")
    if name == "town_code" and value in reference.towns:
        return tr(reference.towns[value], "name")
    if name == "point_source" and value:
        return str(CRS[Crs(value)])
    return "—" if value in (None, "") else str(value)


def times_of(intervals: Iterable[Interval]) -> str:
    """09:00–11:30, 13:00–16:30; what ends on the next day says so."""
    return ", ".join(f"{_clock(one.opens)}–{_clock(one.closes)}" for one in intervals)


def _clock(minutes: int) -> str:
    if minutes == MINUTES_A_DAY:
        return "24:00"
    text = f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
    return str(_("次日 %(time)s", time=text)) if minutes > MINUTES_A_DAY else text


def joined(words: Iterable[Any]) -> str:
    """Words in a row, with the language's own comma."""
    return (", " if language() == "en" else "、").join(str(word) for word in words)


def ended(parts: Iterable[str]) -> str:
    """Parts of a sentence in a row."""
    return ("; " if language() == "en" else "；").join(parts)


def required() -> str:
    return str(_("请填写这一项。"))
