"""What the audit trail calls the acts of recognition."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from sciencepop.accreditation.words import DID

ACTIONS: dict[str, Any] = {f"case.{act.value}": words for act, words in DID.items()} | {
    "case.start": _l("开始认定申请"),
    "case.take_up": _l("承接登记过的命名"),
    "case.save": _l("填写认定申请"),
    "case.paper": _l("上传认定材料"),
    "case.paper_gone": _l("删除认定材料"),
    "accreditation.round": _l("保存认定批次"),
    "accreditation.expert": _l("列入评审专家"),
    "accreditation.expert_end": _l("移出评审专家"),
    "designation.record": _l("登记命名"),
    "designation.correct": _l("更正命名记录"),
    "designation.status": _l("登记命名状态"),
}
