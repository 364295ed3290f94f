"""What each side of an order fills in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import AnyOf, DataRequired, Optional, Regexp, ValidationError

from sciencepop.bases.forms.fields import DegreeField, PickField
from sciencepop.bases.forms.point import check_point, point_of, sources
from sciencepop.bases.rules.points import Crs
from sciencepop.bookings.group_forms import HeadsField
from sciencepop.core.forms import BlockField, Form, LineField
from sciencepop.core.i18n import day, tr, wall_clock
from sciencepop.core.reference import get_reference
from sciencepop.core.text import clean_line, row_number, whole_number
from sciencepop.delivery.models import DeliveryLecturer, OrderSlot
from sciencepop.delivery.services.answer import Acceptance, Confirmation
from sciencepop.delivery.services.order import OrderWish
from sciencepop.delivery.services.windows import WindowWish
from sciencepop.programme.forms.fields import (
    MomentField,
    NearDayField,
    PriceField,
    WholeField,
    given,
    needed,
    option,
    vocabulary,
)

PHONE = Regexp(r"^[0-9+() -]{6,20}$", message=_l("请填写电话号码，只用数字、空格和 + - ( )。"))


class OrderForm(Form):
    """An order: three times at most, where, for whom."""

    organisation = SelectField(_l("哪个单位"), validate_choice=False)
    slot1 = MomentField(_l("最想要的时间"), [given()])
    slot2 = MomentField(_l("第二个时间"), [Optional()])
    slot3 = MomentField(_l("第三个时间"), [Optional()])
    town_code = SelectField(_l("在哪个街镇"), validate_choice=False)
    place = LineField(_l("场地名称"), [needed()], longest=80)
    address = LineField(_l("详细地址"), [needed()], longest=120)
    crs = PickField(_l("坐标来源"), default=Crs.WGS84.value)
    lat = DegreeField(_l("纬度"))
    lon = DegreeField(_l("经度"))
    contact_name = LineField(_l("当天联系人"), [needed()], longest=40)
    contact_phone = LineField(_l("联系电话"), [needed(), PHONE], longest=20)
    people = WholeField(_l("大约多少人"), 1, 2000)
    audience = SelectField(_l("主要是谁"), validate_choice=False)
    need = BlockField(_l("想达到什么、有什么要求"), longest=1000)

    validate_lon = check_point

    def offer(self, organisations: Sequence[tuple[int, str]]) -> None:
        """The organisations that may order, and the district's towns and audiences."""
        self.organisation.choices = [option(str(number), name) for number, name in organisations]
        self.town_code.choices = vocabulary(get_reference().towns.values())
        self.audience.choices = vocabulary(get_reference().audiences.values())
        self.crs.choices = sources()

    def validate_town_code(self, field: SelectField) -> None:
        if field.data not in get_reference().towns:
            raise ValidationError(_("请在列表里选一个街镇。"))

    def validate_audience(self, field: SelectField) -> None:
        if field.data not in get_reference().audiences:
            raise ValidationError(_("请在列表里选一类人。"))

    def wish(self, item: str) -> OrderWish:
        """What was typed, for this item; ask only after `validate`."""
        slots = (self.slot1.moment, self.slot2.moment, self.slot3.moment)
        return OrderWish(
            item=item,
            organisation_id=row_number(self.organisation.data),
            slots=[slot for slot in slots if slot is not None],
            people=self.people.data or 0,
            point=point_of(self),
            **{
                name: self[name].data or ""
                for name in ("town_code", "place", "address", "contact_name", "contact_phone", "audience", "need")
            },
        )


class MergeForm(Form):
    into = SelectField(_l("合并到哪一份"), validate_choice=False)


class MatchForm(Form):
    item = SelectField(_l("派给哪个项目"), validate_choice=False)


class LecturerChoice(Form):
    lecturer = SelectField(_l("谁来"), validate_choice=False)

    def offer(self, lecturers: Sequence[DeliveryLecturer]) -> None:
        self.lecturer.choices = [option(str(one.id), tr(one, "name")) for one in lecturers]


