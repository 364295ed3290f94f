"""The people that every test knows, named by role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bases.models import ScienceBase
from tests.factories import make_base, make_grant, make_person


@dataclass(frozen=True)
class Cast:
    """`manager` manages `base`, `other_manager` manages `other_base`; `resident` and `neighbour` hold no role.

    `desk` books for others at the desk of a town.
    """

    resident: Person
    neighbour: Person
    manager: Person
    other_manager: Person
    officer: Person
    desk: Person
    base: ScienceBase
    other_base: ScienceBase


def make_cast(session: Session, now: datetime) -> Cast:
    resident, neighbour, manager, other_manager, officer, desk = (
        make_person(session, name=name)
        for name in ("陈小雨妈妈", "邻居老李", "辰山管理员", "科技馆管理员", "区科协小王", "佘山服务台")
    )
    base = make_base(session, name_zh="辰山植物园", slug="chenshan", registrant=manager)
    other = make_base(session, name_zh="松江科技馆", slug="kejiguan", registrant=other_manager)
    make_grant(session, manager, base=base)
    make_grant(session, other_manager, base=other)
    make_grant(session, officer)
    make_grant(session, desk, desk_town="310117103000")
    session.commit()
    return Cast(resident, neighbour, manager, other_manager, officer, desk, base, other)
