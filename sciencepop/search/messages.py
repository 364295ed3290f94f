"""The words for wishes and their refusals."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from sciencepop.core.errors import RuleBroken
from sciencepop.search.rules.demand import PartOfWeek, Refusal

PARTS_OF_WEEK: dict[PartOfWeek, Any] = {
    PartOfWeek.ANY: _l("哪天都行"),
    PartOfWeek.WORKDAYS: _l("工作日"),
    PartOfWeek.WEEKEND: _l("周末"),
}
REFUSED: dict[Refusal, Any] = {
    Refusal.WORDS_MISSING: _l("请写下您想参加什么，例如“天文观测”。"),
    Refusal.TOO_MANY: _l("您等着的已经够多了，先去掉一个再添。"),
    Refusal.WISHED_ALREADY: _l("这个您已经登记过了。"),
    Refusal.NOT_AGREED: _l("请先勾选同意，否则我们不能写信告诉您。"),
    Refusal.NOT_WAITING: _l("这个活动已经提交、公开或推掉了。"),
}


def sentence(broken: RuleBroken) -> str:
    """A refusal in a sentence."""
    return str(REFUSED[Refusal(broken.code)])
