"""A designation as its document says it, what became of it, and which day's list is asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import Optional, ValidationError

from sciencepop.accreditation.rules.designations import Status
from sciencepop.accreditation.schemes import schemes
from sciencepop.accreditation.services.designations import Record
from sciencepop.accreditation.words import STATUSES, scheme_name
from sciencepop.core.forms import BlockField, Form, LineField, QueryForm
from sciencepop.core.i18n import tr
from sciencepop.programme.forms.fields import DayField, given, option

FIRST_YEAR, LAST_YEAR = 1950, 2100


def refuse_strange_year(_form: Any, field: DayField) -> None:
    """A slip of the hand such as 202 or 20266."""
    if field.data and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError(_("请核对年份。"))


class DesignationForm(Form):
    """`kind` is a scheme, or a scheme and a category with a colon between."""

    kind = SelectField(_l("命名类别"), validate_choice=False)
    document_number = LineField(_l("文号"), longest=80)
    plaque_number = LineField(_l("牌匾编号"), longest=40)
    from_on = DayField(_l("从哪天起"), [given(), refuse_strange_year])
    until_on = DayField(_l("到哪天止"), [Optional(), refuse_strange_year])
    source = BlockField(_l("依据和说明"), longest=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [option("", _("请选择")), *kinds()]

    def validate_kind(self, field: SelectField) -> None:
        if field.data not in {kind.value for kind in kinds()}:
            raise ValidationError(_("请在列表里选一个。"))

    def record(self) -> Record:
        """What was filled in; valid forms only."""
        scheme, _colon, category = (self.kind.data or "").partition(":")
        assert self.from_on.data is not None
        return Record(
            scheme=scheme,
            category=category,
            document_number=self.document_number.data or "",
            plaque_number=self.plaque_number.data or "",
            from_on=self.from_on.data,
            until_on=self.until_on.data,
            source=self.source.data or "",
        )


def kinds() -> list[Any]:
    """Every scheme and category, those of old rules too: what was named under them is still recorded."""
    known = schemes()
    found = []
    for scheme in dict.fromkeys(row.slug for row in known.schemes):
        categories = {row.slug: row for row in known.categories if row.scheme == scheme}
        found.append(option(scheme, scheme_name(scheme)))
        found += [
            option(f"{scheme}:{slug}", f"{scheme_name(scheme)} · {tr(row, 'name')}") for slug, row in categories.items()
        ]
    return found


class StatusForm(Form):
    """From when on something else is true of a designation, and why."""

    status = SelectField(_l("状态"), validate_choice=False)
    status_from_on = DayField(_l("从哪天起"), [given(), refuse_strange_year])
    reason = LineField(_l("原因"), longest=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.status.choices = [option(status.value, words) for status, words in STATUSES.items()]

    def said(self) -> tuple[Status, date, str]:
        """What was filled in; valid forms only."""
        assert self.status_from_on.data is not None
        return Status(self.status.data), self.status_from_on.data, self.reason.data or ""

    def validate_status(self, field: SelectField) -> None:
        if field.data not in set(Status):
            raise ValidationError(_("请在列表里选一个。"))


class ListForm(QueryForm):
    """Which day, scheme and town."""

    on = DayField(_l("哪一天"), [Optional(), refuse_strange_year])
    scheme = SelectField(_l("命名类别"), validate_choice=False)
    town = SelectField(_l("街镇"), validate_choice=False)

    def offer(self, today: date, towns: list[tuple[str, str]]) -> None:
        slugs = dict.fromkeys(row.slug for row in schemes().schemes)
        self.scheme.choices = [option("", _("全部")), *(option(slug, scheme_name(slug)) for slug in slugs)]
        self.town.choices = [option("", _("全部街镇")), *(option(code, name) for code, name in towns)]
        if not self.on.data:
            self.on.data = today


def chosen(field: SelectField) -> str:
    """What was chosen, '' for anything that cannot be."""
    return str(field.data) if field.data in {value for value, *_more in field.iter_choices()} else ""
