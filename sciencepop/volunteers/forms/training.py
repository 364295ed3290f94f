"""What officers fill in about courses, and who came to one."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, RadioField
from wtforms import Form as Part
from wtforms.validators import ValidationError

from sciencepop.core.forms import BlockField, Form, LineField
from sciencepop.programme.forms.fields import NearDayField, TicksField, WholeField, given, needed, option, vocabulary
from sciencepop.volunteers import vocabulary as words
from sciencepop.volunteers.care_messages import COURSE_KINDS
from sciencepop.volunteers.models import CourseKind, TrainingQuestion
from sciencepop.volunteers.rules.training import MOST_OPTIONS
from sciencepop.volunteers.services.courses import CourseWish, Option, QuestionWish

MOST_LINES = 100
PASS_PERCENT, TRIES_A_DAY = 80, 3


class CourseForm(Form):
    """A course."""

    title_zh = LineField(_l("名称"), [needed()], longest=80)
    title_en = LineField(_l("英文名称"), longest=160)
    kind = RadioField(_l("怎么通过"), default=CourseKind.QUIZ.value, validate_choice=False)
    text_zh = BlockField(_l("要读的内容"), longest=20000)
    text_en = BlockField(_l("要读的内容（英文）"), longest=40000)
    minutes = WholeField(_l("大约多少分钟"), 1, 1440, default=30)
    months = WholeField(_l("有效几个月"), 1, 120, optional=True)
    pass_percent = WholeField(_l("答对百分之几算通过"), 1, 100, optional=True, default=PASS_PERCENT)
    tries_a_day = WholeField(_l("每天最多答几次"), 1, 20, optional=True, default=TRIES_A_DAY)
    skills = TicksField(_l("通过后授予的技能"))
    roles = TicksField(_l("哪些岗位必须参加"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [option(kind.value, label) for kind, label in COURSE_KINDS.items()]
        self.skills.choices = vocabulary(words.vocabulary().skills.values())
        self.roles.choices = vocabulary(words.vocabulary().roles.values())

    def validate_kind(self, field: Any) -> None:
        if field.data not in {kind.value for kind in CourseKind}:
            raise ValidationError(_("请选择一项。"))

    def wish(self) -> CourseWish:
        """What was wished; ask only after `validate`."""
        kind = CourseKind(self.kind.data)
        is_quiz = kind is CourseKind.QUIZ
        return CourseWish(
            kind=kind,
            title_zh=self.title_zh.data or "",
            title_en=self.title_en.data or "",
            text_zh=self.text_zh.data or "",
            text_en=self.text_en.data or "",
            minutes=self.minutes.data or 1,
            months=self.months.data,
            pass_percent=(self.pass_percent.data or PASS_PERCENT) if is_quiz else None,
            tries_a_day=(self.tries_a_day.data or TRIES_A_DAY) if is_quiz else None,
            skills=tuple(self.skills.data or ()),
            roles=tuple(self.roles.data or ()),
        )


class OptionRow(Part):
    """One answer that a question offers; a row without words is left out."""

    zh = LineField(_l("选项"), longest=200)
    en = LineField(_l("选项（英文）"), longest=400)
    right = BooleanField(_l("正确"))


class QuestionForm(Form):
    """A question with its answers."""

    text_zh = BlockField(_l("题目"), [needed()], longest=500)
    text_en = BlockField(_l("题目（英文）"), longest=1000)
    why_zh = BlockField(_l("答错时的说明"), longest=500)
    why_en = BlockField(_l("答错时的说明（英文）"), longest=1000)
    options = FieldList(FormField(OptionRow), min_entries=MOST_OPTIONS, max_entries=MOST_OPTIONS)

    def wish(self) -> QuestionWish:
        """What was wished; ask only after `validate`."""
        rows = [row.form for row in self.options]
        kept = [row for row in rows if row.zh.data or row.en.data or row.right.data]
        return QuestionWish(
            text_zh=self.text_zh.data or "",
            text_en=self.text_en.data or "",
            why_zh=self.why_zh.data or "",
            why_en=self.why_en.data or "",
            options=tuple(Option(row.zh.data or "", row.en.data or "", bool(row.right.data)) for row in kept),
        )


def question_data(question: TrainingQuestion | None) -> dict[str, Any]:
    """A question as its form is filled with it."""
    if question is None:
        return {}
    names = ("text_zh", "text_en", "why_zh", "why_en", "options")
    return {name: getattr(question, name) for name in names}


class CameForm(Form):
    """Who came to a course on a day, one a line."""

    came_on = NearDayField(_l("哪一天"), [given()])
    people = BlockField(_l("谁来了"), [needed()], longest=6000)

    def validate_people(self, field: Any) -> None:
        if len(self.lines()) > MOST_LINES:
            raise ValidationError(_("一次最多 %(most)d 位。", most=MOST_LINES))

    def lines(self) -> list[str]:
        """The lines, each once."""
        return list(dict.fromkeys(line.strip() for line in (self.people.data or "").splitlines() if line.strip()))
