"""Fields whose misfits are told in the site's own words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, IntegerField, SelectMultipleField, TimeField
from wtforms.fields import Field, choices
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from sciencepop.core.clock import SHANGHAI, local
from sciencepop.core.forms import DayField as DayField
from sciencepop.core.forms import NearDayField as NearDayField
from sciencepop.core.i18n import tr
from sciencepop.core.text import clean_line
from sciencepop.programme.rules.recurrence import read_dates

MISSING = _l("请填写这一项。")


def needed() -> DataRequired:
    """The field may not be left empty."""
    return DataRequired(MISSING)


def given() -> InputRequired:
    """Something has to be sent; what cannot be read is told by the field itself."""
    return InputRequired(MISSING)


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


class ClockField(TimeField):
    """A wall time of the district."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
            raise ValueError(_("请写成 14:00 这样的时间。")) from None


LONGEST_NUMBER = 100
"""Characters of a number: more cannot be compared with its bounds."""


class WholeNumberField(IntegerField):
    """A whole number; what is not one, or has hundreds of digits, gets a sentence in the page's language."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            if any(len(value) > LONGEST_NUMBER for value in valuelist):
                self.data = None
                raise ValueError
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("请填写整数。")) from None


class WholeField(WholeNumberField):
    """A whole number between bounds, or nothing where it is optional."""

    def __init__(self, label: Any, least: int, most: int, optional: bool = False, **kwargs: Any) -> None:
        words = _l("请填 %(least)d 到 %(most)d 之间的整数。", least=least, most=most)
        first = Optional() if optional else InputRequired(MISSING)
        super().__init__(label, [first, NumberRange(least, most, words)], **kwargs)
        self.render_kw = {"min": least, "max": most, "inputmode": "numeric", **(self.render_kw or {})}


class PriceField(Field):
    """Yuan as people write them; `data` is cents. Empty is free."""

    widget = TextInput()
    _PRICE = re.compile(r"(\d{1,5})(?:\.(\d{1,2}))?")

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        yuan, cents = divmod(self.data or 0, 100)
        return f"{yuan}.{cents:02d}" if cents else str(yuan)

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = clean_line(valuelist[0]) if valuelist else ""
        found = self._PRICE.fullmatch(text or "0")
        if not found:
            self.data = 0
            raise ValueError(_("请写成 12 或 12.50 这样的金额，免费请填 0。"))
        self.data = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


class TicksField(SelectMultipleField):
    """Several ticks out of a vocabulary; `data` holds the slugs."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        known = {choice.value for choice in cast("list[Any]", self.choices or [])}
        if set(self.data or ()) - known:
            self.data = [value for value in self.data or () if value in known]
            raise ValidationError(_("有一个选项已经不存在了，请重新选择。"))


def option(value: str, label: Any) -> Any:
    """One choice of a SelectField, RadioField or TicksField."""
    return choices.SelectChoice(value, label)  # type: ignore[attr-defined]


def vocabulary(rows: Iterable[Any]) -> list[Any]:
    """Choices of a table of the reference data, in the language that is being written now."""
    return [option(getattr(row, "slug", "") or row.code, tr(row, "name")) for row in rows]


def dates_in(text: str | None) -> list[date]:
    """The dates somebody listed; a ValidationError with a sentence when one cannot be read."""
    dates, misfit = read_dates(text or "")
    if misfit:
        raise ValidationError(_("看不懂“%(first)s”。请写成 2026-10-24 这样，每行一个。", first=misfit))
    return dates
