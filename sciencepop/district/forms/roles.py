"""Naming somebody to a role, and asking the audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import AnyOf, Optional, ValidationError

from sciencepop.accounts.models import Role
from sciencepop.core.forms import Form, LineField, QueryForm
from sciencepop.core.i18n import tr
from sciencepop.core.reference import get_reference
from sciencepop.programme.forms.fields import DayField, WholeField, needed, option

NAMED: dict[Role, Any] = {
    Role.BASE_MANAGER: _l("基地管理员"),
    Role.DESK: _l("代约服务台"),
    Role.TOWN_OFFICER: _l("街镇科协经办人"),
    Role.OFFICER: _l("区科协管理员"),
    Role.LEAD: _l("区级负责人（作认定决定）"),
}
"""What officers name people to on the page of roles."""

TOWNED = (Role.DESK, Role.TOWN_OFFICER)
"""The roles of a town; a desk without one is the district's."""

KINDS = {
    "": _l("全部"),
    "event": _l("活动"),
    "occurrence": _l("场次"),
    "base": _l("基地"),
    "booking": _l("预约"),
    "person": _l("账号"),
    "minors_permit": _l("查看未成年人信息"),
    "accreditation_case": _l("认定申请"),
    "designation": _l("命名"),
    "year_file": _l("年度档案"),
    "survey_return": _l("统计表"),
    "base_list": _l("基地名单"),
    "child": _l("孩子"),
    "group_visit": _l("团体预约"),
    "organisation": _l("单位"),
    "volunteer": _l("志愿者"),
    "course_class": _l("班级"),
    "delivery_order": _l("配送点单"),
    "contest": _l("竞赛"),
    "edition": _l("科技节"),
}


class AppointForm(Form):
    """`base` is the slug of a base, for managers only; `town` the code of a desk's or an officer's town, '' for the
    district's desk.

    Heads of teaching points are named at their point (feature college) and only end here.
    """

    address = LineField(_l("对方的邮箱或手机号"), [needed()], longest=254)
    role = RadioField(
        _l("授权为"),
        choices=[option(role.value, words) for role, words in NAMED.items()],
        default=Role.BASE_MANAGER.value,
        validators=[AnyOf([role.value for role in NAMED], _l("请选择一种权限。"))],
        validate_choice=False,
    )
    base = SelectField(_l("哪个基地"), validate_choice=False)
    town = SelectField(_l("哪个街镇"), validate_choice=False)

    def offer(self, bases: list[tuple[str, str]]) -> None:
        """The bases to choose from: slug and name."""
        self.base.choices = [option("", _("请选择")), *(option(slug, name) for slug, name in bases)]
        towns = get_reference().towns.values()
        self.town.choices = [option("", _("全区（热线）")), *(option(town.code, tr(town, "name")) for town in towns)]

    def validate_base(self, field: SelectField) -> None:
        known = {choice.value for choice in self.base.choices or []}  # type: ignore[union-attr]
        if self.role.data == Role.BASE_MANAGER and (not field.data or field.data not in known):
            raise ValidationError(_("基地管理员要选一个基地。"))

    def validate_town(self, field: SelectField) -> None:
        if self.role.data == Role.DESK and field.data and field.data not in get_reference().towns:
            raise ValidationError(_("请在列表里选一个街镇。"))
        if self.role.data == Role.TOWN_OFFICER and field.data not in get_reference().towns:
            raise ValidationError(_("街镇科协经办人要选一个街镇。"))


class AuditForm(QueryForm):
    kind = SelectField(_l("对象"), validate_choice=False)
    action = SelectField(_l("操作"), validate_choice=False)
    subject = WholeField(_l("对象编号"), 1, 2**53, optional=True)
    actor = WholeField(_l("操作账号编号"), 1, 2**53, optional=True)
    address = LineField(_l("或操作人的邮箱、手机号"), longest=254)
    since = DayField(_l("从哪天"), [Optional()])
    until = DayField(_l("到哪天"), [Optional()])

    def __init__(self, *args: Any, actions: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [option(name, str(words)) for name, words in KINDS.items()]
        named = sorted((str(words), name) for name, words in actions.items())
        self.action.choices = [option("", _("全部")), *(option(name, words) for words, name in named)]

    def validate_since(self, field: DayField) -> None:
        if field.data and not 2000 <= field.data.year <= 2100:
            raise ValidationError(_("请填写 2000 年到 2100 年之间的日期。"))

    validate_until = validate_since


class ResetForm(Form):
    """Whose second factors shall be taken away, and why."""

    address = LineField(_l("对方的邮箱或手机号"), [needed()], longest=254)
    reason = LineField(_l("为什么，怎样核实了是本人"), [needed()], longest=200)
