"""Shape and wording of what people fill in to book, and managers to run an occurrence."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import AnyOf, DataRequired, InputRequired, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from sciencepop.bookings.messages import POOL_KINDS, RESOURCE_KINDS, SCORE_WORDS, USES
from sciencepop.bookings.rules.attendance import Mark
from sciencepop.bookings.rules.feedback import LONGEST, SCORES
from sciencepop.bookings.rules.points import Decision
from sciencepop.bookings.rules.pools import PoolKind, Reserve
from sciencepop.bookings.rules.resources import Per, ResourceKind
from sciencepop.bookings.rules.visitors import Visitor, read_phone
from sciencepop.core.forms import BlockField, Form, LineField, QueryForm
from sciencepop.core.i18n import tr
from sciencepop.core.reference import get_reference
from sciencepop.core.text import clean_line
from sciencepop.programme.forms.fields import DayField, WholeNumberField, given

MOST_SEATS = 50
LARGEST_POOL = 100_000
LONGEST_NAME = 40
LONGEST_ABSENCE = timedelta(days=366)
_number = _l("请填写整数，至少 1 人，不超过每次的上限。")


class ChildrenField(SelectMultipleField):
    """Children as checkboxes; the view gives the choices, and only those of the guardian are known."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, coerce=int, choices=[], **kwargs)


class PartyForm(Form):
    """Who comes, the children among them."""

    seats = WholeNumberField(_l("几个人参加"), [InputRequired(_number), NumberRange(1, MOST_SEATS, _number)], default=1)
    children = ChildrenField(_l("带哪些孩子"))
    brings_only = BooleanField(_l("我不参加，只接送孩子"))
    names = BlockField(_l("每位参加者的姓名"), longest=MOST_SEATS * (LONGEST_NAME + 1))

    def validate_names(self, field: Any) -> None:
        if any(len(name) > LONGEST_NAME for name in self.party):
            raise ValidationError(_("一个姓名最多 %(count)d 个字，每行写一个。", count=LONGEST_NAME))

    @property
    def party(self) -> list[str]:
        """The names, one a line, without empty lines."""
        return lines_of(self.names.data)


class BookForm(PartyForm):
    """A wish for seats. `wait` is the second button: join the waiting list if need be. `seen_in` is handed on as
    it came (`hooks.on_booked`)."""

    wait = BooleanField()
    seen_in = HiddenField()


class OutingForm(PartyForm):
    """A wish for a whole day. `find` is the second button: look what else fits these people."""

    keeps_rest = BooleanField(_l("若其中一场被取消，其余仍保留"))
    find = BooleanField()


def lines_of(text: str | None) -> list[str]:
    """The lines of a block of text, clean and without empty ones."""
    return [line for raw in (text or "").split("\n") if (line := clean_line(raw))]


class TargetForm(Form):
    """A button that names the session to go to."""

    target = HiddenField()


class MarkForm(Form):
    mark = HiddenField(validators=[AnyOf([mark.value for mark in Mark])])


