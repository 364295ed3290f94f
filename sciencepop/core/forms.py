"""The form that every form starts from, and fields whose input arrives clean."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from sciencepop.core.text import clean_block, clean_line


class AttemptField(HiddenField):
    """The key of the next attempt, never that of the present one.

    A form that is shown again was refused. Some refusals are written down, as a wrong code is, and with them the key of
    their attempt: sent once more it would be taken for a repetition, and what was put right would be ignored.
    """

    def process_formdata(self, valuelist: list[str]) -> None:
        """Leave the fresh default; core/attempts reads the key that was sent."""


class _OneWord(FlaskForm):
    def validate(self, extra_validators: Any = None) -> bool:
        """A field that could not be read is told of once: other rules would speak of a value that is not there.

        Of one that was left empty it is told that it is missing, not how it should be written.
        """
        is_valid: bool = super().validate(extra_validators)
        for field in self:
            if field.process_errors and field.errors:
                unread = list(field.process_errors)
                is_empty = not any(str(raw).strip() for raw in field.raw_data or ())
                others = [error for error in field.errors if error not in unread] if is_empty else []
                field.errors = others or unread
        return is_valid


class Form(_OneWord):
    """A form with CSRF protection and the key of this attempt (see core/attempts)."""

    attempt = AttemptField(default=lambda: secrets.token_urlsafe(18))

    def refuse(self, field: str | None, sentence: str) -> None:
        """Hang a refusal's sentence on a field, or on the whole form when no single field is to blame."""
        if field:
            self[field].errors = [*self[field].errors, sentence]
        else:
            self.form_errors.append(sentence)


class PressForm(Form):
    """A form that is a button."""


class SeenForm(Form):
    """A decision on what the page showed: `seen` is when that was last changed, as the page had it."""

    seen = HiddenField()

    @property
    def seen_at(self) -> datetime:
        """The change that the page showed; one that never was where it says nothing sensible."""
        try:
            return datetime.fromisoformat(self.seen.data or "").astimezone(UTC)
        except (ValueError, OverflowError):
            return datetime.min.replace(tzinfo=UTC)


class QueryForm(_OneWord):
    """A form that asks and changes nothing: sent by GET, without CSRF."""

    class Meta:
        csrf = False


class LineField(StringField):
    """One line of text, cleaned, at most `longest` characters."""

    def __init__(self, label: Any = None, validators: Any = (), longest: int = 200, **kwargs: Any) -> None:
        limit = Length(max=longest, message=_lazy_too_long(longest))
        super().__init__(label, [*validators, limit], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = clean_line(valuelist[0]) if valuelist else ""


class BlockField(TextAreaField):
    """Several lines of text, cleaned, at most `longest` characters."""

    def __init__(self, label: Any = None, validators: Any = (), longest: int = 4000, **kwargs: Any) -> None:
        limit = Length(max=longest, message=_lazy_too_long(longest))
        super().__init__(label, [*validators, limit], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = clean_block(valuelist[0]) if valuelist else ""


class DayField(DateField):
    """A calendar day of the district."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
            raise ValueError(_("请写成 2026-10-24 这样的日期。")) from None


class NearDayField(DayField):
    """A day of this century: what is farther off is a slip of the hand."""

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and not 2000 <= self.data.year <= 2100:
            raise ValidationError(_("请写成 2026-10-24 这样的日期。"))


def _lazy_too_long(longest: int) -> Any:
    return _l("最多 %(count)d 个字。", count=longest)
