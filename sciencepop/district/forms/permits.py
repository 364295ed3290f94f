"""Asking to see what is known of children."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import AnyOf, ValidationError

from sciencepop.accounts.rules.minors import MinorsPurpose
from sciencepop.core.forms import BlockField, Form
from sciencepop.district.minors_report import PURPOSES
from sciencepop.programme.forms.fields import DayField, WholeField, needed, option

_ASKED = [purpose.value for purpose in MinorsPurpose]


class PermitForm(Form):
    """`base` is a slug; `occurrence` the number of a session there, where one is enough."""

    base = SelectField(_l("哪个基地"), validate_choice=False)
    occurrence = WholeField(_l("只看一个场次：场次编号"), 1, 2**53, optional=True)
    purpose = RadioField(
        _l("用途"),
        choices=[option(purpose, PURPOSES[purpose]) for purpose in _ASKED],
        validators=[AnyOf(_ASKED, _l("请选择一种用途。"))],
        validate_choice=False,
    )
    reason = BlockField(_l("为什么要看，要看什么"), [needed()], longest=500)
    until = DayField(_l("看到哪天为止"), [needed()])

    def offer(self, bases: list[tuple[str, str]], chosen: str = "") -> None:
        """The bases to choose from: slug and name."""
        self.base.choices = [option("", _("请选择")), *(option(slug, name) for slug, name in bases)]
        if chosen and not self.is_submitted():
            self.base.data = chosen

    def validate_base(self, field: SelectField) -> None:
        choices: Any = self.base.choices or []
        if not field.data or field.data not in {choice.value for choice in choices}:
            raise ValidationError(_("请选一个基地。"))
