"""The facts of the audit trail's rows, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sciencepop.accreditation.record_letters import LABELS
from sciencepop.accreditation.words import STATES as CASE_STATES
from sciencepop.accreditation.words import STATUSES, scheme_name, town_name
from sciencepop.bases.messages import FILED_FIELDS, PHOTOS, RIGHTS, RULES
from sciencepop.core.audit import AuditRow
from sciencepop.district.minors_report import PURPOSES
from sciencepop.programme.messages import CHECKERS, FIELDS, GROUNDS, RISKS

LONGEST = 120


FACTS: dict[str, Any] = {
    **FILED_FIELDS,
    **LABELS,
    "added": _l("新增"),
    "about": _l("关于"),
    "asked": _l("询问"),
    "base": _l("基地"),
    "base_id": _l("基地编号"),
    "came": _l("到了的人数"),
    "capacity": _l("容量"),
    "changed": _l("改动"),
    "checker": _l("核对人"),
    "class_id": _l("班级编号"),
    "closed": _l("关闭"),
    "code": _l("编号"),
    "completed": _l("结业人数"),
    "condition": _l("状况"),
    "corrections": _l("更正"),
    "count": _l("数目"),
    "course": _l("课程编号"),
    "days": _l("日期"),
    "department": _l("部门"),
    "desk": _l("服务台"),
    "done": _l("办完的数目"),
    "event": _l("活动"),
    "events": _l("活动编号"),
    "faces": _l("照片里的未成年人"),
    "families": _l("家庭"),
    "fields": _l("项目"),
    "file": _l("文件编号"),
    "first": _l("第一场"),
    "from_on": _l("从"),
    "gate": _l("入口"),
    "given_back": _l("还回的数目"),
    "granted": _l("同意"),
    "ground": _l("理由"),
    "issued": _l("发出"),
    "kind": _l("种类"),
    "lecturer": _l("讲师编号"),
    "left": _l("离开的人数"),
    "left_out": _l("没有导入"),
    "lesson": _l("课次"),
    "lessons": _l("课次数"),
    "lists": _l("推荐列表数"),
    "lost": _l("落选数"),
    "maximum": _l("最多"),
    "may": _l("权限"),
    "minutes": _l("分钟"),
    "moved": _l("移动"),
    "name": _l("名称"),
    "named": _l("新记录的命名"),
    "needs": _l("需要"),
    "number": _l("序号"),
    "occurrence": _l("场次"),
    "people": _l("人数"),
    "permit": _l("许可编号"),
    "photo": _l("照片编号"),
    "pinned": _l("固定"),
    "point_id": _l("教学点编号"),
    "pool": _l("席位池"),
    "quotas": _l("名额"),
    "refused": _l("被拒的原因"),
    "rights": _l("权利"),
    "risk": _l("风险"),
    "role": _l("权限"),
    "row": _l("行"),
    "rows": _l("行数"),
    "rule": _l("规则"),
    "seats": _l("席位"),
    "serial": _l("编号"),
    "side": _l("身份"),
    "size": _l("大小（字节）"),
    "skill": _l("技能"),
    "source": _l("来源"),
    "state": _l("状态"),
    "status": _l("状态"),
    "to": _l("到"),
    "told": _l("通知的人数"),
    "town_code": _l("街镇"),
    "unchanged": _l("不变"),
    "unit": _l("单位"),
    "until": _l("到"),
    "upheld": _l("成立"),
    "urgent": _l("突发原因"),
    "version": _l("版本"),
    "was": _l("原来"),
    "won": _l("胜出数"),
    "year": _l("年度"),
}
"""What the facts of a row are called; one that is not here keeps its own name."""

NOT_SHOWN: dict[str, Any] = {
    "needs_permit": _l("没有负责人批准的许可"),
    "not_theirs": _l("不是自己的基地"),
    "look_too_far": _l("不在活动前后的那几天"),
    "names_too_far": _l("不在参观前后的那几天"),
    "reason_missing": _l("没有写明理由"),
}
"""Why children's data was not shown."""


VALUES: dict[str, Mapping[Any, Any]] = {"checker": CHECKERS, "ground": GROUNDS, "risk": RISKS, "was": CASE_STATES}
"""Facts whose values are codes, with their words."""

_RULES = {kind: words[0] for kind, words in RULES.items()}
_OF_ACTION: dict[tuple[str, str], Mapping[Any, Any]] = {
    ("base.hours", "kind"): _RULES,
    ("base.hours_end", "kind"): _RULES,
    ("designation.status", "status"): STATUSES,
    ("designation.status", "was"): STATUSES,
}
"""The same for a name that means different things in different actions."""
_OF_RECORDS = FIELDS | FACTS | FILED_FIELDS | LABELS
_OF_PHOTOS: dict[str, Mapping[Any, Any]] = {"rights": RIGHTS, "state": PHOTOS}
_NAMES: dict[str, Callable[[str], str]] = {"scheme": scheme_name, "town_code": lambda code: town_name(code) or code}

ONLY_IN_FILES = ("bases", "digest", "sha256")
"""Facts that no eye compares."""


def details(row: AuditRow) -> list[str]:
    """The facts of a row in short lines; an edit names its fields, the earlier text stays in the record."""
    lines = []
    for name, value in row.facts.items():
        if name in ONLY_IN_FILES:
            continue
        if name in ("before", "changed") and isinstance(value, dict):
            named = FIELDS if name == "before" else _OF_RECORDS
            fields = str(_("、")).join(str(named.get(field, field)) for field in value)
            lines.append(str(_("改了：%(fields)s", fields=fields)))
        elif name in ("note", "reason"):
            if value:
                lines.append(str(_("说明：%(reason)s", reason=str(value)[:LONGEST])))
        elif name == "purpose":
            lines.append(str(_("用途：%(purpose)s", purpose=PURPOSES.get(value, value))))
        elif name == "refusal":
            lines.append(str(_("原因：%(reason)s", reason=NOT_SHOWN.get(value, value))))
        elif value not in (None, "", []):
            lines.append(f"{FACTS.get(name, name)}{_('：')}{_said(row.action, name, value)}"[:LONGEST])
    return lines


def _said(action: str, name: str, value: object) -> str:
    if isinstance(value, str) and name in _NAMES:
        return _NAMES[name](value)
    if isinstance(value, str):
        photo = _OF_PHOTOS.get(name, {}) if action.startswith("base.photo") else {}
        words = photo or _OF_ACTION.get((action, name)) or VALUES.get(name, {})
        return str(words.get(value, value))
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    return str(_("、")).join(map(str, value)) if isinstance(value, list) else str(value)
