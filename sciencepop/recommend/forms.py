"""Shape and wording of what people choose for their recommendations."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from sciencepop.accounts.forms import TicksField
from sciencepop.core.forms import Form
from sciencepop.core.i18n import tr
from sciencepop.core.reference import get_reference


class ChoiceForm(Form):
    """For whom, what about, and around which town; nothing of it is required."""

    audiences = TicksField(_l("我为谁找活动"), validate_choice=False)
    topics = TicksField(_l("感兴趣的主题"), validate_choice=False)
    town = SelectField(_l("离哪个街镇近"), validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reference = get_reference()
        self.audiences.choices = [SelectChoice(a.slug, tr(a, "name")) for a in reference.audiences.values() if a.stage]
        self.topics.choices = [SelectChoice(t.slug, tr(t, "name")) for t in reference.topics.values()]
        towns = [SelectChoice(town.code, tr(town, "name")) for town in reference.towns.values()]
        self.town.choices = [SelectChoice("", _("不填")), *towns]
