"""The words for what the audit trail tells."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sciencepop.core.audit import AuditRow
from sciencepop.programme.messages import FIELDS

ACTIONS: dict[str, Any] = {
    "event.create": _l("写了活动草稿"),
    "event.edit": _l("修改活动内容"),
    "event.submit": _l("提交活动审核"),
    "event.publish": _l("审核通过并公开活动"),
    "event.return": _l("退回活动"),
    "event.confirm": _l("核对了活动的改动"),
    "event.withdraw": _l("停止公开活动"),
    "event.republish": _l("恢复公开活动"),
    "event.cancel": _l("取消活动"),
    "event.add_occurrences": _l("添加场次"),
    "occurrence.move": _l("更改场次时间地点"),
    "occurrence.undo": _l("撤销场次的时间地点更改"),
    "occurrence.cancel": _l("取消场次"),
    "base.start": _l("开始登记场馆"),
    "base.change": _l("修改场馆资料"),
    "base.submit": _l("提交场馆登记"),
    "base.drop": _l("撤回场馆登记"),
    "base.accept": _l("通过场馆登记"),
    "base.return": _l("退回场馆登记"),
    "base.refuse": _l("不通过场馆登记"),
    "base.withdraw": _l("停止公开场馆"),
    "base.republish": _l("恢复公开场馆"),
    "base.paper_added": _l("上传证明材料"),
    "base.paper_removed": _l("删除证明材料"),
    "organisation.added": _l("登记单位"),
    "organisation.changed": _l("修改单位资料"),
    "organisation.invited": _l("邀请同事加入单位"),
    "organisation.joined": _l("加入单位"),
    "organisation.lead_made": _l("设单位负责人"),
    "organisation.left": _l("退出单位"),
    "organisation.verified": _l("核实单位"),
    "organisation.unverified": _l("取消单位核实"),
    "occurrence.open_gate": _l("开签到口"),
    "occurrence.end_gate": _l("结束签到口"),
    "booking.self_check_in": _l("用现场口令自己签到"),
    "group.terms": _l("修改团体预约规则"),
    "group.confirmed": _l("确认团体预约"),
    "group.refused": _l("谢绝团体预约"),
    "group.names_uploaded": _l("上传团体名单"),
    "group.names_deleted": _l("删除团体名单"),
    "group.names_viewed": _l("查看团体名单"),
    "group.names_exported": _l("下载团体名单"),
    "point.appealed": _l("对守约记录申诉"),
    "point.granted": _l("申诉成立"),
    "point.upheld": _l("申诉不成立"),
    "desk.booked": _l("在服务台代为预约"),
    "desk.cancelled": _l("在服务台代为取消"),
    "desk.accepted": _l("在服务台代为接受席位"),
    "desk.claimed": _l("领回服务台代约的预约"),
    "passport.opened": _l("开通孩子的科普护照"),
    "passport.ended": _l("停用孩子的科普护照"),
    "passport.stamped": _l("给护照卡盖了章"),
    "passport.certified": _l("开科普护照证明"),
    "accounts.address_added": _l("增加登录方式"),
    "accounts.address_removed": _l("去掉登录方式"),
    "accounts.closed": _l("注销账号"),
    "accounts.password_set": _l("设置密码"),
    "accounts.password_removed": _l("取消密码"),
    "accounts.password_reset": _l("重设密码"),
    "accounts.signed_out_everywhere": _l("退出所有设备"),
    "base.import": _l("导入场馆"),
    "child.added": _l("登记孩子"),
    "child.changed": _l("更正孩子的信息"),
    "child.erased": _l("删除孩子的信息"),
    "child.guardian_invited": _l("邀请另一位监护人"),
    "child.guardian_added": _l("成为监护人账号"),
    "child.guardian_left": _l("撤回监护人同意"),
    "child.viewed": _l("查看孩子的照顾事项"),
    "occurrence.export_bookings": _l("下载预约名单"),
    "occurrence.resize": _l("修改席位数"),
    "occurrence.undo_resize": _l("撤销席位数修改"),
    "occurrence.reserve": _l("修改场次的预留席位"),
    "occurrence.release": _l("放开没用完的预留席位"),
    "occurrence.resource": _l("修改场次用的资源"),
    "event.reserve": _l("修改活动的预留席位"),
    "event.resource": _l("修改活动用的资源"),
    "event.seats_per_guide": _l("修改每位讲解员带的人数"),
    "volunteer.join": _l("成为志愿者"),
    "volunteer.change": _l("修改志愿者资料"),
    "volunteer.leave": _l("退出志愿服务"),
    "volunteer.seen": _l("核对志愿者"),
    "skill.grant": _l("核实志愿者技能"),
    "skill.revoke": _l("收回志愿者技能"),
    "guardian.consent": _l("监护人同意志愿服务"),
    "guardian.consent_ended": _l("撤回志愿服务的监护人同意"),
    "shift.create": _l("新建班次"),
    "shift.publish": _l("公布班次"),
    "shift.close": _l("停止班次报名"),
    "shift.reopen": _l("重新开放班次报名"),
    "shift.cancel": _l("取消班次"),
    "shift_template.add": _l("保存班次模板"),
    "shift_template.make": _l("照模板生成班次"),
    "need.numbers": _l("更改班次人数"),
    "need.call_out": _l("询问替补"),
    "assignment.offer": _l("询问志愿者"),
    "assignment.confirm": _l("同意志愿者报名"),
    "assignment.refuse": _l("取消志愿者的班次"),
    "assignment.withdraw": _l("志愿者退出班次"),
    "assignment.pin": _l("固定志愿者的班次"),
    "swap.offer": _l("登记换班"),
    "swap.done": _l("换班"),
    "duty.add": _l("登记讲解员"),
    "duty.withdraw": _l("讲解员退出"),
    "resource.add": _l("登记资源"),
    "resource.resize": _l("修改资源总量"),
    "accounts.role_granted": _l("授予权限"),
    "accounts.role_ended": _l("结束权限"),
}
"""An action that is not here is shown by its own name."""

LONGEST = 120


def details(row: AuditRow) -> list[str]:
    """The facts of a row in short lines; an edit names its fields, the earlier text stays in the record."""
    lines = []
    for name, value in row.facts.items():
        if name == "before" and isinstance(value, dict):
            fields = "、".join(str(FIELDS.get(field, field)) for field in value)
            lines.append(str(_("改了：%(fields)s", fields=fields)))
        elif name in ("note", "reason"):
            if value:
                lines.append(str(_("说明：%(reason)s", reason=str(value)[:LONGEST])))
        elif value not in (None, "", []):
            lines.append(f"{name}: {value}"[:LONGEST])
    return lines