class AcceptForm(LecturerChoice):
    """The supplier comes: at which of the wishes, who, with what, and what the receiver should know."""

    slot = RadioField(_l("哪个时间"), validate_choice=False)
    brings = BlockField(_l("自带的材料和设备"), longest=500)
    risk = BlockField(_l("风险提示和对场地的要求"), [needed()], longest=1000)

    def offer_slots(self, slots: Sequence[OrderSlot]) -> None:
        self.slot.choices = [
            option(str(one.place), f"{day(one.starts_at)} {wall_clock(one.starts_at)}") for one in slots
        ]

    def how(self) -> Acceptance:
        """What was typed; ask only after `validate`."""
        slot, lecturer = row_number(self.slot.data), row_number(self.lecturer.data)
        return Acceptance(slot, lecturer, self.brings.data or "", self.risk.data or "")


class ConfirmForm(Form):
    """The receiver's word that all of it is right."""

    address = LineField(_l("详细地址"), [needed()], longest=120)
    contact_name = LineField(_l("当天联系人"), [needed()], longest=40)
    contact_phone = LineField(_l("联系电话"), [needed(), PHONE], longest=20)
    read = BooleanField(_l("时间、地址、联系人都对，风险提示看过了"), [DataRequired(_l("请核对以后再确认。"))])

    def how(self) -> Confirmation:
        """What was typed; ask only after `validate`."""
        names = ("address", "contact_name", "contact_phone")
        return Confirmation(**{name: self[name].data or "" for name in names})


class MoveForm(Form):
    to = MomentField(_l("想改到"), [given()])
    reason = LineField(_l("原因"), [needed()], longest=300)


class PeopleField(HeadsField):
    """How many came of each audience."""

    @property
    def counted(self) -> Mapping[str, Any]:
        return get_reference().audiences


class CheckInForm(Form):
    """It takes place: the receiver's digits, and who came."""

    digits = LineField(_l("对方告诉您的六位签到码"), longest=10)
    heads = PeopleField(_l("各类来了多少人"))


SCORES = {"5": _l("5 很好"), "4": _l("4 好"), "3": _l("3 一般"), "2": _l("2 不太好"), "1": _l("1 不好")}


class EvaluateForm(Form):
    """A score that somebody really chose, with words."""

    score = RadioField(
        _l("怎么样"),
        choices=[option(value, words) for value, words in SCORES.items()],
        validators=[AnyOf(list(SCORES), _l("请选一个分数。"))],
        validate_choice=False,
    )
    words = BlockField(_l("说几句"), longest=1000)


class ReportForm(Form):
    report = BlockField(_l("做了什么、效果怎样"), [needed()], longest=3000)
    cost = PriceField(_l("实际支出（元）"))


class WindowForm(Form):
    """A quarter's window, and towns whose quota differs: one input a town, empty: the usual."""

    year = WholeField(_l("年份"), 2020, 2100)
    quarter = WholeField(_l("第几季度"), 1, 4)
    opens_at = MomentField(_l("点单开始"), [given()])
    closes_at = MomentField(_l("点单截止"), [given()])
    first_on = NearDayField(_l("配送第一天"), [given()])
    last_on = NearDayField(_l("配送最后一天"), [given()])
    quota = WholeField(_l("每个街镇几场"), 0, 1000, default=6)

    def read_quotas(self, sent: Mapping[str, str]) -> dict[str, int] | None:
        """The towns' own quotas; None where one is no number up to 1000."""
        quotas = {}
        for code in get_reference().towns:
            text = clean_line(sent.get(f"quota-{code}", ""))
            number = whole_number(text, 1000)
            if text and number is None:
                return None
            if number is not None:
                quotas[code] = number
        return quotas

    def wish(self) -> WindowWish:
        """What was typed; ask only after `validate`."""
        opens, closes = self.opens_at.moment, self.closes_at.moment
        assert opens and closes and self.first_on.data and self.last_on.data
        year, quarter, quota = (int(field.data or 0) for field in (self.year, self.quarter, self.quota))
        return WindowWish(year, quarter, opens, closes, self.first_on.data, self.last_on.data, quota)
