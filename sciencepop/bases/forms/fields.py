"""Fields whose input arrives clean and whose refusals are sentences of ours."""

from __future__ import annotations

from datetime import time
from math import isfinite
from typing import Any

from flask_babel import gettext as _
from wtforms import Field, SelectField, SelectMultipleField, StringField
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput

from sciencepop.bases import messages
from sciencepop.bases.rules import hours
from sciencepop.bases.rules.hours import STRETCHES_A_DAY
from sciencepop.bases.rules.lengths import MOST_PEOPLE
from sciencepop.core.text import clean_line


def must_tell(_form: Any, field: Any) -> None:
    if not field.data:
        raise StopValidation(messages.required())


class PickField(SelectField):
    """One of several; its refusal is a sentence of ours."""

    def pre_validate(self, form: Any) -> None:
        self.data = self.data or self.default or ""
        if self.data not in {choice[0] for choice in self.choices or ()}:
            raise ValidationError(_("请从列表中选择。"))


class TickField(SelectMultipleField):
    """Any of several, as checkboxes; what is not offered is not taken."""

    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        known = {choice[0] for choice in self.choices or ()}
        self.data = [value for value in dict.fromkeys(self.data or []) if value in known]


class _NumberField(StringField):
    """A number typed as text, or None for nothing; shows again what was typed when it is no number."""

    typed: str | None = None

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = clean_line(valuelist[0]) if valuelist else ""
        self.data: Any = None
        if self.typed:
            self.data = self.read(self.typed)

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def show(self, value: Any) -> str:
        return str(value)

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed[:40]
        return "" if self.data is None else self.show(self.data)


class DegreeField(_NumberField):
    """Decimal degrees."""

    def read(self, text: str) -> float:
        try:
            value = float(text.removesuffix("°"))
        except ValueError:
            value = float("nan")
        if not isfinite(value) or len(text) > 30:
            raise ValueError(_("请填十进制度数，例如 31.0963。"))
        return value

    def show(self, value: Any) -> str:
        return f"{value:.6f}"


class PeopleField(_NumberField):
    """A number of people, at least one."""

    def read(self, text: str) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) <= 9 and 1 <= int(text) <= MOST_PEOPLE):
            raise ValueError(_("请填 1 到 %(count)d 之间的整数，例如 200。", count=MOST_PEOPLE))
        return int(text)


class DayField(Field):
    """The opening hours of one weekday: opens, closes, opens again, closes again, as four inputs of one name."""

    def __init__(self, label: Any = None, validators: Any = (), **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.texts = [""] * (2 * STRETCHES_A_DAY)

    def process_data(self, value: Any) -> None:
        self.data = list(value or [])
        self.texts = [f"{at:%H:%M}" for stretch in self.data for at in stretch]
        self.texts += [""] * (2 * STRETCHES_A_DAY - len(self.texts))

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        given = [str(text)[:20] for text in valuelist[: 2 * STRETCHES_A_DAY]]
        self.texts = given + [""] * (2 * STRETCHES_A_DAY - len(given))
        times = [_wall_time(text) for text in self.texts]
        pairs = list(zip(times[::2], times[1::2], strict=True))
        problem = hours.problem_of_day(pairs)
        if problem:
            raise ValueError(str(messages.HOURS[problem]))
        self.data = [pair for pair in pairs if pair[0] is not None]


def _wall_time(text: str) -> time | None:
    if not text.strip():
        return None
    found = hours.parse_clock(text)
    if found is None:
        raise ValueError(_("请按 09:00 这样的格式填写时间。"))
    return found
