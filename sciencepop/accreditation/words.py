"""What pages, letters and tables call the things of recognition."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from sciencepop.accreditation.models import Designation
from sciencepop.accreditation.rules.designations import Status
from sciencepop.accreditation.schemes import schemes
from sciencepop.core.i18n import tr
from sciencepop.core.reference import get_reference

STATUSES: dict[Status, Any] = {
    Status.NAMED: _l("有效"),
    Status.RECTIFY: _l("需整改"),
    Status.PAUSED: _l("暂停开放"),
    Status.WITHDRAWN: _l("已撤销"),
    Status.LEFT: _l("已退出"),
    Status.VOID: _l("登记有误，作废"),
}

LEVELS: dict[str, Any] = {
    "national": _l("国家级"),
    "municipal": _l("市级"),
    "sector": _l("行业"),
    "district": _l("区级"),
}


def scheme_name(slug: str) -> str:
    found = schemes().scheme(slug)
    return tr(found, "name") if found else slug


def category_name(scheme: str, slug: str) -> str:
    found = schemes().category(scheme, slug)
    return tr(found, "name") if found else slug


def authority_name(slug: str) -> str:
    found = schemes().authorities.get(slug)
    return tr(found, "name") if found else slug


def town_name(code: str | None) -> str:
    found = get_reference().towns.get(code or "")
    return tr(found, "name") if found else ""


def standing(row: Designation, day: date) -> str:
    """What is to be said of a designation on a day: its status, or that its days are over or to come."""
    status = row.status_on(day)
    if status in (Status.NAMED, Status.RECTIFY, Status.PAUSED):
        if row.until_on and row.until_on < day:
            return str(_l("已到期"))
        if day < row.from_on:
            return str(_l("尚未生效"))
    return str(STATUSES[status])
