"""What volunteers and coordinators fill in about hours and proofs."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import AnyOf, DataRequired

from sciencepop.core.forms import BlockField, Form, LineField, QueryForm
from sciencepop.programme.forms.fields import DayField, WholeField, given, needed
from sciencepop.volunteers.rules.hours import MOST_MINUTES


class SignForm(Form):
    """The digits on the screen; the two buttons say in or out."""

    digits = LineField(_l("屏幕上的六位数字"), [DataRequired(_l("请填写现场屏幕上的六位数字。"))], longest=12)
    move = HiddenField(validators=[AnyOf(["in", "out"])])


class MarkForm(Form):
    """A coordinator's or a kiosk's button for one person."""

    code = HiddenField(validators=[DataRequired()])
    move = HiddenField(validators=[AnyOf(["in", "out", "undo"])])


class MissedForm(Form):
    """What to make of somebody who never signed in; the buttons give `what`."""

    what = HiddenField(validators=[AnyOf(["served", "absent", "excused", "seen"])])
    minutes = WholeField(_l("在岗多少分钟"), 0, MOST_MINUTES, optional=True)
    reason = LineField(_l("怎么知道的"), longest=200)


class DisputeForm(Form):
    minutes = WholeField(_l("应该是多少分钟"), 0, MOST_MINUTES)
    words = BlockField(_l("怎么回事"), [needed()], longest=500)


class ReportForm(Form):
    """Service that no shift stands for; the view gives the bases."""

    served_on = DayField(_l("哪一天"), [given()])
    minutes = WholeField(_l("多少分钟"), 1, MOST_MINUTES)
    what = LineField(_l("做了什么"), [needed()], longest=60)
    base = SelectField(_l("为哪个基地"), coerce=int)
    words = BlockField(_l("详细说明"), [needed()], longest=500)


class AnswerForm(Form):
    minutes = WholeField(_l("记为多少分钟"), 0, MOST_MINUTES)
    words = LineField(_l("给对方的说明"), [needed()], longest=200)


class CorrectForm(Form):
    minutes = WholeField(_l("更正为多少分钟"), 0, MOST_MINUTES)
    reason = LineField(_l("原因，对方会看到"), [needed()], longest=200)


class TrainingForm(Form):
    served_on = DayField(_l("哪一天"), [given()])
    minutes = WholeField(_l("多少分钟"), 0, MOST_MINUTES)
    credit_minutes = WholeField(_l("另加的奖励分钟"), 0, MOST_MINUTES, default=0)
    what = LineField(_l("是什么"), [needed()], longest=60)
    reason = LineField(_l("依据"), [needed()], longest=200)


class FindVolunteerForm(QueryForm):
    q = LineField(_l("志愿者编号或姓名"), longest=60)


class DaysForm(Form):
    """The days that a proof is about, both included."""

    from_on = DayField(_l("从哪天"), [given()])
    until_on = DayField(_l("到哪天"), [given()])


class BatchForm(DaysForm):
    title = LineField(_l("为了什么"), [needed()], longest=60)
    base = SelectField(_l("哪个基地"), coerce=int)


class TableForm(QueryForm):
    """The days of the table for the city's platform."""

    from_on = DayField(_l("从哪天"), [given()])
    until_on = DayField(_l("到哪天"), [given()])


class EndProofForm(Form):
    """Why a request is refused or a proof revoked."""

    reason = LineField(_l("原因，对方会看到"), [needed()], longest=200)
    is_made_anew = BooleanField(_l("同时重新申请一份代替它"))


class ObjectionForm(Form):
    """Why a published proof is wrong."""

    words = BlockField(_l("哪里不对，怎么知道的"), [needed()], longest=500)


class ReplyForm(Form):
    """What somebody adds to their objection, or answers."""

    words = BlockField(_l("要补充或答复的话"), [needed()], longest=500)


class DecisionForm(Form):
    """What an officer decides or asks about an objection; the buttons give `what`."""

    what = HiddenField(validators=[AnyOf(["upheld", "dismissed", "ask"])])
    words = BlockField(_l("决定的理由，或要问的话"), [needed()], longest=500)


def minutes_of(field: Any) -> int:
    """What a number field holds; nothing is nought."""
    return int(field.data or 0)
