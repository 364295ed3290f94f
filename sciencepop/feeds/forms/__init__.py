"""Forms of personal calendar addresses."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from sciencepop.core.forms import Form, LineField
from sciencepop.feeds.rules.tokens import LONGEST_LABEL
from sciencepop.programme.forms.fields import option


class CalendarForm(Form):
    """A new address."""

    whose = SelectField(_l("显示什么"), validate_choice=False, default="")
    label = LineField(_l("给这个地址起个名字"), longest=LONGEST_LABEL)

    def offer(self, others: Sequence[tuple[str, str]]) -> None:
        """One's own calendar first, then the deliveries of others by key and name."""
        deliveries = [option(key, _("配送：%(title)s", title=name)) for key, name in others]
        self.whose.choices = [option("", _("我的预约")), *deliveries]


class RevokeForm(Form):
    """The end of an address; it asks nothing."""
