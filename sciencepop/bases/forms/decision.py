"""An officer's decision on a base, and forms that are a button."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import ValidationError

from sciencepop.bases import messages
from sciencepop.bases.rules.states import Step
from sciencepop.core.forms import BlockField, SeenForm


class DecisionForm(SeenForm):
    """An officer's decision; which are offered depends on where the base stands."""

    step = RadioField(_l("决定"), validate_choice=False)
    reason = BlockField(_l("理由"), longest=1000)
    corrections = BlockField(_l("修改意见，一行一条"), longest=3000)

    def offer(self, steps: list[Step]) -> None:
        """Offer these steps."""
        self.step.choices = [(step.value, str(messages.STEPS[step])) for step in steps]

    def validate_step(self, field: Any) -> None:
        if field.data not in {choice[0] for choice in field.choices}:
            raise ValidationError(_("请选择一个决定。"))
