"""Shape and wording of what leaders of groups and bases fill in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.utils import unset_value
from wtforms.validators import AnyOf, DataRequired, InputRequired, NumberRange, Regexp

from sciencepop.bookings.forms import ChildrenField
from sciencepop.bookings.rules.groups import MOST_IN_GROUP, Terms
from sciencepop.bookings.services.group_request import GroupWish
from sciencepop.core.forms import BlockField, Form, LineField
from sciencepop.core.i18n import tr
from sciencepop.core.reference import get_reference
from sciencepop.core.text import clean_line, row_number, whole_number
from sciencepop.core.uploads import UploadField
from sciencepop.programme.forms.fields import WholeNumberField

_needed = DataRequired(_l("请填写这一项。"))


def _whole(low: int, high: int) -> list[Any]:
    words = _l("请填写 %(low)d 到 %(high)d 的整数。", low=low, high=high)
    return [InputRequired(words), NumberRange(low, high, words)]


MOST_OF_A_LEVEL = 999


class HeadsField(Field):
    """How many of each level: one input a level, named `<name>-<slug>`; `data` keeps those above nought."""

    @property
    def counted(self) -> Mapping[str, Any]:
        """What is counted: the levels, by slug."""
        return get_reference().levels

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read every level's input; what is no number of at most three digits is told by level."""
        self.process_errors, self.errors = [], []
        self.texts = {slug: "" for slug in self.counted}
        self.data: dict[str, int] = {}
        for slug in self.texts if formdata else ():
            text = clean_line(formdata.get(f"{self.name}-{slug}", ""))[:20]
            self.texts[slug] = text
            number = whole_number(text, MOST_OF_A_LEVEL)
            if text and number is None:
                level = tr(self.counted[slug], "name")
                self.process_errors.append(_("%(level)s：请填写 0 到 999 的整数。", level=level))
            elif number:
                self.data[slug] = number


class SessionsField(ChildrenField):
    """Sessions as checkboxes; what is none of the day's sessions is dropped."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Numbers alone; which of them the day has is known when the form is validated."""
        self.data = [number for text in valuelist if (number := row_number(text))]

    def pre_validate(self, form: Any) -> None:
        known = {choice.value for choice in self.choices or ()}  # type: ignore[union-attr]
        self.data = [number for number in self.data or [] if number in known]


class GroupForm(Form):
    """A group's wish. `sessions` are the sessions of that day in which its sub-groups go round."""

    organisation = SelectField(_l("哪个单位"), coerce=row_number, validate_choice=False)
    leader_name = LineField(_l("带队人姓名"), [_needed], longest=40)
    leader_phone = LineField(
        _l("带队人当天的手机"),
        [_needed, Regexp(r"^[0-9+() -]{6,20}$", message=_l("请填写电话号码，只用数字、空格和 + - ( )。"))],
        longest=20,
    )
    pupils = HeadsField(_l("各学段人数"))
    adults = WholeNumberField(_l("带队的大人"), _whole(0, MOST_IN_GROUP), default=1)
    buses = WholeNumberField(_l("大巴几辆"), _whole(0, 20), default=0)
    needs = BlockField(_l("需要场馆知道的"), longest=500)
    sessions = SessionsField(_l("分组轮换的场次"))
    notice = BooleanField(_l("我已看过团体须知"), [DataRequired(_l("请看过团体须知再提交。"))])

    def offer(self, organisations: Sequence[tuple[int, str]], sessions: Sequence[int]) -> None:
        """The organisations that this person acts for, and the sessions of the day."""
        self.organisation.choices = [SelectChoice(number, name) for number, name in organisations]
        self.sessions.choices = [SelectChoice(number, str(number)) for number in sessions]

    def wish(self) -> GroupWish:
        """The wish as it was typed; ask only after `validate`."""
        return GroupWish(
            organisation_id=self.organisation.data or 0,
            leader_name=self.leader_name.data or "",
            leader_phone=self.leader_phone.data or "",
            pupils=self.pupils.data,
            adults=self.adults.data or 0,
            buses=self.buses.data or 0,
            needs=self.needs.data or "",
        )


class NamesForm(Form):
    """A list of names, and that the guardians agree (个人信息保护法 art. 31)."""

    file = UploadField(_l("名单文件"))
    consent = BooleanField(
        _l("名单里未满 14 岁的，我已取得其监护人同意"), [DataRequired(_l("需要先取得监护人同意，才能上传名单。"))]
    )

    def content(self) -> bytes:
        """The bytes that were sent; none where no file was chosen."""
        sent = self.file.data
        return bytes(sent.read()) if sent and getattr(sent, "filename", "") else b""


class AnswerForm(Form):
    """What the base answers to a request."""

    step = RadioField(
        _l("答复"),
        choices=[SelectChoice("confirm", _l("确认，可以来")), SelectChoice("refuse", _l("谢绝"))],
        validators=[AnyOf(["confirm", "refuse"], _l("请选择确认或谢绝。"))],
        validate_choice=False,
    )
    reason = LineField(_l("谢绝的原因"), longest=200)


class TermsForm(Form):
    """Whether an event takes groups, and on which terms."""

    takes = BooleanField(_l("接受团体预约"))
    smallest = WholeNumberField(_l("团体至少几人"), _whole(1, MOST_IN_GROUP), default=Terms.smallest)
    pupils_per_adult = WholeNumberField(_l("每几名学生要一位大人"), _whole(1, 50), default=Terms.pupils_per_adult)
    notice_days = WholeNumberField(_l("至少提前几天"), _whole(0, 90), default=Terms.notice_days)
    confirm_hours = WholeNumberField(_l("场馆几小时内答复"), _whole(1, 240), default=Terms.confirm_hours)

    def terms(self) -> Terms | None:
        """The terms as they were typed, None where groups are not taken; ask only after `validate`."""
        if not self.takes.data:
            return None
        names = ("smallest", "pupils_per_adult", "notice_days", "confirm_hours")
        return Terms(**{name: self[name].data for name in names})
