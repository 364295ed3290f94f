"""Fields of the college."""

from __future__ import annotations

from sciencepop.core.forms import Form
from sciencepop.programme.forms.fields import MomentField as MomentField
from sciencepop.programme.forms.fields import NearDayField as NearDayField


class PressForm(Form):
    """A form that is a button."""
