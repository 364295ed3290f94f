"""What a coordinator says when asking for a roster."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from sciencepop.core.forms import Form
from sciencepop.programme.forms.fields import DayField

MOST_MOVED = 200
_number = _l("请填写 0 到 200 之间的整数。")
_day = _l("请选择日期。")


class RosterForm(Form):
    """Which shifts, who may be asked, and how many people may be moved. The view gives the choices of the base."""

    base = SelectField(_l("哪个基地"), validate_choice=True)
    from_on = DayField(_l("从哪一天"), [InputRequired(_day)])
    until_on = DayField(_l("到哪一天"), [InputRequired(_day)])
    asks_unknown = BooleanField(_l("也问没有填写那几天时间的志愿者"))
    most_moved = IntegerField(
        _l("最多可以调动几个人"), [InputRequired(_number), NumberRange(0, MOST_MOVED, _number)], default=0
    )

    def __init__(self, choices: list[Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.base.choices = choices


class DecisionForm(Form):
    """One press: publish, or discard."""
