"""What stands against somebody, as it is told to others: without advice to them, and without what else they do."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers.messages import sentence, skill_names
from sciencepop.volunteers.rules.refusals import Refusal

_OF_OTHERS: dict[Refusal, Any] = {
    Refusal.PAUSED: _l("暂停了服务。"),
    Refusal.GUARDIAN_NEEDED: _l("还没有监护人同意。"),
    Refusal.SKILL_MISSING: _l("没有核实过：%(skills)s。"),
    Refusal.INSURANCE_MISSING: _l("那天没有有效的志愿者保险。"),
    Refusal.CLASH: _l("那时有别的安排，或路上来不及。"),
    Refusal.ALREADY_THERE: _l("已经在这个班次里。"),
}


def about_somebody(broken: RuleBroken) -> str:
    """The reason in a sentence to a coordinator. What somebody booked for themselves is nobody's business."""
    words = _OF_OTHERS.get(Refusal(broken.code))
    if words is None:
        return sentence(broken)
    return str(words) % {"skills": skill_names(broken.facts.get("skills", ()))} if "%(" in str(words) else str(words)
