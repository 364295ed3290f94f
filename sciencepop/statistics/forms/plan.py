"""An indicator of the plan, its years, and who acts for a department."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.fields import Field
from wtforms.widgets import TextInput

from sciencepop.core.forms import Form, LineField
from sciencepop.core.i18n import tr
from sciencepop.festival.vocabulary import vocabulary as festival_words
from sciencepop.programme.forms.fields import needed, option, vocabulary
from sciencepop.statistics.models import PlanNumber
from sciencepop.statistics.rules.plan import read_number, write_number
from sciencepop.statistics.services import YearWish
from sciencepop.statistics.settings import COMPUTED, settings

LONGEST = 40


class NumberField(Field):
    """A number with at most two places, or nothing; `data` is hundredths."""

    widget = TextInput()

    def _value(self) -> str:
        return str(self.raw_data[0])[:LONGEST] if self.raw_data else write_number(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = read_number(text) if 0 < len(text) <= LONGEST else None
        if text and self.data is None:
            raise ValueError(_("请填数字，例如 72 或 26.5。"))


class IndicatorForm(Form):
    """An indicator of a department."""

    department = SelectField(_l("部门"))
    name_zh = LineField(_l("指标"), [needed()], longest=60)
    name_en = LineField(_l("英文名称"), longest=120)
    unit_zh = LineField(_l("计量单位"), [needed()], longest=20)
    unit_en = LineField(_l("英文计量单位"), longest=40)
    counted = SelectField(_l("实际值从哪里来"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.department.choices = vocabulary(festival_words().departments.values())
        counted = {row.slug: row for row in settings().indicators if row.how == COMPUTED and row.rule != "sum"}
        computed = [option(slug, _("平台计算：%(name)s", name=tr(row, "name"))) for slug, row in counted.items()]
        self.counted.choices = [option("", _("部门填写")), *computed]


class YearsForm(Form):
    """The years of an indicator; `for_years` gives it their fields."""

    seen = HiddenField()

    @classmethod
    def for_years(cls, years: list[int], *, targets: bool, actuals: bool) -> type[YearsForm]:
        """With targets for officers, and actual numbers where they are entered."""
        fields: dict[str, Any] = {}
        for year in years:
            if targets:
                fields[f"target_{year}"] = NumberField(_l("%(year)d 年目标值", year=year))
            if actuals:
                fields[f"actual_{year}"] = NumberField(_l("%(year)d 年实际值", year=year))
            fields[f"note_{year}"] = LineField(_l("%(year)d 年说明", year=year), longest=200)
        return type("YearsForm", (cls,), fields)

    def show(self, numbers: list[PlanNumber]) -> None:
        """What stands there now."""
        for one in numbers:
            for name in ("target", "actual", "note"):
                if (field := f"{name}_{one.year}") in self:
                    self[field].data = getattr(one, name)

    def wishes(self, years: list[int]) -> dict[int, YearWish]:
        """What was typed; what has no field is nothing."""

        def of(name: str, year: int) -> Any:
            return self[f"{name}_{year}"].data if f"{name}_{year}" in self else None

        return {year: YearWish(of("target", year), of("actual", year), of("note", year) or "") for year in years}


class DelegateForm(Form):
    """Who acts for a department."""

    department = SelectField(_l("部门"))
    address = LineField(_l("对方的邮箱或手机号"), [needed()], longest=254)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.department.choices = vocabulary(festival_words().departments.values())
