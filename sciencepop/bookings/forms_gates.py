"""Shape and wording of what managers fill in to open a gate, and holders to let themselves in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired, NumberRange

from sciencepop.core.forms import Form, LineField
from sciencepop.programme.forms.fields import WholeNumberField

MOST_ALLOWED = 1_000
_number = _l("请填写 0 到 1000 的整数。")


class GateForm(Form):
    name = LineField(_l("入口名称"), [InputRequired(_l("请给入口起个名字，例如“东门”。"))], longest=20)
    allowance = WholeNumberField(
        _l("留给现场参加者的席位"), [InputRequired(_number), NumberRange(0, MOST_ALLOWED, _number)], default=0
    )


class VenueCodeForm(Form):
    digits = LineField(_l("现场签到码"), [InputRequired(_l("请填写现场屏幕上的六位数字。"))], longest=12)
