"""A change that a base files, and what the district says to it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import ValidationError

from sciencepop.bases.forms.fields import must_tell
from sciencepop.bases.forms.record import RecordForm
from sciencepop.bases.models import BaseFiling, ScienceBase
from sciencepop.bases.rules.filing import FILED, FilingStep
from sciencepop.bases.services.filings import Wish
from sciencepop.bases.services.record import Record
from sciencepop.core.forms import BlockField, NearDayField, SeenForm
from sciencepop.core.uploads import DocumentField

CHANGED_AT_ONCE = frozenset(Record.__dataclass_fields__) - FILED


class FilingForm(RecordForm):
    """The fields that are filed as they stand, or as they were wanted before, with reason and day."""

    paper = DocumentField(_l("证明材料"))
    reason = BlockField(_l("为什么变更"), [must_tell], longest=1000)
    effective_on = NearDayField(_l("从哪一天起"), [must_tell])

    def __init__(self, base: ScienceBase, on: date, returned: BaseFiling | None = None) -> None:
        shown: dict[str, Any] = {"effective_on": on}
        if returned:
            shown = returned.wanted | {"reason": returned.reason, "effective_on": max(on, returned.effective_on)}
            shown |= {"town_code": shown["town_code"] or ""} if "town_code" in shown else {}
        super().__init__(base, on, leave_out=CHANGED_AT_ONCE, shown=shown)

    def wish(self) -> Wish:
        """What was filled in; valid forms only."""
        assert self.effective_on.data is not None
        return Wish(self.record(), self.reason.data or "", self.effective_on.data, self.paper.upload)


class ReviewFilingForm(SeenForm):
    """`seen` names the filing that the officer has before them."""

    step = RadioField(_l("决定"), validate_choice=False)
    note = BlockField(_l("给基地的意见"), longest=1000)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.step.choices = [(FilingStep.APPROVE.value, _("通过")), (FilingStep.RETURN.value, _("退回修改"))]

    def validate_step(self, field: Any) -> None:
        if field.data not in set(FilingStep):
            raise ValidationError(_("请选择一个决定。"))
