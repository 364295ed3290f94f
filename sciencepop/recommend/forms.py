"""Shape and wording of what people choose for their recommendations."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from sciencepop.accounts.forms import TicksField
from sciencepop.core.forms import Form
from sciencepop.core.reference import get_reference
from sciencepop.programme.forms.fields import option, vocabulary


class ChoiceForm(Form):
    """For whom, what about, and around which town; nothing of it is required."""

    audiences = TicksField(_l("我为谁找活动"), validate_choice=False)
    topics = TicksField(_l("感兴趣的主题"), validate_choice=False)
    town = SelectField(_l("离哪个街镇近"), validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reference = get_reference()
        self.audiences.choices = vocabulary(row for row in reference.audiences.values() if row.stage)
        self.topics.choices = vocabulary(reference.topics.values())
        self.town.choices = [option("", _("不填")), *vocabulary(reference.towns.values())]
