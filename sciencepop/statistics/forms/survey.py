"""Cells of a form of the survey, and why a set is given back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.fields import Field
from wtforms.widgets import TextInput

from sciencepop.core.forms import Form, LineField
from sciencepop.core.i18n import tr
from sciencepop.statistics.rules.cells import EMPTY, Cell, read_cell
from sciencepop.statistics.settings import Indicator

LONGEST = 40


class CellField(Field):
    """A whole number, a dash, or nothing yet; `data` is a Cell."""

    widget = TextInput()

    def _value(self) -> str:
        return str(self.raw_data[0])[:LONGEST] if self.raw_data else (self.data or EMPTY).text

    def process_formdata(self, valuelist: list[Any]) -> None:
        found = read_cell(valuelist[0]) if valuelist and len(valuelist[0]) <= LONGEST else None
        self.data = found or EMPTY
        if valuelist and found is None:
            raise ValueError(_("请填整数，例如 0 或 1200；不适用就填 -。"))


class EntryForm(Form):
    """What is entered into a form; `for_lines` gives it its cells. `seen` tells which numbers were shown."""

    seen = HiddenField()

    @classmethod
    def for_lines(cls, indicators: Iterable[Indicator]) -> type[EntryForm]:
        """A form with a cell for each of these."""
        cells = {f"cell_{one.slug}": CellField(tr(one, "name")) for one in indicators}
        return type("EntryForm", (cls,), cells)

    @property
    def cells(self) -> dict[str, Cell]:
        """What was typed, by slug."""
        return {field.name.removeprefix("cell_"): field.data for field in self if isinstance(field, CellField)}


class ReasonForm(Form):
    """Why a set is given back."""

    reason = LineField(_l("原因"), longest=200)
