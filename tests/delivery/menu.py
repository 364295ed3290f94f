"""Suppliers, items, a window and orders for tests; each names only what it is about."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Organisation, OrganisationKind, Person
from sciencepop.core import clock
from sciencepop.delivery import services
from sciencepop.delivery.models import (
    DeliveryLecturer,
    DeliveryOrder,
    ItemLecturer,
    MenuItem,
    OrderWindow,
    Supplier,
)
from sciencepop.delivery.queries.orders import get_order
from sciencepop.delivery.rules.items import CostClass, ItemKind, ItemState
from sciencepop.delivery.rules.lecturers import Consent
from sciencepop.delivery.services import OrderWish
from tests.cast import Cast
from tests.factories import make_organisation, make_person

SHESHAN = "310117103000"
_number = itertools.count(1)


def at(text: str) -> datetime:
    """A wall time in the district, such as "2026-11-10 14:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI).astimezone(UTC)


def make_window(session: Session, officer: Person, *, quota: int = 3, **values: Any) -> OrderWindow:
    """Orders are taken through October for days until the end of the year."""
    defaults: dict[str, Any] = {
        "code": "2026Q4",
        "year": 2026,
        "quarter": 4,
        "opens_at": at("2026-10-01 09:00"),
        "closes_at": at("2026-11-01 00:00"),
        "first_on": date(2026, 10, 20),
        "last_on": date(2026, 12, 31),
        "created_at": clock.now(),
        "changed_at": clock.now(),
    }
    window = OrderWindow(**(defaults | values), quota=quota, created_by=officer.id)
    session.add(window)
    session.flush()
    return window


def make_supplier(session: Session, by: Person, **values: Any) -> Supplier:
    """Of a base or an organisation, as `values` say."""
    supplier = Supplier(code=f"SUP{next(_number):05d}", created_by=by.id, created_at=clock.now(), **values)
    session.add(supplier)
    session.flush()
    return supplier


def make_lecturer(session: Session, supplier: Supplier, person: Person | None = None) -> DeliveryLecturer:
    lecturer = DeliveryLecturer(
        supplier_id=supplier.id,
        name_zh=f"讲师{next(_number)}",
        person_id=person.id if person else None,
        consent=Consent.AGREED if person else Consent.NAMED,
        created_at=clock.now(),
    )
    session.add(lecturer)
    session.flush()
    return lecturer


def make_item(session: Session, supplier: Supplier, *lecturers: DeliveryLecturer, **values: Any) -> MenuItem:
    """A lecture of ninety minutes on the menu, for 10 to 60 people."""
    number = next(_number)
    defaults: dict[str, Any] = {
        "code": f"JZ{number:04d}",
        "kind": ItemKind.LECTURE,
        "title_zh": f"看懂星空{number}",
        "audiences": ["seniors"],
        "minutes": 90,
        "group_min": 10,
        "group_max": 60,
        "cost": CostClass.FREE,
        "most_a_quarter": 5,
        "state": ItemState.APPROVED,
        "reviewer": "天文台王研究员",
        "reviewed_by": supplier.created_by,
        "reviewed_on": date(2026, 9, 1),
        "review_until": date(2027, 9, 1),
        "created_by": supplier.created_by,
        "created_at": clock.now(),
        "changed_at": clock.now(),
    }
    if values.get("state", ItemState.APPROVED) is not ItemState.APPROVED:
        defaults |= {"reviewer": "", "reviewed_by": None, "reviewed_on": None, "review_until": None}
    item = MenuItem(**(defaults | values), supplier_id=supplier.id)
    session.add(item)
    session.flush()
    session.add_all(ItemLecturer(item_id=item.id, lecturer_id=lecturer.id) for lecturer in lecturers)
    session.flush()
    return item


@dataclass(frozen=True)
class Scene:
    """A base supplies a lecture, a university another one; a community of Sheshan orders."""

    window: OrderWindow
    supplier: Supplier
    lecturer: DeliveryLecturer
    lecturer_person: Person
    item: MenuItem
    other_supplier: Supplier
    other_head: Person
    other_lecturer: DeliveryLecturer
    other_item: MenuItem
    community: Organisation
    orderer: Person


def make_scene(session: Session, cast: Cast, *, quota: int = 3) -> Scene:
    window = make_window(session, cast.officer, quota=quota)
    supplier = make_supplier(session, cast.manager, base_id=cast.base.id)
    lecturer_person, other_head, orderer = (
        make_person(session, name=name) for name in ("林讲师", "高校小吴", "居委小沈")
    )
    lecturer = make_lecturer(session, supplier, lecturer_person)
    university = make_verified(session, cast, other_head, OrganisationKind.UNIVERSITY, name="大学城科协")
    other = make_supplier(session, other_head, organisation_id=university.id)
    other_lecturer = make_lecturer(session, other)
    scene = Scene(
        window,
        supplier,
        lecturer,
        lecturer_person,
        make_item(session, supplier, lecturer, title_zh="佘山看星"),
        other,
        other_head,
        other_lecturer,
        make_item(session, other, other_lecturer, title_zh="星座故事"),
        make_verified(session, cast, orderer, OrganisationKind.COMMUNITY, name="陈坊居委会"),
        orderer,
    )
    session.commit()
    return scene


def make_verified(session: Session, cast: Cast, member: Person, kind: OrganisationKind, **values: Any) -> Organisation:
    """An organisation that the officer knows to be real."""
    checked = {"verified_at": clock.now(), "verified_by": cast.officer.id}
    return make_organisation(session, member, kind=kind, **({"town_code": SHESHAN} | checked | values))


def wish(scene: Scene, **values: Any) -> OrderWish:
    """Two afternoons in November for forty seniors."""
    defaults: dict[str, Any] = {
        "item": scene.item.code,
        "organisation_id": scene.community.id,
        "slots": [at("2026-11-10 14:00"), at("2026-11-12 14:00")],
        "town_code": SHESHAN,
        "place": "陈坊居委会活动室",
        "address": "佘山镇陈坊路1号",
        "contact_name": "小沈",
        "contact_phone": "021-5555 0200",
        "people": 40,
        "audience": "seniors",
        "need": "想听天文",
    }
    return OrderWish(**(defaults | values))


def order(scene: Scene, session: Session, **values: Any) -> DeliveryOrder:
    """A submitted order of the community's, as its service writes it."""
    code = services.add_order(wish(scene, **values), by=scene.orderer, now=clock.now(), submit=True)
    return get_order(session, code)
