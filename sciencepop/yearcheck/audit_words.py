"""What the audit trail calls the acts of the yearly check."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from sciencepop.yearcheck.words import DID

ACTIONS: dict[str, Any] = {f"yearcheck.{act.value}": words for act, words in DID.items()} | {
    "yearcheck.start": _l("开始年度档案"),
    "yearcheck.save": _l("填写年度档案"),
    "yearcheck.weight": _l("设定年检分值"),
    "yearcheck.scale": _l("设定年检评分标准"),
    "yearcheck.paper": _l("上传整改材料"),
}
