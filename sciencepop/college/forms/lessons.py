"""What learners and those who teach say of lessons and classes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField

from sciencepop.college.models import Mark
from sciencepop.college.teaching_messages import MARKS
from sciencepop.core.forms import BlockField, Form, LineField, QueryForm
from sciencepop.core.uploads import UploadField
from sciencepop.programme.forms.fields import NearDayField, given, needed, option

_SCORES = ((5, _l("很好")), (4, _l("好")), (3, _l("一般")), (2, _l("不太好")), (1, _l("不好")))


class SignForm(Form):
    """The digits on the room's screen."""

    digits = LineField(_l("教室屏幕上的六位数字"), [needed()], longest=12)


class WhyForm(Form):
    """A reason; whether one is needed is the rules' to say."""

    reason = LineField(_l("原因"), longest=200)


class CorrectForm(Form):
    """A mark to put right."""

    learner = SelectField(_l("学员"))
    mark = SelectField(_l("改成"))
    reason = LineField(_l("原因（会留下记录）"), longest=200)

    def offer(self, learners: list[tuple[str, str]]) -> None:
        self.learner.choices = [option(code, name) for code, name in learners]
        self.mark.choices = [option(mark.value, MARKS[mark]) for mark in Mark]


class NoteForm(Form):
    """What a lesson was about."""

    note = BlockField(_l("这一课讲了什么"), longest=4000)
    homework = BlockField(_l("作业，或下一课要带的东西"), longest=1000)


class NoticeForm(Form):
    """What the whole class is told."""

    words = BlockField(_l("写给全班的话"), longest=1000)


class MaterialForm(Form):
    """A file for the learners."""

    file = UploadField(_l("PDF、JPEG 或 PNG，最多 5 MB"))


class EvaluationForm(Form):
    """What a learner says of the class."""

    teaching = RadioField(_l("讲得怎么样"), coerce=int)
    content = RadioField(_l("内容有没有用"), coerce=int)
    words = BlockField(_l("还想说什么（不署名给老师看）"), longest=300)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name in ("teaching", "content"):
            self[name].choices = [option(str(score), label) for score, label in _SCORES]


class UnitForm(Form):
    """Which unit is told, and where."""

    unit = SelectField(_l("推荐单位"))
    address = LineField(_l("单位联系人的邮箱"), [needed()], longest=254)


class SpanQuery(QueryForm):
    """From one day to another."""

    from_on = NearDayField(_l("从哪天"), [given()])
    until_on = NearDayField(_l("到哪天"), [given()])
