"""What comes with a step, and what a base fills in. Fields of figures bear their slugs and stand beside the form."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, SelectField
from wtforms.validators import Optional, ValidationError

from sciencepop.accreditation.forms.cases import ActForm
from sciencepop.accreditation.models import RoundExpert
from sciencepop.core.forms import BlockField, Form, LineField, NearDayField
from sciencepop.core.i18n import tr
from sciencepop.core.text import clean_block, clean_line, whole_number
from sciencepop.programme.forms.fields import TicksField, WholeField, option
from sciencepop.yearcheck.models import ScaleSet, YearFile
from sciencepop.yearcheck.queries.weights import Weight
from sciencepop.yearcheck.rules.said import Kind
from sciencepop.yearcheck.rules.scale import FULL, MOST_BONUS, Scale, read_dimensions, write_dimensions
from sciencepop.yearcheck.rules.steps import Act
from sciencepop.yearcheck.rules.weights import read_bands, write_bands
from sciencepop.yearcheck.services.doing import Given
from sciencepop.yearcheck.services.fill import Wish
from sciencepop.yearcheck.services.scale import ScaleWish
from sciencepop.yearcheck.services.weights import WeightWish
from sciencepop.yearcheck.terms import Terms, terms

FIELDS: dict[Act, tuple[str, ...]] = {
    Act.FILE: ("version", "name"),
    Act.RETURN: ("words",),
    Act.ASSIGN: ("experts",),
    Act.SCORE: ("words",),
    Act.STEP_ASIDE: ("words",),
    Act.BONUS: ("points", "words"),
    Act.DECIDE: ("words",),
    Act.OBJECT: ("words",),
    Act.UPHOLD: ("words",),
    Act.REOPEN: ("words",),
    Act.HAND_IN: ("words",),
    Act.CLEAR: ("day", "addresses", "words"),
    Act.FAIL: ("day", "addresses", "words"),
}

LABELS: dict[Act, Any] = {
    Act.RETURN: _l("要更正什么"),
    Act.SCORE: _l("评分意见"),
    Act.STEP_ASIDE: _l("原因"),
    Act.BONUS: _l("附加分的理由"),
    Act.DECIDE: _l("核定意见，基地会看到"),
    Act.OBJECT: _l("不同意什么，为什么"),
    Act.UPHOLD: _l("答复，基地会看到"),
    Act.REOPEN: _l("答复，基地会看到"),
    Act.HAND_IN: _l("整改方案和完成情况"),
    Act.CLEAR: _l("复查情况"),
    Act.FAIL: _l("复查情况和不通过的理由"),
}


class StepForm(ActForm):
    """All that a step of the check may ask for. Experts go by the numbers of their accounts, `version` by the file
    that was seen: nobody signs what somebody else has saved meanwhile."""

    version = HiddenField()
    name = LineField(_l("负责人姓名（签名）"), longest=60)
    points = IntegerField(_l("附加分"), [Optional()])
    experts = TicksField(_l("评分专家"))
    day = NearDayField(_l("复查日期"), [Optional()])
    addresses = BlockField(_l("复查人员的邮箱或手机号，一行一个"), longest=1000)
    words = BlockField(_l("说明"), longest=2000)

    def __init__(self, act: Act, *args: Any, **kwargs: Any) -> None:
        super().__init__(act, *args, **kwargs)
        if act in LABELS:
            self.words.label.text = LABELS[act]

    def given(self, scores: Mapping[str, int | None]) -> Given:
        """What was filled in, with the scores beside the form."""
        points = self.points.data
        return Given(
            words=self.words.data or "",
            version=_version(self.version.data),
            name=self.name.data or "",
            points=points if points is not None and abs(points) < 1000 else None,
            day=self.day.data,
            experts=self.ticked,
            addresses=self.people,
            scores=scores,
        )


class WeightForm(Form):
    """What a figure weighs from a year on; which years, the page says."""

    from_year = SelectField(_l("从哪一年度起"), validate_choice=False)
    bands = BlockField(_l("分值，一行一档"), longest=200)
    source = LineField(_l("依据"), longest=200)

    @classmethod
    def of_years(cls, years: Sequence[int], now: Weight) -> WeightForm:
        """With what holds for the last of these years."""
        shown = {"bands": "\n".join(write_bands(now.bands)), "source": now.source}
        form = cls(data=shown | _since(years, now.since))
        form.from_year.choices = [option(str(year), str(year)) for year in years]
        return form

    def validate_from_year(self, field: Any) -> None:
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(_("请从列表中选择。"))

    def validate_bands(self, field: Any) -> None:
        if read_bands(field.data or "") is None:
            raise ValidationError(_("请一行写一档：数量、空格、分数，例如 200 8。数量和分数都要逐行变大，最多 6 档。"))

    def wish(self) -> WeightWish:
        """What was filled in; valid forms only."""
        return WeightWish(int(self.from_year.data), read_bands(self.bands.data or "") or (), self.source.data or "")


class ScaleForm(Form):
    """By which scale a year is scored from one on. Each grade but the last has a field of its own, `limit_…`."""

    from_year = SelectField(_l("从哪一年度起"), validate_choice=False)
    base_points = WholeField(_l("基础分满分"), 0, FULL)
    dimensions = BlockField(_l("专家评分，一行一项"), longest=600)
    bonus_most = WholeField(_l("附加分最多"), 0, MOST_BONUS)
    source = LineField(_l("依据"), longest=200)
    grades: tuple[str, ...] = ()

    @classmethod
    def of(cls, known: Terms, years: Sequence[int], latest: ScaleSet | None) -> ScaleForm:
        """The form of a year's grades, with what holds for it; the year is that from which it holds, so that to save
        what is shown changes nothing."""
        now = known.scale
        names = {slug: tr(known.grade(slug), "name") for slug in now.limits}
        fields = {f"limit_{slug}": WholeField(_("%(grade)s：多少分起", grade=names[slug]), 1, FULL) for slug in names}
        shown: dict[str, Any] = {f"limit_{slug}": least for slug, least in now.limits.items()}
        shown |= {"base_points": now.base_points, "bonus_most": now.bonus_most}
        shown |= {"source": latest.source if latest else ""} | _since(years, latest.from_year if latest else None)
        form: ScaleForm = type("ScaleForm", (cls,), {**fields, "grades": tuple(names)})(
            data=shown | {"dimensions": "\n".join(write_dimensions(now.dimensions))}
        )
        form.from_year.choices = [option(str(year), str(year)) for year in years]
        return form

    def validate_from_year(self, field: Any) -> None:
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(_("请从列表中选择。"))

    def validate_dimensions(self, field: Any) -> None:
        if read_dimensions(field.data or "") is None:
            raise ValidationError(_("请一行写一项：分数、空格、名称，例如 15 工作协同。名称不重复，最多 8 项。"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides each field: the halves come to a hundred, and limits fall from grade to grade."""
        if not super().validate(extra_validators):
            return False
        scale = self.wish().scale
        if not scale.is_full:
            self.refuse("dimensions", _("基础分满分加专家评分各项，合计要是 100 分。"))
        if scale.out_of_order:
            self.refuse(f"limit_{scale.out_of_order}", _("要比上一等级的分数低。"))
        return not self.errors

    def wish(self) -> ScaleWish:
        """What was filled in; valid fields only."""
        dimensions = read_dimensions(self.dimensions.data or "") or ()
        limits = {slug: self[f"limit_{slug}"].data for slug in self.grades}
        scale = Scale(self.base_points.data or 0, dimensions, self.bonus_most.data or 0, limits)
        return ScaleWish(int(self.from_year.data), scale, self.source.data or "")


class FillForm(Form):
    """The form of the year; `version` is that of the file that was opened."""

    version = HiddenField()

    def wish(self, file: YearFile, sent: Mapping[str, str], experts: Collection[RoundExpert]) -> Wish:
        """What was sent of figures, comments and recusals of these experts, cleaned."""
        known = terms(file.year)
        entries = {
            row.slug: (clean_block if row.of_kind is Kind.TEXT else clean_line)(sent.get(f"figure_{row.slug}"))
            for row in known.asked
        }
        comments = {row.slug: clean_block(sent.get(f"comment_{row.slug}")) for row in known.figures}
        asked = [one.person_id for one in experts if f"recuse_{one.person_id}" in sent]
        recusals = {number: clean_line(sent.get(f"why_{number}"))[:300] for number in asked}
        return Wish(_version(self.version.data), entries, comments, recusals)


def _since(years: Sequence[int], since: int | None) -> dict[str, str]:
    """The year to offer first: from which what is shown holds, where that may still be set."""
    return {"from_year": str(max(years[0], since or 0))}


def _version(text: str | None) -> int:
    """The version that a page carried; one that no file has where it carried none."""
    found = whole_number(text)
    return -1 if found is None else found
