"""A round and its experts."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from sciencepop.accreditation.schemes import schemes
from sciencepop.accreditation.services.rounds import RoundWish
from sciencepop.core import clock
from sciencepop.core.forms import Form, LineField, NearDayField
from sciencepop.core.i18n import tr
from sciencepop.programme.forms.fields import MomentField, given, needed, option


class RoundForm(Form):
    """Moments are wall time of the district."""

    scheme = SelectField(_l("命名类别"), validate_choice=False)
    name_zh = LineField(_l("批次名称"), [needed()], longest=80)
    name_en = LineField(_l("英文名称"), longest=120)
    opens_at = MomentField(_l("开始时间"), [given()])
    closes_at = MomentField(_l("截止时间"), [given()])
    accept_until = NearDayField(_l("受理和补正截止日"), [given()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = schemes().own_schemes_on(clock.today())
        self.scheme.choices = [option(row.slug, tr(row, "name")) for row in rows]

    def wish(self) -> RoundWish:
        """What was filled in; valid forms only."""
        assert self.opens_at.moment and self.closes_at.moment and self.accept_until.data
        return RoundWish(
            scheme=self.scheme.data or "",
            name_zh=self.name_zh.data or "",
            name_en=self.name_en.data or "",
            opens_at=self.opens_at.moment,
            closes_at=self.closes_at.moment,
            accept_until=self.accept_until.data,
        )


class ExpertForm(Form):
    """Somebody who may be asked to score; bases see name and employer."""

    address = LineField(_l("专家的邮箱或手机号"), [needed()], longest=254)
    name = LineField(_l("姓名"), [needed()], longest=60)
    employer = LineField(_l("工作单位"), longest=120)
