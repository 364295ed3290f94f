"""What the audit trail calls the acts of contests."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

ACTIONS: dict[str, Any] = {
    "contest.change": _l("修改竞赛"),
    "contest.round": _l("保存竞赛轮次"),
    "contest.round_gone": _l("删除竞赛轮次"),
    "contest.team": _l("报名参赛"),
    "contest.invite": _l("邀请队员"),
    "contest.join": _l("加入参赛队"),
    "contest.name": _l("选择公布姓名与否"),
    "contest.leave": _l("退出参赛队"),
    "contest.withdraw": _l("参赛队退赛"),
    "contest.file": _l("上传作品文件"),
    "contest.file_gone": _l("删除作品文件"),
    "contest.hand_in": _l("提交作品"),
    "contest.object": _l("对竞赛结果提出异议"),
    "contest.jury_accept": _l("同意担任评委"),
    "contest.fill": _l("给评委分配作品"),
    "contest.score": _l("评委打分"),
    "contest.conflict": _l("评委回避"),
}
