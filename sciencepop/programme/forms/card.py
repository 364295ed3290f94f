"""The review card, its signature, and the base's objection to a takedown."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField

from sciencepop.core.forms import BlockField, Form, LineField
from sciencepop.programme.forms.fields import NearDayField, WholeField, given, needed, option
from sciencepop.programme.messages import CHECKERS, RISKS
from sciencepop.programme.rules.duty import Checker, Risk
from sciencepop.programme.services.cards import CardInput


class CardForm(Form):
    age_min = WholeField(_l("最小年龄（0 表示不限）"), 0, 120)
    materials = BlockField(_l("材料和来源"), [needed()], longest=2000)
    risk = RadioField(_l("安全风险"), [needed()])
    measures = BlockField(_l("安全措施"), [needed()], longest=2000)
    document_ref = LineField(_l("评估文件存放处或文号"), [needed()], longest=200)
    risk_until = NearDayField(_l("评估有效期的最后一天"), [given()])
    walk_in = WholeField(_l("每场不用预约的人数（没有就填 0）"), 0, 100_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.risk.choices = [option(risk.value, str(words)) for risk, words in RISKS.items()]

    def given(self) -> CardInput:
        """What was typed; ask only after `validate`."""
        values = {name: self[name].data for name in CardInput.__dataclass_fields__}
        return CardInput(**{**values, "risk": Risk(values["risk"])})


class SignForm(Form):
    """`seen` is when the card that was read was written. The content officer of a base signs with their own name."""

    seen = HiddenField()
    checker = RadioField(_l("谁核对的"), [needed()])
    name = LineField(_l("专家姓名和单位"), longest=120)

    def __init__(self, *args: Any, is_officer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = CHECKERS if is_officer else {Checker.BASE: CHECKERS[Checker.BASE]}
        self.checker.choices = [option(checker.value, str(words)) for checker, words in shown.items()]
        if not is_officer:
            del self.name


class ObjectionForm(Form):
    words = BlockField(_l("异议和理由"), [needed()], longest=2000)
