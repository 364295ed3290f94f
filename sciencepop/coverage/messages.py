"""What coverage calls things, and its refusals in words."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import tr
from sciencepop.core.reference import get_reference
from sciencepop.coverage.rules.gaps import Band
from sciencepop.coverage.rules.held import NONE, Dimension, Part, Source
from sciencepop.coverage.rules.periods import Period
from sciencepop.coverage.rules.refusals import Refusal
from sciencepop.coverage.settings import settings

DIMENSIONS: dict[Dimension, Any] = {
    Dimension.TOWN: _l("街镇"),
    Dimension.AUDIENCE: _l("人群"),
    Dimension.PART: _l("时段"),
    Dimension.AGE: _l("年龄段"),
    Dimension.ACCESS: _l("无障碍服务"),
}
PARTS: dict[Part, Any] = {
    Part.DAY: _l("工作日白天"),
    Part.EVENING: _l("工作日晚上"),
    Part.OFF: _l("周末和节假日"),
}
SOURCES: dict[Source, Any] = {
    Source.EVENT: _l("活动"),
    Source.DELIVERY: _l("配送"),
    Source.LESSON: _l("科普大学的课"),
}
UNTOLD: dict[Dimension, Any] = {
    Dimension.TOWN: _l("没有写明街镇"),
    Dimension.AUDIENCE: _l("没有写明人群"),
    Dimension.ACCESS: _l("没有登记无障碍服务"),
}
BANDS: dict[Band, Any] = {
    Band.NONE: _l("一场也没有"),
    Band.LOW: _l("明显偏少"),
    Band.FAIR: _l("没有明显偏少"),
}
SENTENCES: dict[Refusal, Any] = {
    Refusal.NO_SUCH_TOWN: _l("请在列表里选一个街镇。"),
    Refusal.NO_SUCH_GROUP: _l("请在列表里选一类人。"),
    Refusal.MORE_THAN_ALL: _l("这个数比全区或这个街镇的总人口还多，请核对。"),
    Refusal.LESS_THAN_PART: _l("这个数比其中一个街镇或一类人的数还少，请核对；如果错的是那一个，请先更正它。"),
}


def sentence(broken: RuleBroken) -> str:
    """What is the matter, and what to do instead."""
    return str(SENTENCES[Refusal(broken.code)])


def labels_of(by: Dimension) -> dict[str, str]:
    """All labels of a dimension by slug, in the order of the data."""
    reference = get_reference()
    tables: dict[Dimension, Any] = {
        Dimension.TOWN: reference.towns,
        Dimension.AUDIENCE: reference.audiences,
        Dimension.AGE: settings().ages,
        Dimension.ACCESS: reference.access,
    }
    if by is Dimension.PART:
        return {part.value: str(words) for part, words in PARTS.items()}
    return {slug: tr(row, "name") for slug, row in tables[by].items()}


def askable(by: Dimension) -> dict[str, str]:
    """What a table may be narrowed to: a label, or having none."""
    return labels_of(by) | ({NONE: str(UNTOLD[by])} if by in UNTOLD else {})


def group_name(group: str) -> str:
    """A group of people whose number is known: all residents, an audience, or a band of age."""
    if not group:
        return str(_("全部居民"))
    return labels_of(Dimension.AUDIENCE).get(group) or labels_of(Dimension.AGE).get(group, group)


def place_name(code: str) -> str:
    """A town, or the district by its own code; what the data does not know any more by its code."""
    reference = get_reference()
    found = reference.district if code == reference.district.code else reference.towns.get(code)
    return tr(found, "name") if found else code


def period_name(period: Period, edition: Any = None) -> str:
    if edition is not None:
        return tr(edition, "name")
    if period.quarter:
        return str(_("%(year)s 年第 %(quarter)d 季度", year=str(period.year), quarter=period.quarter))
    return str(_("%(year)s 年", year=str(period.year)))
