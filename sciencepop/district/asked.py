"""Roles, as something that an address can be asked to take: they wait for its owner, who may have no account yet."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sciencepop.accounts import undertakings
from sciencepop.accounts.messages import sentence
from sciencepop.accounts.models import Invitation, Person, Role
from sciencepop.accounts.undertakings import Undertaking
from sciencepop.bases.models import ScienceBase
from sciencepop.core.i18n import tr
from sciencepop.district.services.appoint import KINDS, take_post


def _title(role: Role, session: Session, invitation: Invitation) -> str:
    base = session.get(ScienceBase, invitation.subject_id)
    titles = {
        Role.BASE_MANAGER: _("请您管理“%(name)s”", name=tr(base, "name") if base else ""),
        Role.OFFICER: _("请您做区科协管理员"),
        Role.DESK: _("请您在代约服务台替居民预约"),
        Role.TOWN_OFFICER: _("请您做街镇科协经办人"),
        Role.LEAD: _("请您做区级负责人"),
    }
    return str(titles[role])


def _promise() -> str:
    return str(_("同意以后打开“我的”，就能看到新的入口。这项权限可能要求登录时再验证一步。"))


def _give(role: Role, session: Session, invitation: Invitation, person: Person, now: datetime) -> str:
    take_post(session, role, invitation, person, now)
    return "/my"


def register() -> None:
    """Let people be asked to take roles."""
    for role, kind in KINDS.items():
        it = Undertaking(
            partial(_title, role), _promise, partial(_give, role), lambda _session, _one: "/district/roles", sentence
        )
        undertakings.register(kind, it)
