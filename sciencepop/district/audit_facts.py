"""The facts of the audit trail's rows, in words."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sciencepop.core.audit import AuditRow
from sciencepop.district.minors_report import PURPOSES
from sciencepop.programme.messages import FIELDS

LONGEST = 120


FACTS: dict[str, Any] = {
    "asked": _l("询问"),
    "base": _l("基地"),
    "base_id": _l("基地编号"),
    "capacity": _l("容量"),
    "changed": _l("改动"),
    "code": _l("编号"),
    "corrections": _l("更正"),
    "count": _l("数目"),
    "department": _l("部门"),
    "desk": _l("服务台"),
    "event": _l("活动"),
    "families": _l("家庭"),
    "from_on": _l("从"),
    "granted": _l("同意"),
    "issued": _l("发出"),
    "kind": _l("种类"),
    "lesson": _l("课次"),
    "minutes": _l("分钟"),
    "moved": _l("移动"),
    "number": _l("序号"),
    "occurrence": _l("场次"),
    "people": _l("人数"),
    "permit": _l("许可编号"),
    "point_id": _l("教学点编号"),
    "role": _l("权限"),
    "rows": _l("行数"),
    "seats": _l("席位"),
    "serial": _l("编号"),
    "side": _l("身份"),
    "size": _l("大小（字节）"),
    "skill": _l("技能"),
    "source": _l("来源"),
    "to": _l("到"),
    "told": _l("通知的人数"),
    "town_code": _l("街镇代码"),
    "unit": _l("单位"),
    "until": _l("到"),
    "version": _l("版本"),
    "was": _l("原来"),
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


ONLY_IN_FILES = ("digest", "sha256")
"""Facts that no eye compares."""


def details(row: AuditRow) -> list[str]:
    """The facts of a row in short lines; an edit names its fields, the earlier text stays in the record."""
    lines = []
    for name, value in row.facts.items():
        if name in ONLY_IN_FILES:
            continue
        if name == "before" and isinstance(value, dict):
            fields = "、".join(str(FIELDS.get(field, field)) for field in value)
            lines.append(str(_("改了：%(fields)s", fields=fields)))
        elif name in ("note", "reason"):
            if value:
                lines.append(str(_("说明：%(reason)s", reason=str(value)[:LONGEST])))
        elif name == "purpose":
            lines.append(str(_("用途：%(purpose)s", purpose=PURPOSES.get(value, value))))
        elif name == "refusal":
            lines.append(str(_("原因：%(reason)s", reason=NOT_SHOWN.get(value, value))))
        elif value not in (None, "", []):
            lines.append(f"{FACTS.get(name, name)}{_('：')}{value}"[:LONGEST])
    return lines
