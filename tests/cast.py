"""The people that every test knows, named by role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Address, AddressKind, Person
from sciencepop.bases.models import ScienceBase
from sciencepop.college.models import TeachingPoint
from tests.factories import a_grant, make_base, make_point


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


NAMES = (
    "陈小雨妈妈",
    "邻居老李",
    "辰山管理员",
    "科技馆管理员",
    "区科协小王",
    "佘山服务台",
    "方松社区周老师",
)


def make_cast(session: Session, now: datetime) -> Cast:
    """In few statements: half of all tests begin here."""
    people = [Person(name=name, created_at=now) for name in NAMES]
    addresses = [
        Address(person=person, kind=AddressKind.EMAIL, value=f"cast{number}@example.org", verified_at=now)
        for number, person in enumerate(people)
    ]
    session.add_all([*people, *addresses])
    session.flush()
    resident, neighbour, manager, other_manager, officer, desk, head = people
    base = make_base(session, name_zh="辰山植物园", slug="chenshan", registrant=manager)
    other = make_base(session, name_zh="松江科技馆", slug="kejiguan", registrant=other_manager)
    point = make_point(session, head, name_zh="方松社区教学点")
    session.add_all(
        [
            a_grant(manager, base=base),
            a_grant(other_manager, base=other),
            a_grant(officer),
            a_grant(desk, desk_town="310117103000"),
            a_grant(head, point=point),
        ]
    )
    session.commit()
    return Cast(resident, neighbour, manager, other_manager, officer, desk, head, base, other, point)
