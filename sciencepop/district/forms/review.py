"""The science-content check, and taking an event down."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField

from sciencepop.core.forms import BlockField, Form, LineField
from sciencepop.programme.forms.fields import NearDayField, TicksField, WholeField, given, needed, option
from sciencepop.programme.messages import GROUNDS
from sciencepop.programme.services.licences import LicenceInput

CHECK_WORDS = {
    "facts": _l("内容真实、准确，没有过时的说法"),
    "source": _l("写明了来源或讲者，查得到"),
    "audience": _l("适合所写的人群和年龄"),
    "safety": _l("安全有安排（实验、户外、人数）"),
    "plain": _l("没有伪科学、迷信和商业推销"),
}


class ReviewForm(Form):
    """`checks` as in rules.lifecycle.CHECKS; `seen` names the text that the officer has before them."""

    seen = HiddenField()
    checks = TicksField(_l("审核要点"))
    note = BlockField(_l("给基地的意见"), longest=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checks.choices = [option(name, str(words)) for name, words in CHECK_WORDS.items()]


class WithdrawForm(Form):
    ground = RadioField(_l("理由"), [needed()])
    reason = BlockField(_l("停止公开的原因"), [needed()], longest=1000)
    cancels = BooleanField(_l("同时取消之后的全部场次，并通知已预约的人"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ground.choices = [option(ground.value, str(words)) for ground, words in GROUNDS.items()]


class LicenceForm(Form):
    """What stands on the police's licence."""

    number = LineField(_l("许可编号"), [needed()], longest=80)
    authority = LineField(_l("发证机关"), [needed()], longest=120)
    issued_on = NearDayField(_l("发证日期"), [given()])
    valid_from = NearDayField(_l("许可的第一天"), [given()])
    valid_until = NearDayField(_l("许可的最后一天"), [given()])
    max_people = WholeField(_l("最多人数"), 1, 1_000_000)
    document_ref = LineField(_l("文件存放处或文号"), [needed()], longest=200)

    def given(self) -> LicenceInput:
        names = LicenceInput.__dataclass_fields__
        return LicenceInput(**{name: self[name].data for name in names})


def decision_words(decision: str) -> str:
    """What is told after a decision was written down."""
    words = {
        "publish": _("活动已经公开，审核人和日期已记录。"),
        "confirm": _("已记录：改动核对无误。"),
        "return": _("已退回，基地会收到您的意见。"),
    }
    return str(words[decision])
