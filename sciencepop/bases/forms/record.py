"""The record of a base as a form."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms.validators import ValidationError

from sciencepop.bases.forms.fields import DegreeField, HoursField, PeopleField, PickField, TickField, must_tell
from sciencepop.bases.forms.point import check_point, point_of, sources
from sciencepop.bases.messages import sentence_of
from sciencepop.bases.models import ScienceBase
from sciencepop.bases.rules import contacts, papers
from sciencepop.bases.rules.hours import Stretch, stretches_on
from sciencepop.bases.rules.lengths import LONGEST
from sciencepop.bases.rules.papers import MOST_BYTES
from sciencepop.bases.rules.points import Crs
from sciencepop.bases.services.papers import Paper
from sciencepop.bases.services.record import Record, record_of
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import BlockField, Form, LineField
from sciencepop.core.i18n import tr
from sciencepop.core.reference import get_reference
from sciencepop.core.uploads import UploadField, read_sent

TICKS = ("access", "access_lacking", "topics", "audiences")
DAYS = tuple(f"day{number}" for number in range(7))


class PaperField(UploadField):
    """A paper of a registration: what is refused of it is told together with the other fields."""

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if isinstance(self.data, FileStorage) and self.data.filename:
            refused = papers.refusal_of(read_sent(self.data), form.papers_there)
            if refused:
                raise ValidationError(sentence_of(RuleBroken(refused, **papers.BOUNDS)))


class RecordForm(Form):
    """What a registrant or manager writes of a base. Only the name must be there to save it."""

    name_zh = LineField(_l("名称"), [must_tell], longest=LONGEST["name_zh"])
    name_en = LineField(_l("英文名称"), longest=LONGEST["name_en"])
    kind = PickField(_l("类型"))
    summary_zh = BlockField(_l("一段介绍"), longest=LONGEST["summary_zh"])
    summary_en = BlockField(_l("英文介绍"), longest=LONGEST["summary_en"])
    town_code = PickField(_l("所在街镇"))
    address_zh = LineField(_l("地址"), longest=LONGEST["address_zh"])
    address_en = LineField(_l("英文地址"), longest=LONGEST["address_en"])
    crs = PickField(_l("坐标来源"), default=Crs.WGS84.value)
    lat = DegreeField(_l("纬度"))
    lon = DegreeField(_l("经度"))
    directions_zh = BlockField(_l("怎么到达"), longest=LONGEST["directions_zh"])
    directions_en = BlockField(_l("怎么到达（英文）"), longest=LONGEST["directions_en"])
    day0 = HoursField(_l("周一"))
    day1 = HoursField(_l("周二"))
    day2 = HoursField(_l("周三"))
    day3 = HoursField(_l("周四"))
    day4 = HoursField(_l("周五"))
    day5 = HoursField(_l("周六"))
    day6 = HoursField(_l("周日"))
    hours_note_zh = LineField(_l("开放时间说明"), longest=LONGEST["hours_note_zh"])
    hours_note_en = LineField(_l("开放时间说明（英文）"), longest=LONGEST["hours_note_en"])
    capacity = PeopleField(_l("可容纳人数"))
    access = TickField(_l("无障碍与便利设施"))
    access_lacking = TickField(_l("确实没有的"))
    access_note_zh = LineField(_l("无障碍说明"), longest=LONGEST["access_note_zh"])
    access_note_en = LineField(_l("无障碍说明（英文）"), longest=LONGEST["access_note_en"])
    contact_name = LineField(_l("联系人"), longest=LONGEST["contact_name"])
    contact_phone = LineField(_l("联系电话"), longest=LONGEST["contact_phone"])
    contact_email = LineField(_l("联系邮箱"), longest=LONGEST["contact_email"])
    website = LineField(_l("网站"), longest=LONGEST["website"])
    legal_person = LineField(_l("法人单位"), longest=LONGEST["legal_person"])
    signature_zh = BlockField(_l("一馆一品：招牌项目"), longest=LONGEST["signature_zh"])
    signature_en = BlockField(_l("招牌项目（英文）"), longest=LONGEST["signature_en"])
    exhibits_zh = BlockField(_l("主要展品，一行一件"), longest=LONGEST["exhibits_zh"])
    exhibits_en = BlockField(_l("主要展品（英文）"), longest=LONGEST["exhibits_en"])
    topics = TickField(_l("主题"))
    audiences = TickField(_l("适合谁来"))
    paper = PaperField(_l("证明材料"))

    def __init__(
        self,
        base: ScienceBase | None = None,
        on: date | None = None,
        *,
        leave_out: Collection[str] = (),
        shown: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """The record as it stands on a day, or an empty one; what is left out of the form stays as it is.

        `shown` is typed over what stands. Hours are left out by the name `hours`.
        """
        super().__init__(data=_shown(base, on) | (shown or {}) if base and on else None, **kwargs)
        self._base = base
        stands = vars(record_of(base, on)) if base and on else {}
        self.kept = {name: value for name, value in stands.items() if name in leave_out}
        self.with_hours = "hours" not in leave_out
        reference, empty = get_reference(), ("", _("请选择"))
        self.kind.choices = [empty, *((k.slug, tr(k, "name")) for k in reference.base_kinds.values())]
        self.town_code.choices = [empty, *((t.code, tr(t, "name")) for t in reference.towns.values())]
        self.access.choices = [(a.slug, tr(a, "name")) for a in reference.access.values()]
        self.access_lacking.choices = self.access.choices
        self.topics.choices = [(t.slug, tr(t, "name")) for t in reference.topics.values()]
        self.audiences.choices = [(a.slug, tr(a, "name")) for a in reference.audiences.values()]
        self.crs.choices = sources()
        for name in leave_out:
            for gone in DAYS if name == "hours" else ("crs",) if name == "point_source" else (name,):
                del self[gone]

    @property
    def days(self) -> list[HoursField]:
        """The seven fields of opening hours, Monday first; none where they are changed elsewhere."""
        return [self[name] for name in DAYS] if self.with_hours else []

    @property
    def papers_there(self) -> int:
        """How many papers the registration has already."""
        return len(self._base.evidence) if self._base else 0

    validate_lon = check_point

    def validate_access_lacking(self, field: Any) -> None:
        if set(field.data or ()) & set(self.access.data or ()):
            raise ValidationError(_("同一项不能既勾“有”又勾“没有”。"))

    def validate_contact_phone(self, field: Any) -> None:
        if field.data and not contacts.is_phone(field.data):
            raise ValidationError(_("请填电话号码，例如 021-12345678。"))

    def validate_contact_email(self, field: Any) -> None:
        if field.data and not contacts.is_email(field.data):
            raise ValidationError(_("请填完整的邮箱地址，例如 name@example.org。"))

    def validate_website(self, field: Any) -> None:
        if contacts.website_of(field.data or "") is None:
            raise ValidationError(_("请填网站地址，例如 https://www.example.org。"))

    def record(self) -> Record:
        """What was typed, with the position turned into WGS-84. Call after `validate`."""
        values = {name: self[name].data or "" for name in Record.__dataclass_fields__ if name in self}
        values |= {name: tuple(self[name].data or ()) for name in TICKS if name in self}
        if "lat" in self:
            values["lat"], values["lon"] = point_of(self) or (None, None)
            values["point_source"] = self.crs.data if values["lat"] is not None else ""
        if "town_code" in self:
            values["town_code"] = self.town_code.data or None
        if "capacity" in self:
            values["capacity"] = self.capacity.data
        if "website" in self:
            values["website"] = contacts.website_of(self.website.data or "") or ""
        return Record(**(self.kept | values | {"hours": week_typed(self.days) if self.with_hours else None}))

    def paper_sent(self) -> Paper | None:
        """The file that came along, or None."""
        return paper_of(self.paper.data)


def paper_of(sent: object) -> Paper | None:
    """The file that a field got, no more of it than tells that it is too big; None where none was chosen."""
    if not isinstance(sent, FileStorage) or not sent.filename:
        return None
    with sent.stream:
        return Paper(sent.filename, sent.stream.read(MOST_BYTES + 1))


def week_typed(days: Iterable[HoursField]) -> tuple[Stretch, ...]:
    """The stretches of seven fields, Monday first."""
    return tuple(Stretch(number, opens, closes) for number, day in enumerate(days) for opens, closes in day.data or ())


def week_shown(week: Iterable[Stretch]) -> dict[str, Any]:
    """The same as the data of the seven fields."""
    told = list(week)
    return {name: [(one.opens, one.closes) for one in stretches_on(told, number)] for number, name in enumerate(DAYS)}


def _shown(base: ScienceBase, on: date) -> dict[str, Any]:
    values = dict(vars(record_of(base, on)))
    values |= week_shown(values.pop("hours"))
    values |= {name: list(values[name]) for name in TICKS}
    return values | {"town_code": base.town_code or "", "crs": Crs.WGS84.value}
