"""Fields whose input arrives clean and whose refusals are sentences of ours."""

from __future__ import annotations

from math import isfinite
from typing import Any
from unicodedata import normalize

from flask_babel import gettext as _
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput

from sciencepop.bases import messages
from sciencepop.bases.rules.hours import LONGEST_LAST_ENTRY, HoursProblem
from sciencepop.bases.rules.lengths import MOST_PEOPLE
from sciencepop.bases.rules.week import parse_day, write_day
from sciencepop.core.i18n import language
from sciencepop.core.text import clean_line, whole_number


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
            self.data = self.read(normalize("NFKC", self.typed))  # full-width digits are digits

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
        found = whole_number(text, MOST_PEOPLE)
        if not found:
            raise ValueError(_("请填 1 到 %(count)d 之间的整数，例如 200。", count=MOST_PEOPLE))
        return found


class MinutesField(_NumberField):
    """Minutes before closing."""

    def read(self, text: str) -> int:
        found = whole_number(text, LONGEST_LAST_ENTRY)
        if found is None:
            raise ValueError(_("请填 0 到 %(most)d 的分钟数，例如 30。", most=LONGEST_LAST_ENTRY))
        return found


class HoursField(StringField):
    """The opening hours of one day as a line of text; `data` is its stretches."""

    data: Any
    typed: str | None = None

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.typed, self.data = clean_line(valuelist[0])[:200], []
        found = parse_day(self.typed)
        if isinstance(found, HoursProblem):
            raise ValueError(str(messages.HOURS[found]))
        self.data = found

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return write_day(self.data or [], "+" if language() == "en" else "次日")
