"""Reasons as sentences, in the language that is being written."""

from __future__ import annotations

from flask_babel import gettext as _

from sciencepop.core.i18n import tr
from sciencepop.recommend.rules.reasons import Because, Told


def sentence(told: Told) -> str:
    """What a reason says, without a full stop."""
    name, count, town = tr(told, "name"), told.count, tr(told, "more")
    sentences = {
        Because.BASE: _("您预约过这个基地 %(count)d 次", count=count),
        Because.SERIES: _("您参加过这个活动，又有新的一场"),
        Because.TOPIC_CHOSEN: _("您选了“%(name)s”", name=name),
        Because.TOPIC_BOOKED: _("您预约过“%(name)s”的活动", name=name),
        Because.TEXT: _("和您预约过的《%(name)s》相近", name=name),
        Because.TIME: _("正是您常来的时段，预约过 %(count)d 次", count=count),
        Because.PLACE: _("离您选的街镇约 %(count)d 公里", count=count) if count else _("就在您选的街镇附近"),
        Because.BESIDE: _("去过“%(name)s”的人也常来这里", name=name),
        Because.GROUP: _group(name, town),
        Because.CROWD: _("近来报名的人多，第一次来的也多"),
        Because.AUDIENCE: _("适合“%(name)s”", name=name),
        Because.SELDOM: _("这个基地最近很少被看到，这个位置留给它"),
        Because.NEUTRAL: _("近期可以预约"),
    }
    return str(sentences[told.because])


def _group(name: str, town: str) -> str:
    if name and town:
        return str(_("%(town)s的“%(name)s”常来这里", town=town, name=name))
    return str(_("“%(name)s”常来这里", name=name) if name else _("%(town)s的居民常来这里", town=town))
