"""What a base says in an application, and what comes with a step: each act shows the fields that its needs name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import Optional

from sciencepop.accreditation.models import AccreditationCase, RoundExpert
from sciencepop.accreditation.rules.refusals import Refusal
from sciencepop.accreditation.rules.steps import Act, Need
from sciencepop.accreditation.schemes import Category, schemes
from sciencepop.accreditation.services.needs import Given
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import BlockField, Form, LineField, NearDayField
from sciencepop.core.i18n import tr
from sciencepop.core.text import whole_number
from sciencepop.programme.forms.fields import TicksField, option

FIELDS: dict[Need, tuple[str, ...]] = {
    Need.REASON: ("reason",),
    Need.NUMBER: ("number",),
    Need.VISITORS: ("addresses",),
    Need.VISIT: ("day", "words"),
    Need.EXPERTS: ("experts",),
    Need.SCORES: ("recommends", "words"),
    Need.CONTACT: ("contact",),
    Need.OBJECTION: ("name", "contact", "words"),
    Need.NAMING: ("number", "plaque", "day", "until_on"),
    Need.FIX: ("words",),
    Need.WORDS: ("words",),
    Need.PAUSE: ("day", "until_on", "is_sudden"),
}
"""What is filled in for a need; the others are only looked at."""

MOST_NUMBER = 1_000_000


def fields_of(needs: Collection[Need]) -> list[str]:
    """The fields of a step's form, in the order of its needs."""
    return [name for need in needs for name in FIELDS.get(need, ())]


class ActForm(Form):
    """What an act may ask for. Each act has a form of its own on the page, so ids bear the act's name."""

    experts: TicksField
    addresses: BlockField

    def __init__(self, act: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.experts.choices = []
        for field in self:
            field.id = field.label.field_id = f"{act}-{field.name}"

    def offer(self, experts: Mapping[int, RoundExpert], chosen: Collection[int]) -> None:
        """The experts to choose from, by the number that is sent."""
        self.experts.choices = [
            option(str(number), f"{one.name} · {one.employer}" if one.employer else one.name)
            for number, one in experts.items()
        ]
        if not self.is_submitted():
            self.experts.data = [str(number) for number in chosen]

    @property
    def ticked(self) -> tuple[int, ...]:
        """The numbers of the experts that were chosen."""
        return tuple(int(number) for number in self.experts.data or () if number.isdecimal())

    @property
    def people(self) -> tuple[str, ...]:
        """The addresses, which stand one a line."""
        return tuple(line.strip() for line in (self.addresses.data or "").splitlines() if line.strip())


class StepForm(ActForm):
    """All that a step of recognition may ask for."""

    number = LineField(_l("编号"), longest=80)
    plaque = LineField(_l("牌匾编号"), longest=40)
    addresses = BlockField(_l("勘察人员的邮箱或手机号，一行一个"), longest=1000)
    experts = TicksField(_l("评审专家"))
    day = NearDayField(_l("日期"), [Optional()])
    until_on = NearDayField(_l("到哪天止"), [Optional()])
    name = LineField(_l("您的姓名"), longest=60)
    contact = LineField(_l("联系方式"), longest=120)
    words = BlockField(_l("内容"), longest=3000)
    recommends = RadioField(_l("是否推荐"), validate_choice=False)
    is_sudden = BooleanField(_l("突发情况，不能提前公告"))
    reason = BlockField(_l("原因"), longest=1000)

    def __init__(self, act: Act, *args: Any, **kwargs: Any) -> None:
        super().__init__(act, *args, **kwargs)
        self.recommends.choices = [option("yes", _("推荐认定")), option("no", _("不推荐认定"))]
        for name, words in LABELLED.get(act, {}).items():
            self[name].label.text = words

    def given(self, numbers: Mapping[str, int | None]) -> Given:
        """What was filled in, with the numbers beside the form."""
        return Given(
            reason=self.reason.data or "",
            number=self.number.data or "",
            plaque=self.plaque.data or "",
            words=self.words.data or "",
            name=self.name.data or "",
            contact=self.contact.data or "",
            day=self.day.data,
            until_on=self.until_on.data,
            addresses=self.people,
            experts=self.ticked,
            numbers=numbers,
            recommends={"yes": True, "no": False}.get(self.recommends.data or ""),
            is_sudden=bool(self.is_sudden.data),
        )


LABELLED: dict[Act, dict[str, Any]] = {
    Act.ACCEPT: {"number": _l("受理编号")},
    Act.PROPOSE: {"number": _l("决定编号")},
    Act.NAME: {"number": _l("命名文号"), "day": _l("从哪天起")},
    Act.REPORT_VISIT: {"day": _l("勘察日期"), "words": _l("勘察情况：开放、展陈、安全")},
    Act.PUBLISH: {"contact": _l("受理异议的联系方式")},
    Act.HAND_IN: {"words": _l("整改了什么")},
    Act.REPORT_CHANGE: {"words": _l("变更了什么：名称、法人、地址、联系人或开放时间")},
    Act.ANSWER: {"words": _l("陈述和申辩")},
    Act.OBJECT: {"words": _l("异议和理由")},
    Act.SCORE: {"words": _l("评审意见")},
    Act.PAUSE: {"day": _l("从哪天起")},
}


class CaseForm(Form):
    """An application as its base fills it in; measures and recusals stand beside it."""

    category = SelectField(_l("申请的类别"), validate_choice=False)
    about = BlockField(_l("基地概况和科普工作"), longest=4000)
    contact = LineField(_l("联系人和电话"), longest=120)

    def offer(self, categories: Collection[Category]) -> None:
        self.category.choices = [option("", _("请选择") if categories else _("不分类别"))]
        self.category.choices += [option(row.slug, tr(row, "name")) for row in categories]

    @classmethod
    def of(cls, case: AccreditationCase) -> CaseForm:
        return cls(data={"category": case.category, "about": case.about, "contact": case.contact})


class PaperForm(Form):
    """One file, which `core.uploads.receive` takes and scans."""

    file = FileField(_l("文件"))


def read_numbers(sent: Mapping[str, str], prefix: str, slugs: Collection[str]) -> dict[str, int | None]:
    """Whole numbers of fields that bear a slug's name; None where nothing, or nothing sensible, was written."""
    return {slug: whole_number(sent.get(f"{prefix}_{slug}", ""), MOST_NUMBER) for slug in slugs}


def read_measures(sent: Mapping[str, str]) -> dict[str, int | None]:
    """What is said of each measure. Refuses BAD_NUMBER, so that nothing that was written is lost in silence."""
    known = schemes().measures
    found = read_numbers(sent, "measure", known)
    for slug, measure in known.items():
        if found[slug] is None and sent.get(f"measure_{slug}", "").strip():
            raise RuleBroken(Refusal.BAD_NUMBER, name=tr(measure, "name"), most=MOST_NUMBER)
    return found
