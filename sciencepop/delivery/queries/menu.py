"""Reads of suppliers and the menu."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, String, cast, func, or_, select, tuple_
from sqlalchemy.orm import Session, joinedload, selectinload
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Membership, Organisation, Person
from sciencepop.bases.models import BaseState, ScienceBase
from sciencepop.bookings.rules.codes import CODE
from sciencepop.core.paging import Page, decode_cursor, encode_cursor
from sciencepop.delivery.models import DeliveryLecturer, ItemLecturer, MenuItem, Supplier
from sciencepop.delivery.rules.items import LENT, CostClass, ItemKind, ItemState
from sciencepop.delivery.rules.lecturers import COMES

MOST, A_PAGE = 300, 24


@dataclass(frozen=True)
class MenuFilter:
    """What the menu is asked for; None and '' ask for all."""

    kind: ItemKind | None = None
    audience: str = ""
    town: str = ""
    cost: CostClass | None = None


def menu_items() -> Select[MenuItem]:
    """Items with what every page shows of them."""
    supplier = joinedload(MenuItem.supplier)
    return select(MenuItem).options(
        supplier.joinedload(Supplier.base), supplier.joinedload(Supplier.organisation), selectinload(MenuItem.lecturers)
    )


def on_menu(today: date) -> list[ColumnElement[bool]]:
    """The conditions of `rules.items.refuse_on_menu`, and that whoever supplies is still in good standing."""
    base_public = MenuItem.supplier.has(Supplier.base.has(ScienceBase.state == BaseState.PUBLIC))
    verified = MenuItem.supplier.has(Supplier.organisation.has(Organisation.verified_at.is_not(None)))
    return [
        MenuItem.state == ItemState.APPROVED,
        MenuItem.review_until >= today,
        or_(MenuItem.valid_until.is_(None), MenuItem.valid_until >= today),
        or_(base_public, verified),
    ]


def page_of_menu(session: Session, asked: MenuFilter, today: date, after: str = "") -> Page[MenuItem]:
    """What stands on the menu now, by kind and code; the total is of all pages."""
    where = [*on_menu(today), *_asked(asked)]
    total = session.scalar(select(func.count(MenuItem.id)).where(*where)) or 0
    found = menu_items().where(*where)
    key = decode_cursor(after, (str, str))
    if key and key[0] in set(ItemKind) and CODE.fullmatch(key[1]):
        found = found.where(tuple_(cast(MenuItem.kind, String), MenuItem.code) > key)
    found = found.order_by(cast(MenuItem.kind, String), MenuItem.code)
    rows = session.scalars(found.limit(A_PAGE + 1)).all()
    if len(rows) <= A_PAGE:
        return Page(rows, total=total)
    last = rows[A_PAGE - 1]
    return Page(rows[:A_PAGE], encode_cursor(last.kind.value, last.code), total)


def _asked(asked: MenuFilter) -> list[ColumnElement[bool]]:
    """Towns and audiences are lists of plain codes in a JSON column, so each is looked for with its quotes."""
    found: list[ColumnElement[bool]] = []
    if asked.kind:
        found.append(MenuItem.kind == asked.kind)
    if asked.cost:
        found.append(MenuItem.cost == asked.cost)
    if asked.audience:
        found.append(cast(MenuItem.audiences, String).contains(f'"{asked.audience}"', autoescape=True))
    if asked.town:
        towns = cast(MenuItem.towns, String)
        found.append(or_(towns == "[]", towns.contains(f'"{asked.town}"', autoescape=True)))
    return found


def list_orderable(session: Session, today: date) -> Sequence[MenuItem]:
    """Everything on the menu that is not lent, by code: what the officers reckon with."""
    found = menu_items().where(*on_menu(today), MenuItem.kind.not_in(LENT))
    return session.scalars(found.order_by(MenuItem.code)).all()


def is_on_menu(session: Session, item: MenuItem, today: date) -> bool:
    found = select(MenuItem.id).where(MenuItem.id == item.id, *on_menu(today))
    return session.scalar(found) is not None


def get_item(session: Session, code: str, *, lock: bool = False) -> MenuItem:
    """An item by its code, whatever its state; NotFound where there is none."""
    found = menu_items().where(MenuItem.code == code)
    if lock:
        found = found.with_for_update(of=MenuItem).execution_options(populate_existing=True)
    item = session.scalars(found).one_or_none() if CODE.fullmatch(code) else None
    if item is None:
        raise NotFound
    return item


def list_items(session: Session, codes: Sequence[str]) -> Sequence[MenuItem]:
    """Items by their codes, in the order given."""
    found = {item.code: item for item in session.scalars(menu_items().where(MenuItem.code.in_(codes)))}
    return [found[code] for code in codes if code in found]


def list_items_of(session: Session, supplier_id: int) -> Sequence[MenuItem]:
    found = menu_items().where(MenuItem.supplier_id == supplier_id)
    return session.scalars(found.order_by(MenuItem.code).limit(MOST)).all()


def list_submitted(session: Session) -> Sequence[MenuItem]:
    """What waits for an officer's review, longest first."""
    found = menu_items().where(MenuItem.state == ItemState.SUBMITTED)
    return session.scalars(found.order_by(MenuItem.changed_at, MenuItem.id).limit(MOST)).all()


