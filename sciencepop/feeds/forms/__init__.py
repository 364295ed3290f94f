"""Forms of personal calendar addresses."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from sciencepop.core.forms import Form, LineField
from sciencepop.feeds.rules.tokens import LONGEST_LABEL


class CalendarForm(Form):
    """A new address."""

    label = LineField(_l("给这个地址起个名字"), longest=LONGEST_LABEL)


class RevokeForm(Form):
    """The end of an address; it asks nothing."""
