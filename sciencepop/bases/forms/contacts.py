"""Whom to ask for what at a base."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import ValidationError

from sciencepop.bases import messages
from sciencepop.bases.forms.fields import PickField
from sciencepop.bases.rules import contacts
from sciencepop.bases.rules.contacts import ContactRole
from sciencepop.bases.rules.lengths import LONGEST
from sciencepop.bases.services.contacts import Contact
from sciencepop.core.forms import Form, LineField


class ContactForm(Form):
    """One contact."""

    role = PickField(_l("负责什么"), default=ContactRole.VISITS.value)
    name = LineField(_l("联系人"), longest=LONGEST["contact_name"])
    phone = LineField(_l("电话"), longest=LONGEST["contact_phone"])
    email = LineField(_l("邮箱"), longest=LONGEST["contact_email"])
    is_public = BooleanField(_l("在基地页面上公开"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.role.choices = [(role.value, str(words)) for role, words in messages.CONTACT_ROLES.items()]

    def validate_phone(self, field: Any) -> None:
        if field.data and not contacts.is_phone(field.data):
            raise ValidationError(_("请填电话号码，例如 021-12345678。"))

    def validate_email(self, field: Any) -> None:
        if field.data and not contacts.is_email(field.data):
            raise ValidationError(_("请填完整的邮箱地址，例如 name@example.org。"))

    def told(self) -> Contact:
        """What was filled in; valid forms only."""
        plain = (self.name.data or "", self.phone.data or "", self.email.data or "")
        return Contact(ContactRole(self.role.data), *plain, is_public=bool(self.is_public.data))