def list_expiring(session: Session, until: date) -> Sequence[MenuItem]:
    """Approved items whose review is over or ends until a day."""
    found = menu_items().where(MenuItem.state == ItemState.APPROVED, MenuItem.review_until <= until)
    return session.scalars(found.order_by(MenuItem.review_until, MenuItem.id).limit(MOST)).all()


def count_submitted(session: Session) -> int:
    return session.scalar(select(func.count(MenuItem.id)).where(MenuItem.state == ItemState.SUBMITTED)) or 0


def get_supplier(session: Session, code: str, *, lock: bool = False) -> Supplier:
    """NotFound where there is none."""
    found = select(Supplier).where(Supplier.code == code)
    found = found.options(joinedload(Supplier.base), joinedload(Supplier.organisation))
    if lock:
        found = found.with_for_update(of=Supplier).execution_options(populate_existing=True)
    supplier = session.scalars(found).one_or_none() if CODE.fullmatch(code) else None
    if supplier is None:
        raise NotFound
    return supplier


def organisations_of(session: Session, person_id: int) -> Sequence[Organisation]:
    """The verified organisations that somebody acts for."""
    found = select(Organisation).join(Membership, Membership.organisation_id == Organisation.id)
    found = found.where(
        Membership.person_id == person_id, Membership.ended_at.is_(None), Organisation.verified_at.is_not(None)
    )
    return session.scalars(found.order_by(Organisation.name, Organisation.id)).all()


def bases_of(session: Session, person: Person) -> Sequence[ScienceBase]:
    """The public bases that somebody manages."""
    found = select(ScienceBase).where(ScienceBase.id.in_(person.managed_base_ids))
    found = found.where(ScienceBase.state == BaseState.PUBLIC)
    return session.scalars(found.order_by(ScienceBase.name_zh)).all()


def suppliers_of(session: Session, person: Person) -> Sequence[Supplier]:
    """Those that somebody acts for: of bases that they manage, and of organisations that they belong to."""
    member = select(Membership.organisation_id).where(Membership.person_id == person.id, Membership.ended_at.is_(None))
    mine = or_(Supplier.base_id.in_(person.managed_base_ids), Supplier.organisation_id.in_(member))
    found = select(Supplier).where(mine).options(joinedload(Supplier.base), joinedload(Supplier.organisation))
    return session.scalars(found.order_by(Supplier.id).limit(MOST)).all()


def supplies(session: Session, person: Person, supplier: Supplier) -> bool:
    """Whether somebody acts for a supplier."""
    return supplier.id in {one.id for one in suppliers_of(session, person)}


def list_lecturers(session: Session, supplier_id: int) -> Sequence[DeliveryLecturer]:
    """Those of a supplier who come, or were asked to, by name."""
    found = select(DeliveryLecturer).where(
        DeliveryLecturer.supplier_id == supplier_id, DeliveryLecturer.ended_at.is_(None)
    )
    return session.scalars(found.order_by(DeliveryLecturer.name_zh, DeliveryLecturer.id).limit(MOST)).all()


def with_lecturers(session: Session, item_ids: Collection[int]) -> set[int]:
    """Those of these items for which the supplier ticked somebody, who may have left since."""
    return set(session.scalars(select(ItemLecturer.item_id).where(ItemLecturer.item_id.in_(item_ids))))


def lecturers_for(session: Session, item_ids: Collection[int]) -> dict[int, list[DeliveryLecturer]]:
    """Who can give each of these items now."""
    found = select(ItemLecturer.item_id, DeliveryLecturer).join(
        DeliveryLecturer, DeliveryLecturer.id == ItemLecturer.lecturer_id
    )
    found = found.where(
        ItemLecturer.item_id.in_(item_ids), DeliveryLecturer.ended_at.is_(None), DeliveryLecturer.consent.in_(COMES)
    )
    by_item: dict[int, list[DeliveryLecturer]] = {}
    for item_id, lecturer in session.execute(found.order_by(DeliveryLecturer.id)):
        by_item.setdefault(item_id, []).append(lecturer)
    return by_item
