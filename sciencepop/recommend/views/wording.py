"""Words that templates ask for by a code."""

from __future__ import annotations

from flask_babel import gettext as _
from jinja2 import pass_context
from jinja2.runtime import Context

from sciencepop.recommend.engine.weights import Refusal
from sciencepop.recommend.models import TrainedWeights
from sciencepop.recommend.views import bp


@bp.app_template_filter("stage_words")
@pass_context
def stage_words(_context: Context, stage: str) -> str:
    """A stage of life as the plan divides it, in words."""
    words = {
        "职前": _("上学和上学以前"),
        "职中": _("工作中"),
        "职后": _("退休以后"),
        "任何阶段": _("任何阶段"),
    }
    return str(words.get(stage, stage))


@bp.app_template_filter("training_words")
@pass_context
def training_words(_context: Context, row: TrainedWeights) -> str:
    """What became of new weights."""
    if row.taken_at:
        return str(_("已启用"))
    if row.set_aside_at:
        return str(_("比较后没有采用"))
    words = {
        Refusal.FEW_LISTS.value: _("没有启用：数据太少，判断不了"),
        Refusal.BELOW_CROWD.value: _("没有启用：不如只按人数排"),
        Refusal.FELL.value: _("没有启用：准确度下降"),
    }
    return str(words.get(row.refusal or "", _("等着和现用的比较")))
