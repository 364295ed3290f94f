"""The words for kinds of organisations and roles in them."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from sciencepop.accounts.models import MemberRole, OrganisationKind

KINDS: dict[OrganisationKind, Any] = {
    OrganisationKind.SCHOOL: _l("学校"),
    OrganisationKind.ENTERPRISE: _l("企业"),
    OrganisationKind.COMMUNITY: _l("社区"),
    OrganisationKind.SOCIETY: _l("社会团体"),
    OrganisationKind.PARK: _l("园区"),
    OrganisationKind.UNIVERSITY: _l("高校"),
    OrganisationKind.TEAM: _l("志愿服务队"),
    OrganisationKind.OTHER: _l("其他单位"),
}
MEMBER_ROLES: dict[MemberRole, Any] = {MemberRole.LEAD: _l("负责人"), MemberRole.MEMBER: _l("成员")}
