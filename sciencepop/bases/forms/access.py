"""What a base says of access, thing by thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import Optional

from sciencepop.bases import messages
from sciencepop.bases.models import ScienceBase
from sciencepop.bases.rules.access import Access, Told
from sciencepop.bases.rules.lengths import LONGEST
from sciencepop.bases.services.access import AccessTold
from sciencepop.core.forms import Form, LineField, NearDayField
from sciencepop.core.i18n import tr
from sciencepop.core.reference import get_reference

PARTS = ("access", "note_zh", "note_en", "checked_on")


class AccessForm(Form):
    """The word on all together; `of_reference` gives it four fields for each thing that the district knows."""

    note_zh = LineField(_l("其他说明"), longest=LONGEST["access_note_zh"])
    note_en = LineField(_l("其他说明（英文）"), longest=LONGEST["access_note_en"])

    @classmethod
    def of_reference(cls) -> type[AccessForm]:
        fields: dict[str, Any] = {}
        for slug in get_reference().access:
            fields[f"{slug}_access"] = RadioField(default=Access.UNKNOWN.value, validate_choice=False)
            fields[f"{slug}_note_zh"] = LineField(_l("说明"), longest=LONGEST["access_note_zh"])
            fields[f"{slug}_note_en"] = LineField(_l("说明（英文）"), longest=LONGEST["access_note_en"])
            fields[f"{slug}_checked_on"] = NearDayField(_l("最近核对的日期"), [Optional()])
        return type("AccessForm", (cls,), fields)

    @classmethod
    def showing(cls, base: ScienceBase, facts: Mapping[str, Told]) -> AccessForm:
        """What was sent, over what stands."""
        shown = {f"{slug}_{part}": getattr(told, part) for slug, told in facts.items() for part in PARTS}
        form = cls.of_reference()(data=shown | {"note_zh": base.access_note_zh, "note_en": base.access_note_en})
        for slug, one in get_reference().access.items():
            name, (access, *others) = tr(one, "name"), form.fields_of(slug)
            access.label.text, access.choices = name, [(a.value, str(w)) for a, w in messages.ACCESS.items()]
            for field in others:
                field.label.text = _("%(fact)s：%(sentence)s", fact=name, sentence=field.label.text)
        return form

    def fields_of(self, slug: str) -> list[Any]:
        return [self[f"{slug}_{part}"] for part in PARTS]

    @property
    def slugs(self) -> Iterable[str]:
        return get_reference().access

    def told(self) -> AccessTold:
        """What was filled in; valid forms only."""
        return AccessTold(
            {slug: self._told(slug) for slug in self.slugs}, self.note_zh.data or "", self.note_en.data or ""
        )

    def _told(self, slug: str) -> Told:
        access, note_zh, note_en, checked_on = (field.data for field in self.fields_of(slug))
        known = Access(access) if access in set(Access) else Access.UNKNOWN
        return Told(access=known, note_zh=note_zh or "", note_en=note_en or "", checked_on=checked_on)

    def refuse_fact(self, slug: str, part: str, sentence: str) -> None:
        """Hang a sentence on what is said of one thing."""
        self.refuse(f"{slug}_{part}", sentence)
