"""Applying for a point, and what heads and officers say of it and of learners."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from sciencepop.college.services import PointWish
from sciencepop.core.forms import BlockField, Form, LineField
from sciencepop.core.reference import get_reference
from sciencepop.programme.forms.fields import WholeField, needed, vocabulary


class PointForm(Form):
    """What a community says of its point."""

    name_zh = LineField(_l("教学点名称"), [needed()], longest=60)
    name_en = LineField(_l("英文名称"), longest=120)
    town_code = SelectField(_l("街镇"))
    address_zh = LineField(_l("地址"), [needed()], longest=120)
    address_en = LineField(_l("地址（英文）"), longest=240)
    capacity = WholeField(_l("一次坐得下多少人"), 1, 1000)
    head_name = LineField(_l("负责人姓名"), [needed()], longest=40)
    contact = LineField(_l("联系电话"), [needed()], longest=60)
    about = BlockField(_l("场地和条件"), longest=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.town_code.choices = vocabulary(get_reference().towns.values())

    def wish(self) -> PointWish:
        """What was wished; ask only after `validate`."""
        names = ("name_zh", "name_en", "town_code", "address_zh", "address_en", "head_name", "contact", "about")
        return PointWish(**{name: self[name].data or "" for name in names}, capacity=self.capacity.data or 1)


class ReasonForm(Form):
    """Why something ends."""

    reason = LineField(_l("原因（会告诉对方）"), longest=200)


class HeadForm(Form):
    """Who else heads a point."""

    address = LineField(_l("负责人的邮箱或手机号"), [needed()], longest=254)


class NominateForm(Form):
    """Somebody whom a town or a unit names for a class."""

    address = LineField(_l("学员的邮箱或手机号"), [needed()], longest=254)
    unit = LineField(_l("推荐单位"), [needed()], longest=60)
