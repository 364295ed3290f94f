"""What officers fill in of an edition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FloatField, RadioField, SelectField
from wtforms.validators import NumberRange, Optional, Regexp, ValidationError

from sciencepop.accounts.rules.addresses import read_email
from sciencepop.bases.models import ScienceBase
from sciencepop.core.forms import BlockField, Form, LineField, QueryForm
from sciencepop.core.i18n import tr
from sciencepop.core.reference import get_reference
from sciencepop.festival.models import Edition, OfferKind, PartyRole, Venue
from sciencepop.festival.rules.postponing import MOST_DAYS, days_until
from sciencepop.festival.services.contents import BlockWish, OfferWish, VenueWish
from sciencepop.festival.services.editions import EditionWish
from sciencepop.festival.vocabulary import vocabulary as words
from sciencepop.festival.words import OFFERS, ROLES
from sciencepop.programme.forms.fields import NearDayField, TicksField, WholeField, given, needed, option, vocabulary

MOST_ROOMS = 30
_SLUG = re.compile(r"([a-z0-9][a-z0-9-]*)/?(?:\?.*)?$")


class EditionForm(Form):
    """An edition. Its address is chosen once."""

    code = LineField(
        _l("网址里的名称"),
        [needed(), Regexp(r"[a-z0-9][a-z0-9-]{1,39}\Z", message=_l("请用小写字母、数字和短横，例如 g60-2026。"))],
        longest=40,
    )
    year = WholeField(_l("年份"), 2000, 2100)
    name_zh = LineField(_l("名称"), [needed()], longest=60)
    name_en = LineField(_l("英文名称"), longest=120)
    motto_zh = LineField(_l("主题口号"), longest=60)
    motto_en = LineField(_l("英文主题口号"), longest=120)
    themes = TicksField(_l("关键词"))
    from_on = NearDayField(_l("第一天"), [given()])
    until_on = NearDayField(_l("最后一天"), [given()])
    about_zh = BlockField(_l("介绍"), longest=2000)
    about_en = BlockField(_l("介绍（英文）"), longest=4000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.themes.choices = vocabulary(words().themes.values())

    def wish(self) -> EditionWish:
        """What was wished; ask only after `validate`."""
        names = ("name_zh", "name_en", "motto_zh", "motto_en", "about_zh", "about_en")
        assert self.year.data and self.from_on.data and self.until_on.data
        return EditionWish(
            year=self.year.data,
            from_on=self.from_on.data,
            until_on=self.until_on.data,
            themes=tuple(self.themes.data or ()),
            **{name: self[name].data or "" for name in names},
        )


class SpanForm(Form):
    """Something on days of an edition."""

    from_on = NearDayField(_l("第一天"), [given()])
    until_on = NearDayField(_l("最后一天"), [given()])


class BlockForm(SpanForm):
    """A block; without a name it is called as its kind."""

    kind = SelectField(_l("板块"))
    name_zh = LineField(_l("名称"), longest=40)
    name_en = LineField(_l("英文名称"), longest=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = vocabulary(words().blocks.values())

    def wish(self) -> BlockWish:
        kind = words().blocks[self.kind.data]
        assert self.from_on.data and self.until_on.data
        own = self.name_zh.data or ""
        names = {"name_zh": own or kind.name_zh, "name_en": self.name_en.data or ("" if own else kind.name_en)}
        return BlockWish(kind.slug, from_on=self.from_on.data, until_on=self.until_on.data, **names)


class PartyForm(Form):
    """Who is behind it, or pays for it."""

    role = SelectField(_l("身份"))
    name_zh = LineField(_l("单位名称"), [needed()], longest=80)
    name_en = LineField(_l("英文名称"), longest=160)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [option(role.value, label) for role, label in ROLES.items()]

    @property
    def chosen(self) -> PartyRole:
        return PartyRole(self.role.data)


def _degrees(label: Any, most: int) -> FloatField:
    message = _l("请填小数形式的度数，例如 31.0322。")
    return FloatField(label, [Optional(), NumberRange(-most, most, message)])


class VenueForm(Form):
    """A venue: a base, or another place with its name; rooms are lines."""

    base = SelectField(_l("科普基地"))
    name_zh = LineField(_l("地点名称"), longest=60)
    name_en = LineField(_l("英文名称"), longest=120)
    address_zh = LineField(_l("地址"), longest=120)
    lat = _degrees(_l("纬度（WGS-84）"), 90)
    lon = _degrees(_l("经度（WGS-84）"), 180)
    capacity = WholeField(_l("能容纳多少人"), 1, 1_000_000, optional=True)
    access = TicksField(_l("无障碍"))
    rooms = BlockField(_l("房间"), longest=3000)

    def offer(self, bases: Sequence[ScienceBase]) -> None:
        self.base.choices = [option("", _("不是基地")), *(option(base.slug, tr(base, "name")) for base in bases)]
        self.access.choices = vocabulary(get_reference().access.values())

    def show(self, venue: Venue) -> None:
        """Fill in what a venue is now."""
        self.base.data = venue.base.slug if venue.base else ""
        self.name_zh.data, self.name_en.data, self.address_zh.data = (
            venue.own_name_zh,
            venue.own_name_en,
            venue.own_address,
        )
        self.lat.data, self.lon.data, self.capacity.data = venue.lat, venue.lon, venue.capacity
        self.access.data = venue.access
        self.rooms.data = "\n".join(
            " | ".join([room.name_zh, room.name_en, str(room.capacity or "")]) for room in venue.rooms
        )

    def validate_rooms(self, field: Any) -> None:
        self.wish()

    def wish(self) -> VenueWish:
        """What was wished; a ValidationError for a line that cannot be read."""
        names = ("base", "name_zh", "name_en", "address_zh")
        return VenueWish(
            **{name: self[name].data or "" for name in names},
            lat=self.lat.data,
            lon=self.lon.data,
            capacity=self.capacity.data,
            access=tuple(self.access.data or ()),
            rooms=tuple(_room(line) for line in (self.rooms.data or "").splitlines()[:MOST_ROOMS] if line.strip()),
        )


def _room(line: str) -> tuple[str, str, int | None]:
    """报告厅 | Lecture hall | 200"""
    name, english, number = ([part.strip() for part in re.split(r"[|｜]", line)] + ["", ""])[:3]
    if not name or (number and not (number.isdecimal() and 0 < int(number[:7]) < 1_000_000)):
        raise ValidationError(_("看不懂“%(line)s”。请写成：报告厅 | Lecture hall | 200", line=line[:30]))
    return name[:40], english[:80], int(number[:7]) if number else None


class OfferForm(SpanForm):
    """What a base gives visitors of the festival."""

    base = SelectField(_l("科普基地"))
    kind = RadioField(_l("优惠"), default=OfferKind.FREE.value)
    text_zh = LineField(_l("怎么优惠"), [needed()], longest=120)
    text_en = LineField(_l("怎么优惠（英文）"), longest=240)
    number = WholeField(_l("限多少份"), 1, 1_000_000, optional=True)

    def offer(self, bases: Sequence[ScienceBase]) -> None:
        self.base.choices = [option(base.slug, tr(base, "name")) for base in bases]
        self.kind.choices = [option(kind.value, label) for kind, label in OFFERS.items()]

    def wish(self) -> OfferWish:
        assert self.from_on.data and self.until_on.data
        return OfferWish(
            base=self.base.data or "",
            kind=OfferKind(self.kind.data),
            text_zh=self.text_zh.data or "",
            text_en=self.text_en.data or "",
            from_on=self.from_on.data,
            until_on=self.until_on.data,
            number=self.number.data,
        )


class EventsForm(Form):
    """Events by their addresses, and the block that they go into."""

    events = BlockField(_l("活动网址，每行一个"), [needed()], longest=8000)
    block = SelectField(_l("板块"))
    speakers = LineField(_l("主讲人，用顿号分开"), longest=120)

    def offer(self, edition: Edition) -> None:
        self.block.choices = [
            option("", _("不分板块")),
            *(option(block.slug, tr(block, "name")) for block in edition.blocks),
        ]

    @property
    def slugs(self) -> list[str]:
        """The last part of each address; a line that is none stays as it is, and is not found."""
        lines = [line.strip() for line in (self.events.data or "").splitlines() if line.strip()]
        return [found[1] if (found := _SLUG.search(line)) else line for line in lines]

    @property
    def names(self) -> list[str]:
        return [name for name in re.split(r"[、,，;；]\s*", self.speakers.data or "") if name]


class SpeakersForm(Form):
    """Addresses of speakers, one a line: name | e-mail."""

    addresses = BlockField(_l("主讲人的邮箱，每行一个：姓名 | 邮箱"), longest=8000)

    def validate_addresses(self, _field: Any) -> None:
        for line, name, address in self._rows():
            if not (name and address):
                raise ValidationError(_("看不懂这一行：%(line)s", line=line))

    @property
    def found(self) -> dict[str, str]:
        """Address by name."""
        return {name: address for _line, name, address in self._rows()}

    def _rows(self) -> Iterator[tuple[str, str, str]]:
        """Each line that is not empty, with its name and its address; either is empty where it cannot be read."""
        for line in filter(str.strip, (self.addresses.data or "").splitlines()):
            name, _bar, address = line.replace("｜", "|").partition("|")
            yield line, name.strip(), read_email(address.strip()) or ""


class ReleaseForm(Form):
    """A word to go with a release."""

    note_zh = LineField(_l("说明"), longest=200)
    note_en = LineField(_l("说明（英文）"), longest=400)


class PostponeFields:
    """By how many days, or until which day."""

    days = WholeField(_l("往后延几天"), 1, MOST_DAYS, optional=True)
    to_on = NearDayField(_l("或者：新的第一天"), [Optional()])
    reason = LineField(_l("原因，会写进通知"), longest=120)

    def days_of(self, from_on: date) -> int:
        """The days that were meant; 0 where nothing was."""
        if self.to_on.data:
            return days_until(from_on, self.to_on.data)
        return int(self.days.data or 0)


class PostponeQuery(PostponeFields, QueryForm):
    """Asks what a postponement would do."""

    def refuse_days(self, sentence: str) -> None:
        self.days.errors = [*self.days.errors, sentence]


class PostponeForm(PostponeFields, Form):
    """Postpones."""
