"""The people that every test knows, named by role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bases.models import ScienceBase
from sciencepop.college.models import TeachingPoint
from tests.factories import make_base, make_grant, make_person, make_point


@dataclass(frozen=True)
class Cast:
    """`manager` manages `base`, `other_manager` manages `other_base`; `resident` and `neighbour` hold no role.

    `desk` books for others at the desk of a town; `head` heads the teaching point `point`.
    """

    resident: Person
    neighbour: Person
    manager: Person
    other_manager: Person
    officer: Person
    desk: Person
    head: Person
    base: ScienceBase
    other_base: ScienceBase
    point: TeachingPoint


def make_cast(session: Session, now: datetime) -> Cast:
    resident, neighbour, manager, other_manager, officer, desk, head = (
        make_person(session, name=name)
        for name in (
            "陈小雨妈妈",
            "邻居老李",
            "辰山管理员",
            "科技馆管理员",
            "区科协小王",
            "佘山服务台",
            "方松社区周老师",
        )
    )
    base = make_base(session, name_zh="辰山植物园", slug="chenshan", registrant=manager)
    other = make_base(session, name_zh="松江科技馆", slug="kejiguan", registrant=other_manager)
    make_grant(session, manager, base=base)
    make_grant(session, other_manager, base=other)
    make_grant(session, officer)
    make_grant(session, desk, desk_town="310117103000")
    point = make_point(session, head, name_zh="方松社区教学点")
    make_grant(session, head, point=point)
    session.commit()
    return Cast(resident, neighbour, manager, other_manager, officer, desk, head, base, other, point)
