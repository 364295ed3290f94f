"""What volunteers tell of themselves, and what officers note."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import DataRequired, Optional, ValidationError

from sciencepop.bases.forms.record import paper_of
from sciencepop.bases.services.papers import Paper
from sciencepop.core.forms import Form, LineField, QueryForm
from sciencepop.core.reference import get_reference
from sciencepop.core.uploads import UploadField
from sciencepop.programme.forms.fields import (
    ClockField,
    DayField,
    TicksField,
    WholeField,
    given,
    needed,
    option,
    vocabulary,
)
from sciencepop.volunteers import vocabulary as words
from sciencepop.volunteers.messages import AVAILABILITY, NUMBER_STATES, WEEKDAYS
from sciencepop.volunteers.models import AvailabilityKind, NumberState
from sciencepop.volunteers.services import Birth, Line, Profile, Seen


class ProfileForm(Form):
    """What one likes to do, speaks, and how much."""

    categories = TicksField(_l("想做什么"))
    languages = TicksField(_l("会说的语言"))
    town_codes = TicksField(_l("方便去哪些街镇"))
    most_hours = WholeField(_l("每周最多几小时"), 1, 60, optional=True)
    wish_hours = WholeField(_l("每月希望几小时"), 0, 200, optional=True)
    number = LineField(_l("上海志愿者编号"), longest=30)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = words.vocabulary()
        self.categories.choices = vocabulary(known.categories.values())
        self.languages.choices = vocabulary(known.languages.values())
        self.town_codes.choices = vocabulary(get_reference().towns.values())

    def profile(self) -> Profile:
        """What was told; ask only after `validate`."""
        return Profile(
            categories=tuple(self.categories.data or ()),
            languages=tuple(self.languages.data or ()),
            town_codes=tuple(self.town_codes.data or ()),
            most_minutes_week=self.most_hours.data * 60 if self.most_hours.data else None,
            wish_minutes=self.wish_hours.data * 60 if self.wish_hours.data else None,
            number=self.number.data or "",
        )


class JoinForm(ProfileForm):
    """The same with the age and the consent. Only minors say when they were born."""

    age = RadioField(_l("您的年龄"), validate_choice=False)
    birth_year = SelectField(_l("出生年"), validate_choice=False)
    birth_month = SelectField(_l("出生月"), validate_choice=False)
    consent = BooleanField(_l("我看过说明和风险，同意"), [DataRequired(_l("请看过说明并勾选同意。"))])

    def __init__(self, *args: Any, this_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.age.choices = [option("adult", _("已满 18 岁")), option("minor", _("14 到 17 岁"))]
        years = [str(this_year - age) for age in range(13, 19)]
        self.birth_year.choices = [option("", _("请选择")), *(option(year, year) for year in years)]
        months = [str(month) for month in range(1, 13)]
        self.birth_month.choices = [option("", _("请选择")), *(option(month, month) for month in months)]

    def validate_age(self, field: Any) -> None:
        if field.data not in ("adult", "minor"):
            raise ValidationError(_("请选择您的年龄。"))
        if field.data == "minor" and not (_chosen(self.birth_year) and _chosen(self.birth_month)):
            raise ValidationError(_("未满 18 岁请选出生年月，用来核对规定。"))

    def birth(self) -> Birth | None:
        """When a minor was born; None for whoever is of age."""
        if self.age.data != "minor":
            return None
        return Birth(int(self.birth_year.data or 0), int(self.birth_month.data or 0))


def _chosen(field: Any) -> bool:
    """Whether one of the field's own choices was made."""
    return bool(field.data) and str(field.data) in {choice.value for choice in field.choices}


class LineForm(Form):
    """When one can come: on weekdays, or on one date."""

    kind = RadioField(_l("这段时间"), default=AvailabilityKind.CAN.value, validate_choice=False)
    weekdays = TicksField(_l("每周"))
    on_date = DayField(_l("或某一天"), [Optional()])
    from_time = ClockField(_l("从几点"), [given()])
    until_time = ClockField(_l("到几点"), [Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [option(kind.value, label) for kind, label in AVAILABILITY.items()]
        self.weekdays.choices = [option(str(number), label) for number, label in enumerate(WEEKDAYS)]

    def validate_kind(self, field: Any) -> None:
        if field.data not in {kind.value for kind in AvailabilityKind}:
            raise ValidationError(_("请选择一项。"))

    def validate_weekdays(self, field: Any) -> None:
        if bool(field.data) == bool(self.on_date.data):
            raise ValidationError(_("请选每周哪几天，或者填一个日期。"))

    def lines(self) -> list[Line]:
        """What was told; ask only after `validate`."""
        kind, start, end = AvailabilityKind(self.kind.data), self.from_time.data, self.until_time.data
        assert start is not None
        if self.on_date.data:
            return [Line(kind, start, end, on_date=self.on_date.data)]
        return [Line(kind, start, end, weekday=int(day)) for day in self.weekdays.data or ()]


class SkillForm(Form):
    """A skill."""

    skill = SelectField(_l("技能或培训"), validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.skill.choices = vocabulary(words.vocabulary().skills.values())


class ClaimForm(SkillForm):
    """A skill to claim, perhaps with the document that shows it."""

    paper = UploadField(_l("证明材料"))

    def paper_sent(self) -> Paper | None:
        """The file that came along, or None."""
        return paper_of(self.paper.data)


class GrantForm(SkillForm):
    """A skill to grant, and for how long."""

    issued_on = DayField(_l("从哪天"), [given()])
    expires_on = DayField(_l("到哪天"), [Optional()])


class SeenForm(Form):
    """What an officer looked up."""

    number_state = SelectField(_l("志愿者编号"), validate_choice=False)
    vetted_on = DayField(_l("背景核查日期"), [Optional()])
    insured_until = DayField(_l("志愿者保险有效到"), [Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.number_state.choices = [option(state.value, label) for state, label in NUMBER_STATES.items()]

    def validate_number_state(self, field: Any) -> None:
        if field.data not in {state.value for state in NumberState}:
            raise ValidationError(_("请选择一项。"))

    def seen(self) -> Seen:
        """What was noted; ask only after `validate`."""
        return Seen(NumberState(self.number_state.data), self.vetted_on.data, self.insured_until.data)


class GuardianForm(Form):
    """A guardian's consent."""

    name = LineField(_l("监护人称呼"), [needed()], longest=40)
    consent = BooleanField(_l("我是监护人，看过说明，同意"), [DataRequired(_l("请看过说明并勾选同意。"))])


class PaperForm(Form):
    """A guardian's consent on paper."""

    name = LineField(_l("监护人称呼"), [needed()], longest=40)


class SearchForm(QueryForm):
    """The officer's search."""

    q = LineField(_l("称呼、编号、邮箱或手机号"), longest=80)
    which = SelectField(_l("只看"), validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.which.choices = [
            option("", _("全部")),
            option("number", _("编号等待核对")),
            option("skills", _("技能等待核实")),
            option("minors", _("未成年，还没有监护人同意")),
        ]
