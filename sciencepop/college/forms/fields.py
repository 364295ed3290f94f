"""Fields of the college."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from wtforms.validators import ValidationError

from sciencepop.core.forms import Form
from sciencepop.programme.forms.fields import DayField
from sciencepop.programme.forms.fields import MomentField as MomentField


class NearDayField(DayField):
    """A day of this century: what is farther off is a slip of the hand."""

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and not 2000 <= self.data.year <= 2100:
            raise ValidationError(_("请写成 2026-10-24 这样的日期。"))


class PressForm(Form):
    """A form that is a button."""
