"""What the audit trail calls the acts of the college."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

ACTIONS: dict[str, Any] = {
    "college.file": _l("上传班级资料"),
    "college.file_gone": _l("删除班级资料"),
    "college.note": _l("填写课堂记录"),
    "college.notice": _l("给学员发通知"),
    "college.list": _l("按名单记考勤"),
    "college.correct": _l("更正考勤"),
    "college.leave": _l("答复请假"),
    "college.homework": _l("记作业完成"),
    "college.finish": _l("结业"),
    "college.report": _l("给单位出学员名单"),
    "college.certify": _l("发结业证书"),
    "college.revoke": _l("撤销结业证书"),
}