class FeedbackForm(Form):
    """A score and a sentence, if somebody likes."""

    score = RadioField(_l("总的来说"), [InputRequired(_l("请选一个分数。"))], choices=[])
    words = BlockField(_l("想说的一句话"), longest=LONGEST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.score.choices = [SelectChoice(str(score), SCORE_WORDS[score]) for score in SCORES]


class LookForm(Form):
    reason = LineField(_l("为什么需要查看"), longest=100)


class SizeForm(Form):
    """`seen` is the size that the page was shown with."""

    seen = HiddenField()
    size = WholeNumberField(
        _l("席位总数"),
        [
            InputRequired(_l("请填写席位总数。")),
            NumberRange(0, LARGEST_POOL, _l("请填写 0 到 100000 的整数。")),
        ],
    )


class AppealForm(Form):
    words = BlockField(_l("怎么回事"), longest=500)


class DecisionForm(Form):
    """What becomes of an appeal; the two buttons give the decision."""

    decision = HiddenField(validators=[AnyOf([decision.value for decision in Decision])])
    words = LineField(_l("给对方的说明"), longest=200)


class DeskForm(Form):
    """A wish that somebody tells at a desk. `phone` is read into its canonical form."""

    name = LineField(_l("称呼"), [DataRequired(_l("请填写称呼，小名也可以。"))], longest=LONGEST_NAME)
    phone = LineField(_l("电话"), longest=20)
    seats = WholeNumberField(_l("几个人参加"), [InputRequired(_number), NumberRange(1, MOST_SEATS, _number)], default=1)
    names = BlockField(_l("每位参加者的姓名"), longest=MOST_SEATS * (LONGEST_NAME + 1))
    consent = BooleanField(_l("已把上面的话读给本人听，本人同意"), [DataRequired(_l("请先征得本人同意，再打勾。"))])
    wait = BooleanField()

    def validate_phone(self, field: Any) -> None:
        if read_phone(field.data or "") is None:
            raise ValidationError(_("请填写电话号码，或者不填。"))

    def validate_names(self, field: Any) -> None:
        if any(len(name) > LONGEST_NAME for name in self.party):
            raise ValidationError(_("一个姓名最多 %(count)d 个字，每行写一个。", count=LONGEST_NAME))

    @property
    def party(self) -> list[str]:
        """The names, one a line, without empty lines."""
        return lines_of(self.names.data)

    @property
    def visitor(self) -> Visitor:
        return Visitor(self.name.data or "", read_phone(self.phone.data or "") or "")


class ClaimForm(Form):
    """What stands on a slip."""

    code = LineField(_l("预约号"), [DataRequired(_l("请填写凭条上的预约号。"))], longest=30)
    who = LineField(_l("凭条上的称呼，或当时留的电话"), [DataRequired(_l("请填写称呼或电话。"))], longest=60)


class HolderForm(Form):
    """Whose passport: a child's number, or nothing for oneself."""

    child = HiddenField()


class StampForm(Form):
    code = LineField(_l("护照卡编号"), longest=30)


def _whole(label: Any, most: int, sentence: Any, **kwargs: Any) -> WholeNumberField:
    return WholeNumberField(label, [InputRequired(sentence), NumberRange(0, most, sentence)], **kwargs)


class ReserveForm(Form):
    """Seats kept for somebody; released so many hours before the start, or never."""

    kind = SelectField(_l("留给谁"), validate_choice=False)
    town_code = SelectField(_l("哪个街镇"), validate_choice=False)
    size = _whole(_l("留几席"), LARGEST_POOL, _l("请填写 0 到 100000 的整数。"))
    release_hours = WholeNumberField(
        _l("开始前几小时放开"),
        [Optional(), NumberRange(0, 8760, _l("请填写 0 到 8760 的整数，或留空。"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [SelectChoice(kind.value, words) for kind, words in POOL_KINDS.items()]
        towns = [SelectChoice(town.code, tr(town, "name")) for town in get_reference().towns.values()]
        self.town_code.choices = [SelectChoice("", _("（只在留给街镇时选）")), *towns]

    def validate_kind(self, field: Any) -> None:
        if field.data not in {kind.value for kind in POOL_KINDS}:
            raise ValidationError(_("请选择留给谁。"))

    def validate_town_code(self, field: Any) -> None:
        if self.kind.data == PoolKind.TOWN.value and field.data not in get_reference().towns:
            raise ValidationError(_("请选择街镇。"))

    def reserve(self) -> Reserve:
        """What was wished; ask only after `validate`."""
        kind, hours = PoolKind(self.kind.data), self.release_hours.data
        town_code = self.town_code.data if kind is PoolKind.TOWN else None
        return Reserve(kind, self.size.data or 0, town_code, None if hours is None else hours * 60)


class UseForm(Form):
    """What an occurrence uses of a resource; the view gives the choices."""

    resource = SelectField(_l("用什么"), coerce=int, validate_choice=False)
    per = RadioField(_l("怎样算"), default=Per.SEAT.value, validate_choice=False)
    units = _whole(_l("用多少"), LARGEST_POOL, _l("请填写 0 到 100000 的整数。"), default=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.per.choices = [SelectChoice(per.value, words) for per, words in USES.items()]

    def validate_per(self, field: Any) -> None:
        if field.data not in {per.value for per in Per}:
            raise ValidationError(_("请选择怎样算。"))


class GuideForm(Form):
    name = LineField(_l("讲解员姓名"), [DataRequired(_l("请填写姓名。"))], longest=LONGEST_NAME)
    is_qualified = BooleanField(_l("已有讲解资格，可以独立带队"), default=True)


class RatioForm(Form):
    """How many seats one guide looks after."""

    seats_per_guide = _whole(_l("每位讲解员最多带几人"), 1000, _l("请填写 0 到 1000 的整数。"), default=0)


class ResourceForm(Form):
    kind = SelectField(_l("种类"), validate_choice=False)
    name_zh = LineField(_l("名称"), [DataRequired(_l("请填写名称。"))], longest=60)
    name_en = LineField(_l("英文名称"), longest=120)
    capacity = _whole(_l("同时可用的总量"), LARGEST_POOL, _l("请填写 0 到 100000 的整数。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [SelectChoice(kind.value, words) for kind, words in RESOURCE_KINDS.items()]

    def validate_kind(self, field: Any) -> None:
        if field.data not in {kind.value for kind in ResourceKind}:
            raise ValidationError(_("请选择种类。"))


class CapacityForm(Form):
    capacity = _whole(_l("同时可用的总量"), LARGEST_POOL, _l("请填写 0 到 100000 的整数。"))


class AwayForm(QueryForm):
    """Days on which somebody cannot come, both included."""

    from_on = DayField(_l("从哪天"), [given()])
    until_on = DayField(_l("到哪天"), [given()])

    def validate_until_on(self, field: Any) -> None:
        if self.from_on.data and field.data and not timedelta(0) <= field.data - self.from_on.data <= LONGEST_ABSENCE:
            raise ValidationError(_("请从早到晚填写，最多一年。"))

    @property
    def span(self) -> tuple[date, date]:
        """Both days; ask only after `validate`."""
        assert self.from_on.data is not None
        assert self.until_on.data is not None
        return self.from_on.data, self.until_on.data
