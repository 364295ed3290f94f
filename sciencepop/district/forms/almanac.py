"""A notice as it is pasted, with its number."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import ValidationError

from sciencepop.core.almanac.models import FIRST_YEAR, LAST_YEAR, YearKind
from sciencepop.core.almanac.notice import BadNotice, NoticeProblem
from sciencepop.core.forms import BlockField, Form, LineField
from sciencepop.programme.forms.fields import WholeField, needed

KINDS = {
    YearKind.PUBLIC: _l("公共节假日和调休（国务院办公厅通知）"),
    YearKind.SCHOOL: _l("中小学寒暑假（市教委校历，年份填学年开始的那年）"),
}
PROBLEMS = {
    NoticeProblem.NOTHING: _l("没有读到放假的日子。请把通知里写着“放假”“上班”或“寒假从……”的那几行整段贴进来。"),
    NoticeProblem.NO_DAY: _l("没有这一天：%(words)s"),
    NoticeProblem.WRONG_WEEKDAY: _l("日期和括号里的星期对不上：%(words)s。请核对年份。"),
    NoticeProblem.WRONG_TOTAL: _l("日期和“共几天”对不上：%(words)s"),
    NoticeProblem.BACKWARDS: _l("最后一天早于第一天，或者太长：%(words)s"),
    NoticeProblem.NO_WEEKEND: _l("调休上班的日子应当是周六或周日：%(words)s"),
    NoticeProblem.TWICE: _l("同一天写了两次：%(words)s"),
    NoticeProblem.FOREIGN_YEAR: _l("这些日子不在所填的年份里：%(words)s"),
}


class NoticeForm(Form):
    """The text of a notice about one year."""

    kind = SelectField(_l("是什么"), validate_choice=False)
    year = WholeField(_l("哪一年"), FIRST_YEAR, LAST_YEAR)
    source = LineField(_l("文号"), [needed()], longest=60)
    text = BlockField(_l("通知原文"), [needed()], longest=4000)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind.choices = [(kind.value, str(words)) for kind, words in KINDS.items()]

    def validate_kind(self, field: Any) -> None:
        if field.data not in set(YearKind):
            raise ValidationError(_("请从列表中选择。"))

    def given(self) -> tuple[YearKind, int, str, str]:
        """Kind, year, text and source. Call after `validate`."""
        return YearKind(self.kind.data), self.year.data or 0, self.text.data or "", self.source.data or ""

    def refuse_notice(self, bad: BadNotice) -> None:
        """Hang on the text what could not be read of it."""
        self.refuse("text", str(PROBLEMS[bad.problem]) % {"words": bad.words})
