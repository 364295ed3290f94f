"""What is written around a shift, and about volunteers."""

from __future__ import annotations

from typing import Any, TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import AnyOf, ValidationError

from sciencepop.core.forms import BlockField, Form, LineField
from sciencepop.core.i18n import tr
from sciencepop.programme.forms.fields import NearDayField, TicksField, given, needed, option
from sciencepop.volunteers.care_messages import AUDIENCES, NOTE_KINDS, TICKS
from sciencepop.volunteers.models import Audience, NoteKind
from sciencepop.volunteers.rules.care import Tick
from sciencepop.volunteers.rules.sanctions import SanctionRule
from sciencepop.volunteers.services.sanctions import SanctionWish
from sciencepop.volunteers.services.team import Briefing

WordsOf = TypeVar("WordsOf", bound=Form)


def named(form: WordsOf, name: str) -> WordsOf:
    """A form whose words have an id of their own, for a page with several of them; it is sent by the same names."""
    form["words"].id = name
    return form


class BriefingForm(Form):
    """What to bring, and whom to report to."""

    bring_zh = BlockField(_l("要带什么"), longest=500)
    bring_en = BlockField(_l("要带什么（英文）"), longest=1000)
    report_zh = BlockField(_l("到了找谁、在哪里"), longest=500)
    report_en = BlockField(_l("到了找谁、在哪里（英文）"), longest=1000)

    def briefing(self) -> Briefing:
        """What was told; ask only after `validate`."""
        names = ("bring_zh", "bring_en", "report_zh", "report_en")
        return Briefing(**{name: self[name].data or "" for name in names})


class TeamForm(Form):
    """A letter to the people of a shift."""

    audience = RadioField(_l("写给谁"), default=Audience.CERTAIN.value, validate_choice=False)
    words = BlockField(_l("要说的话"), [needed()], longest=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = (Audience.CERTAIN, Audience.EVERYBODY)
        self.audience.choices = [option(one.value, AUDIENCES[one]) for one in team]

    def validate_audience(self, field: Any) -> None:
        if field.data not in (Audience.CERTAIN.value, Audience.EVERYBODY.value):
            raise ValidationError(_("请选择一项。"))


class WordsForm(Form):
    """A few lines to somebody."""

    words = BlockField(_l("要说的话"), [needed()], longest=500)


class ThanksForm(Form):
    words = BlockField(_l("感谢的话"), [needed()], longest=500)


class NoteForm(Form):
    """What a coordinator says about somebody."""

    kind = RadioField(_l("是什么"), default=NoteKind.PRAISE.value, validate_choice=False)
    words = BlockField(_l("写给对方的话"), [needed()], longest=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [option(kind.value, label) for kind, label in NOTE_KINDS.items()]

    def validate_kind(self, field: Any) -> None:
        if field.data not in {kind.value for kind in NoteKind}:
            raise ValidationError(_("请选择一项。"))


class FeedbackForm(Form):
    """How a shift was."""

    ticks = TicksField(_l("哪些说得对"))
    words = LineField(_l("还想说一句"), longest=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ticks.choices = [option(tick.value, label) for tick, label in TICKS.items()]

    def given(self) -> list[Tick]:
        """What was ticked; ask only after `validate`."""
        return [Tick(value) for value in self.ticks.data or ()]


class SanctionForm(Form):
    """What somebody did, by which rule, and for how long."""

    rule = SelectField(_l("哪条规则"), validate_choice=False)
    facts = BlockField(_l("事实，对方会看到"), [needed()], longest=1000)
    from_on = NearDayField(_l("从哪天"), [given()])
    until_on = NearDayField(_l("到哪天"), [given()])
    gives_back = BooleanField(_l("这些天里已经报的班次让给别人"))

    def __init__(self, *args: Any, rules: list[SanctionRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule.choices = [
            option(row.slug, _("%(rule)s（最多 %(days)d 天）", rule=tr(row, "rule"), days=row.most_days))
            for row in rules
        ]

    def wish(self) -> SanctionWish:
        """What was wished; ask only after `validate`."""
        assert self.from_on.data is not None
        assert self.until_on.data is not None
        return SanctionWish(
            rule=self.rule.data or "",
            facts=self.facts.data or "",
            from_on=self.from_on.data,
            until_on=self.until_on.data,
            gives_back=bool(self.gives_back.data),
        )


class DecideForm(Form):
    """What becomes of a sanction; the buttons give `what`."""

    what = HiddenField(validators=[AnyOf(["granted", "upheld", "lift"])])
    words = LineField(_l("给对方的说明"), [needed()], longest=300)
