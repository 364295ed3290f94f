"""Fields of the college; they stand where other features find them too."""

from __future__ import annotations

from sciencepop.core.forms import Form
from sciencepop.programme.forms.fields import MomentField, NearDayField

__all__ = ["MomentField", "NearDayField", "PressForm"]


class PressForm(Form):
    """A form that is a button."""
