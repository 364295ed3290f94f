"""The words of a change of a shift: what was and what is, and why it cannot be saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import span, tr
from sciencepop.volunteers.messages import sentence, skill_names
from sciencepop.volunteers.models import Host, Need, Shift
from sciencepop.volunteers.rules.edits import EditRefusal
from sciencepop.volunteers.words import meeting, role_name, where

_SENTENCES: dict[EditRefusal, Any] = {
    EditRefusal.CHANGED_MEANWHILE: _l("刚才有人改了这个班次，或者有人报名。请看过现在的样子再保存。"),
    EditRefusal.UNDECIDED: _l("有人不再符合，请在下面逐个选好怎么办。"),
    EditRefusal.NO_EXCEPTION: _l("年龄、监护人、保险、休息和时间冲突是硬规定，不能作为例外。"),
    EditRefusal.NEED_IN_USE: _l("“%(role)s”已经有人报名或问过，不能删去。不再要人时，请把人数改小。"),
}


@dataclass(frozen=True)
class Wanted:
    """What a need asked of people."""

    skills: tuple[str, ...]
    age_min: int | None


@dataclass(frozen=True)
class Was:
    """What people knew of a shift before it was changed; `needs` by their number."""

    host: Host
    title_zh: str
    title_en: str
    starts_at: datetime
    ends_at: datetime
    meet_at: datetime | None
    meet_zh: str
    meet_en: str
    place_zh: str
    place_en: str
    insurance_needed: bool
    risk_zh: str
    risk_en: str
    needs: Mapping[int, Wanted]

    def is_moved(self, shift: Shift) -> bool:
        """Whether time or place are others now."""
        return _when_and_where(self) != _when_and_where(shift)

    def concerns(self, shift: Shift, need_id: int) -> bool:
        """Whether anything is another now of what somebody of that need was told."""
        now = was_of(shift)
        return replace(now, needs={}) != replace(self, needs={}) or now.needs[need_id] != self.needs[need_id]


def was_of(shift: Shift) -> Was:
    """A shift as it is."""
    names = (name for name in Was.__dataclass_fields__ if name != "needs")
    needs = {need.id: Wanted(tuple(need.skills), need.age_min) for need in shift.needs}
    return Was(**{name: getattr(shift, name) for name in names}, needs=needs)


def _when_and_where(one: Was | Shift) -> tuple[Any, ...]:
    return one.starts_at, one.ends_at, one.meet_at, one.place_zh, one.place_en, one.meet_zh, one.meet_en


def changes_of(was: Was, shift: Shift, needs: Iterable[Need]) -> list[tuple[str, str, str]]:
    """What is another now: the label, what it was, what it is, in the language that is being written."""
    lines = [
        (_("名称"), tr(was, "title"), tr(shift, "title")),
        (_("时间"), span(was.starts_at, was.ends_at), span(shift.starts_at, shift.ends_at)),
        (_("地点"), where(was), where(shift)),
        (_("集合"), meeting(was) or _("没有写"), meeting(shift) or _("没有写")),
        (_("保险"), _insurance(was), _insurance(shift)),
        (_("风险提示"), _risk(was), _risk(shift)),
    ]
    kept = (need for need in needs if need.id in was.needs)
    lines += [(role_name(need.role), _wanted(was.needs[need.id]), _wanted(need)) for need in kept]
    return [line for line in lines if line[1] != line[2]]


def old_facts(was: Was, shift: Shift, need: Need) -> list[tuple[str, str]]:
    """What a letter adds to what is now: what it was before, and risks and requirements as they are now."""
    risk, role = _("风险提示"), role_name(need.role)
    facts = []
    for label, old, new in changes_of(was, shift, [need]):
        if label == risk:
            facts.append((_("新的风险提示"), new))
        elif label == role:
            facts.append((_("现在的要求"), new))
        else:
            facts.append((_("原来的%(what)s", what=label), old))
    return facts


def _insurance(one: Was | Shift) -> str:
    return str(_("必须有志愿者保险") if one.insurance_needed else _("不要求保险"))


def _risk(one: Was | Shift) -> str:
    return tr(one, "risk") if one.risk_zh else str(_("没有写"))


def _wanted(need: Wanted | Need) -> str:
    age = [_("满 %(age)d 岁", age=need.age_min)] if need.age_min else []
    skills = [skill_names(need.skills)] if need.skills else []
    return " · ".join([*age, *skills]) or _("没有要求")


def edit_sentence(broken: RuleBroken) -> str:
    """What to tell a coordinator whose change was refused."""
    if not isinstance(broken.code, EditRefusal):
        return sentence(broken)
    words = str(_SENTENCES[broken.code])
    return words % {"role": role_name(broken.facts["role"])} if "role" in broken.facts else words
