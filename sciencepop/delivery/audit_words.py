"""What the audit trail calls the acts of delivery."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from sciencepop.delivery.words import DID

ACTIONS: dict[str, Any] = {f"delivery.{act.value}": words for act, words in DID.items()} | {
    "delivery.supplier": _l("加入配送"),
    "delivery.lecturer": _l("保存配送讲师"),
    "delivery.lecturer_agree": _l("同意做配送讲师"),
    "delivery.lecturer_decline": _l("不同意做配送讲师"),
    "delivery.lecturer_leave": _l("不再做配送讲师"),
    "delivery.lecturer_end": _l("不再派这位讲师"),
    "delivery.lecturer_away": _l("讲师去不了"),
    "delivery.send": _l("换讲师"),
    "delivery.item_add": _l("写配送项目"),
    "delivery.item_change": _l("修改配送项目"),
    "delivery.item_submit": _l("提交配送项目审核"),
    "delivery.item_approve": _l("配送项目上菜单"),
    "delivery.item_return": _l("退回配送项目"),
    "delivery.item_withdraw": _l("配送项目下架"),
    "delivery.unit": _l("登记借用件"),
    "delivery.loan_book": _l("借用"),
    "delivery.loan_hand_out": _l("借出"),
    "delivery.loan_take_back": _l("归还验收"),
    "delivery.loan_refuse": _l("不借"),
    "delivery.loan_cancel": _l("取消借用"),
    "delivery.window": _l("保存点单季度和名额"),
    "delivery.dispatch_ask": _l("请系统做配送方案"),
    "delivery.dispatch_offering": _l("按方案派单"),
    "delivery.dispatch_discarded": _l("不用这个配送方案"),
    "delivery.draw_seal": _l("封存点单抽签"),
    "delivery.draw": _l("点单抽签"),
    "delivery.draw_annul": _l("点单抽签作废"),
    "delivery.move_ask": _l("提出改期"),
    "delivery.move": _l("同意改期"),
    "delivery.move_refuse": _l("不同意改期"),
    "delivery.evaluate": _l("评价配送"),
    "delivery.photo": _l("上传配送照片"),
    "delivery.photo_drop": _l("删掉配送照片"),
    "delivery.report": _l("交结项报告"),
    "delivery.report_accept": _l("接受结项报告"),
    "delivery.report_return": _l("退回结项报告"),
}
