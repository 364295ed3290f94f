"""Fields of the college."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from wtforms import DateTimeLocalField
from wtforms.validators import ValidationError

from sciencepop.core.clock import SHANGHAI, local
from sciencepop.core.forms import Form
from sciencepop.programme.forms.fields import DayField


class NearDayField(DayField):
    """A day of this century: what is farther off is a slip of the hand."""

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and not 2000 <= self.data.year <= 2100:
            raise ValidationError(_("请写成 2026-10-24 这样的日期。"))


class MomentField(DateTimeLocalField):
    """A day with an hour in the district; `moment` is aware."""

    def process_data(self, value: Any) -> None:
        self.data = local(value).replace(tzinfo=None) if value is not None and value.tzinfo else value

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
            raise ValueError(_("请写成 2026-10-24T09:00 这样的日期和时间。")) from None

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and not 2000 <= self.data.year <= 2100:
            raise ValidationError(_("请写成 2026-10-24T09:00 这样的日期和时间。"))

    @property
    def moment(self) -> datetime | None:
        return self.data.replace(tzinfo=SHANGHAI) if self.data is not None else None


class PressForm(Form):
    """A form that is a button."""
