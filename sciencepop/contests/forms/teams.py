"""What families and jurors write."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.validators import DataRequired

from sciencepop.core.forms import BlockField, Form, LineField
from sciencepop.core.uploads import UploadField
from sciencepop.programme.forms.fields import needed, option


class TeamForm(Form):
    """A new team."""

    name = LineField(_l("队名"), [needed()], longest=40)
    organisation_id = SelectField(_l("代表单位"))
    town_code = SelectField(_l("街镇"))

    def offer(self, organisations: list[tuple[str, str]], towns: list[tuple[str, str]]) -> None:
        self.organisation_id.choices = [option("", _("不代表单位")), *(option(*row) for row in organisations)]
        self.town_code.choices = [option("", _("不填")), *(option(*row) for row in towns)]


class JoinForm(Form):
    """Who joins a team; "me" or the number of a child."""

    who = SelectField(_l("谁参加"))
    name = LineField(_l("证书上的姓名"), [needed()], longest=40)
    consent = BooleanField(_l("我同意"), [DataRequired(_l("请先同意，再报名。"))])
    may_publish = BooleanField(_l("获奖时可以公开完整姓名"))

    def offer(self, people: list[tuple[str, str]]) -> None:
        self.who.choices = [option(*row) for row in people]


class FileForm(Form):
    """A file of an entry."""

    file = UploadField(_l("作品文件"))


class EntryForm(Form):
    """The words of an entry."""

    title = LineField(_l("作品名称"), longest=80)
    about = BlockField(_l("作品说明"), longest=1500)


class ObjectionForm(Form):
    """What a team objects to."""

    words = BlockField(_l("对结果的异议"), longest=1000)


class ScoreForm(Form):
    """A juror's words; the points are read beside it, one field a criterion."""

    comment = BlockField(_l("评语（只给主办方看）"), longest=1000)
