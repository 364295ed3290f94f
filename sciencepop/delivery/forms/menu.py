"""What suppliers write of items and lecturers, what officers say of them, and what somebody borrows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import AnyOf, Optional, ValidationError

from sciencepop.core.forms import BlockField, Form, LineField, SeenForm
from sciencepop.core.i18n import tr
from sciencepop.core.reference import get_reference
from sciencepop.core.text import row_number
from sciencepop.delivery.models import DeliveryLecturer
from sciencepop.delivery.rules.items import CostClass, ItemKind
from sciencepop.delivery.rules.loans import Condition, Days
from sciencepop.delivery.services.items import ItemWish
from sciencepop.delivery.services.loans import LoanWish
from sciencepop.delivery.words import CONDITIONS, COSTS, KINDS
from sciencepop.programme.forms.fields import (
    NearDayField,
    TicksField,
    WholeField,
    dates_in,
    given,
    needed,
    option,
    vocabulary,
)

CHOOSE = _l("请在列表里选一个。")


def one_of(words: dict[Any, Any]) -> list[Any]:
    return [option(value.value, said) for value, said in words.items()]


class ReasonForm(Form):
    """A button with a reason."""

    reason = LineField(_l("原因"), longest=300)


class StepForm(ReasonForm, SeenForm):
    """What happens to an item; an officer decides on what they read."""


class ItemForm(Form):
    """All that an item says; towns and lecturers are ticked."""

    kind = RadioField(
        _l("哪一类"), choices=one_of(KINDS), validators=[AnyOf(list(KINDS), CHOOSE)], validate_choice=False
    )
    title_zh = LineField(_l("名称"), [needed()], longest=60)
    title_en = LineField(_l("英文名称"), longest=120)
    about_zh = BlockField(_l("讲什么、做什么"), [needed()], longest=2000)
    about_en = BlockField(_l("英文介绍"), longest=3000)
    audiences = TicksField(_l("适合谁"))
    age_from = WholeField(_l("最小年龄"), 0, 120, default=0)
    age_until = WholeField(_l("最大年龄"), 0, 120, optional=True)
    minutes = WholeField(_l("多少分钟"), 10, 480, default=90)
    group_min = WholeField(_l("一场至少几人"), 1, 2000, default=10)
    group_max = WholeField(_l("一场最多几人"), 1, 2000, default=60)
    space = BlockField(_l("场地要求"), longest=500)
    power = BlockField(_l("用电和设备要求"), longest=500)
    materials = BlockField(_l("每人的材料"), longest=500)
    safety = BlockField(_l("安全提示"), longest=1000)
    can_online = BooleanField(_l("也可以线上进行"))
    cost = RadioField(
        _l("费用"),
        choices=one_of(COSTS),
        validators=[AnyOf(list(COSTS), CHOOSE)],
        validate_choice=False,
        default="free",
    )
    most_a_quarter = WholeField(_l("一个季度最多几场"), 1, 500, default=6)
    towns = TicksField(_l("只到这些街镇"))
    blackouts = BlockField(_l("哪些天不能来"), longest=2000)
    valid_until = NearDayField(_l("提供到哪一天"), [Optional()])
    lecturers = TicksField(_l("谁能来"))

    def offer(self, lecturers: Sequence[DeliveryLecturer]) -> None:
        """The supplier's lecturers, and the district's audiences and towns."""
        self.audiences.choices = vocabulary(get_reference().audiences.values())
        self.towns.choices = vocabulary(get_reference().towns.values())
        asked = _("（等本人同意）")
        self.lecturers.choices = [
            option(str(one.id), tr(one, "name") + ("" if one.comes else asked)) for one in lecturers
        ]

    def validate_group_max(self, field: WholeField) -> None:
        if field.data is not None and field.data < (self.group_min.data or 0):
            raise ValidationError(_("最多的人数不能少于最少的人数。"))

    def validate_age_until(self, field: WholeField) -> None:
        if field.data is not None and field.data < (self.age_from.data or 0):
            raise ValidationError(_("最大年龄不能小于最小年龄。"))

    def validate_blackouts(self, field: BlockField) -> None:
        self.days_off = [day.isoformat() for day in dates_in(field.data)]

    def wish(self) -> ItemWish:
        """What was typed; ask only after `validate`."""
        names = ("title_zh", "title_en", "about_zh", "about_en", "space", "power", "materials", "safety")
        numbers = ("age_from", "age_until", "minutes", "group_min", "group_max", "most_a_quarter")
        values: dict[str, Any] = {name: self[name].data or "" for name in names} | {
            name: self[name].data for name in numbers
        }
        return ItemWish(
            **values,
            kind=ItemKind(self.kind.data or ""),
            cost=CostClass(self.cost.data or ""),
            audiences=list(self.audiences.data or ()),
            towns=list(self.towns.data or ()),
            blackouts=self.days_off,
            can_online=bool(self.can_online.data),
            valid_until=self.valid_until.data,
        )

    def lecturer_ids(self) -> list[int]:
        return [int(number) for number in self.lecturers.data or ()]


class LecturerForm(Form):
    """Somebody who comes; with an address they are asked first, and once they agree their time is taken for it."""

    name_zh = LineField(_l("姓名"), [needed()], longest=40)
    name_en = LineField(_l("英文姓名"), longest=60)
    address = LineField(_l("本人的邮箱或手机号"), longest=254)


class ReviewForm(SeenForm):
    """The scientific review of an item (科普法 art. 35)."""

    reviewer = LineField(_l("科学性审核人"), [needed()], longest=60)
    until = NearDayField(_l("审核有效到"), [given()])


class UnitForm(Form):
    label = LineField(_l("编号或名称"), [needed()], longest=40)


class ConditionForm(Form):
    """What a unit is like: now, or on its return."""

    condition = SelectField(
        _l("状况"), choices=one_of(CONDITIONS), validators=[AnyOf(list(CONDITIONS), CHOOSE)], validate_choice=False
    )
    note = LineField(_l("说明"), longest=200)

    def judged(self) -> Condition:
        return Condition(self.condition.data or "")


class LoanForm(Form):
    """For which days, both included, and where it will stand."""

    organisation = SelectField(_l("哪个单位"), validate_choice=False)
    from_on = NearDayField(_l("哪天来取"), [given()])
    until_on = NearDayField(_l("哪天归还"), [given()])
    town_code = SelectField(_l("在哪个街镇"), validate_choice=False)
    place = LineField(_l("放在哪里"), [needed()], longest=80)
    purpose = LineField(_l("用来做什么"), longest=200)

    def offer(self, organisations: Sequence[tuple[int, str]]) -> None:
        self.organisation.choices = [option(str(number), name) for number, name in organisations]
        self.town_code.choices = vocabulary(get_reference().towns.values())

    def validate_town_code(self, field: SelectField) -> None:
        if field.data not in get_reference().towns:
            raise ValidationError(_("请在列表里选一个街镇。"))

    def wish(self) -> LoanWish:
        """What was typed; ask only after `validate`."""
        assert self.from_on.data and self.until_on.data
        days = Days(self.from_on.data, self.until_on.data)
        place, purpose = self.place.data or "", self.purpose.data or ""
        return LoanWish(row_number(self.organisation.data), days, self.town_code.data, place, purpose)
