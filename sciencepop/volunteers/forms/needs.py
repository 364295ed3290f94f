"""The needs of a shift or a template as rows of a form, and the texts that both have."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, SelectField
from wtforms import Form as Part
from wtforms.validators import NumberRange, Optional

from sciencepop.core.forms import BlockField, Form, LineField
from sciencepop.programme.forms.fields import TicksField, WholeNumberField, needed, option, vocabulary
from sciencepop.volunteers import vocabulary as words
from sciencepop.volunteers.messages import MODES
from sciencepop.volunteers.models import Need, NeedMode, Shift
from sciencepop.volunteers.rules.limits import OF_AGE
from sciencepop.volunteers.rules.waves import MOST_DAYS, days_before
from sciencepop.volunteers.services import NeedWish

ROWS, MOST_ROWS = 4, 8
_sane = NumberRange(0, 500, _l("请填 0 到 500 之间的整数。"))
_days = NumberRange(1, MOST_DAYS, _l("请填 1 到 %(most)d 之间的整数，或留空。", most=MOST_DAYS))


class NeedRow(Part):
    """One role; a row without one is left out."""

    role = SelectField(_l("岗位"), validate_choice=False)
    minimum = WholeNumberField(_l("最少"), [Optional(), _sane], default=1)
    target = WholeNumberField(_l("希望"), [Optional(), _sane], default=2)
    maximum = WholeNumberField(_l("最多"), [Optional(), _sane], default=3)
    age_min = SelectField(_l("年龄"), validate_choice=False)
    mode = SelectField(_l("报名方式"), validate_choice=False)
    skills = TicksField(_l("需要的技能"))
    opens_days = WholeNumberField(_l("这个岗位提前几天开放报名"), [Optional(), _days])
    everyone_days = WholeNumberField(_l("提前几天放开给当周已有班次的人"), [Optional(), _days])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = words.vocabulary()
        self.role.choices = [option("", _("（不需要）")), *vocabulary(known.roles.values())]
        self.mode.choices = [option(mode.value, label) for mode, label in MODES.items()]
        self.skills.choices = vocabulary(known.skills.values())
        self.age_min.choices = [option("", _("%(age)d 岁起都可以", age=min(_ages()))), *_bands(self.age_min.data)]

    def wish(self, exact: Collection[str] = ()) -> NeedWish | None:
        """The need. The skills that its role usually asks for are added, but for roles in `exact`, where they were
        shown to be ticked."""
        role = words.vocabulary().roles.get(self.role.data or "")
        if role is None:
            return None
        mode = self.mode.data if self.mode.data in set(NeedMode) else NeedMode.INSTANT
        usual = () if role.slug in exact else role.skills.split()
        return NeedWish(
            role=role.slug,
            minimum=self.minimum.data or 0,
            target=self.target.data or 0,
            maximum=self.maximum.data or 0,
            skills=tuple(dict.fromkeys([*usual, *(self.skills.data or ())])),
            age_min=int(self.age_min.data) if self.age_min.data in _numbers(self.age_min) else None,
            mode=NeedMode(mode),
            opens_days=self.opens_days.data,
            everyone_days=self.everyone_days.data,
        )


def _ages() -> list[int]:
    """Where the ages begin for which the district has limits."""
    return sorted({policy.age_from for policy in words.vocabulary().limits})


def _bands(kept: Any) -> list[Any]:
    """From which age; adults do not tell theirs, so that 18 is the highest that can be asked. `kept` stays as it is."""
    ages = {age for age in _ages()[1:] if age <= OF_AGE} | {age for age in range(14, 81) if str(age) == kept}
    return [option(str(age), _("满 %(age)d 岁", age=age)) for age in sorted(ages)]


def _numbers(field: Any) -> set[str]:
    return {choice.value for choice in field.choices if choice.value}


class TextsForm(Form):
    """What shifts and templates have in common."""

    title_zh = LineField(_l("名称"), [needed()], longest=80)
    title_en = LineField(_l("英文名称"), longest=160)
    meet_zh = LineField(_l("集合地点"), longest=120)
    meet_en = LineField(_l("集合地点（英文）"), longest=240)
    risk_zh = BlockField(_l("风险提示"), longest=1000)
    risk_en = BlockField(_l("风险提示（英文）"), longest=2000)
    insurance_needed = BooleanField(_l("必须有志愿者保险"))
    needs = FieldList(FormField(NeedRow), min_entries=ROWS, max_entries=MOST_ROWS)

    def texts(self) -> dict[str, Any]:
        names = ("title_zh", "title_en", "meet_zh", "meet_en", "risk_zh", "risk_en", "insurance_needed")
        return {name: self[name].data or "" for name in names} | {"insurance_needed": bool(self.insurance_needed.data)}

    def wishes(self, exact: Collection[str] = ()) -> list[NeedWish]:
        return [wish for row in self.needs if (wish := row.form.wish(exact)) is not None]


def kept_wish(need: Need, shift: Shift) -> NeedWish:
    """A need as it might have been wished."""
    numbers = (need.role, need.minimum, need.target, need.maximum, tuple(need.skills), need.age_min, need.mode)
    opens = (days_before(shift.starts_at, at) for at in (need.opens_at, need.everyone_at))
    return NeedWish(*numbers, *opens)


def shown_need(values: dict[str, Any]) -> dict[str, Any]:
    age, mode = values.get("age_min"), NeedMode(values["mode"])
    return values | {"age_min": str(age) if age else "", "mode": mode.value, "skills": list(values["skills"])}


def with_spare(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One empty row more where all are used, as long as there may be."""
    return [*rows, {}] if ROWS <= len(rows) < MOST_ROWS else rows
