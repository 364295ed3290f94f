"""Delivery in the sample season: five suppliers, twelve items, an open quarter and one that is over, loans and orders.

Quarters are laid around the day of loading, so that there is something to order whatever that day is.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import MemberRole, Membership, Organisation, OrganisationKind
from sciencepop.accounts.rules.addresses import AddressKind, Contact, veiled
from sciencepop.bases.models import ScienceBase
from sciencepop.bookings.rules.codes import new_code
from sciencepop.core.config import ROOT
from sciencepop.core.signing import keyed_hash
from sciencepop.delivery.models import (
    DeliveryLecturer,
    ItemLecturer,
    LecturerInvitation,
    LentUnit,
    Loan,
    MenuItem,
    OrderWindow,
    Supplier,
    TownQuota,
)
from sciencepop.delivery.policy import policy
from sciencepop.delivery.queries.lecturers import hash_of
from sciencepop.delivery.rules.items import LENT, PREFIX, CostClass, ItemKind, ItemState
from sciencepop.delivery.rules.lecturers import Consent
from sciencepop.delivery.rules.loans import Condition, LoanState
from sciencepop.demo.chance import moment
from sciencepop.demo.delivery_dispatch import write_proposal
from sciencepop.demo.delivery_orders import write_orders
from sciencepop.demo.people import APPLICANT, MANAGED, MARK, OFFICER, OTHER_MANAGED
from sciencepop.demo.plan import Season

SHESHAN = "310117103000"
BASES = (MANAGED, OTHER_MANAGED, "chenshan")
SUPPLYING = (
    ("大学城科普宣讲团", OrganisationKind.UNIVERSITY, "310117117000"),
    ("科普志愿服务队", OrganisationKind.TEAM, "310117003000"),
)
ORDERING = (
    ("佘山镇社区服务站", OrganisationKind.COMMUNITY, SHESHAN),
    ("方松小学", OrganisationKind.SCHOOL, "310117003000"),
    ("九亭智能制造厂", OrganisationKind.ENTERPRISE, "310117105000"),
    ("松江产业园", OrganisationKind.PARK, "310117001000"),
    ("江秋社区居委会", OrganisationKind.COMMUNITY, SHESHAN),
)
LECTURERS = ("林老师", "何老师", "孙老师", "吴同学", "周队长")
REVIEWER = "示例科学顾问"


@dataclass(frozen=True)
class Planned:
    """A row of data/demo/delivery.csv, as it is written; `supplier` is a place among those above."""

    supplier: str
    kind: str
    title_zh: str
    title_en: str
    about_zh: str
    audiences: str
    minutes: str
    fewest: str
    most: str
    cost: str
    safety: str
    space: str
    state: str


def read_items() -> list[Planned]:
    with (ROOT / "data" / "demo" / "delivery.csv").open(encoding="utf-8", newline="") as source:
        return [Planned(**row) for row in csv.DictReader(source)]


def write_delivery(session: Session, season: Season) -> int:
    """Write it all; returns how many items there are. Call once claims stand, whose time counts."""
    today, now = season.today, moment(season.today)
    suppliers = [*_write_bases(session, now), *_write_organisations(session, season, now)]
    session.flush()
    lecturers = _write_lecturers(session, suppliers, season, now)
    items = [_write_item(session, planned, suppliers, lecturers, today, now) for planned in read_items()]
    past, open_ = _write_windows(session, today, now)
    orderers = [_organisation(session, row, APPLICANT, now) for row in ORDERING]
    session.flush()
    _write_loans(session, items, orderers, today, now)
    write_orders(session, past, open_, items, lecturers, orderers, today)
    session.flush()
    write_proposal(session, open_, now)
    return len(items)


def _write_bases(session: Session, now: datetime) -> list[Supplier]:
    found = {base.slug: base for base in session.scalars(select(ScienceBase).where(ScienceBase.slug.in_(BASES)))}
    rows = [
        Supplier(code=f"SAMPLESUP{place}", base=found[slug], created_by=OFFICER, created_at=now, is_sample=True)
        for place, slug in enumerate(BASES, 1)
    ]
    session.add_all(rows)
    return rows


def _write_organisations(session: Session, season: Season, now: datetime) -> list[Supplier]:
    """The head of each is a resident whom nobody tries."""
    rows = []
    for place, row in enumerate(SUPPLYING, len(BASES) + 1):
        organisation = _organisation(session, row, season.people.residents[place], now)
        made = {"created_by": OFFICER, "created_at": now, "is_sample": True}
        rows.append(Supplier(code=f"SAMPLESUP{place}", organisation=organisation, **made))
    session.add_all(rows)
    return rows


def _organisation(session: Session, row: tuple[str, OrganisationKind, str], head: int, now: datetime) -> Organisation:
    name, kind, town = row
    checked = {"verified_at": now, "verified_by": OFFICER, "created_by": head, "created_at": now}
    made = Organisation(name=name + MARK, kind=kind, town_code=town, contact="021-5555 0300", is_sample=True, **checked)
    session.add(made)
    session.flush()
    session.add(Membership(person_id=head, organisation_id=made.id, role=MemberRole.LEAD, created_at=now))
    return made


def _write_lecturers(
    session: Session, suppliers: list[Supplier], season: Season, now: datetime
) -> list[DeliveryLecturer]:
    """One a supplier; the first has an account, so that the ledger has something to say."""
    rows = [
        DeliveryLecturer(
            supplier_id=supplier.id,
            name_zh=LECTURERS[place] + MARK,
            person_id=season.people.residents[20] if place == 0 else None,
            consent=Consent.AGREED if place == 0 else Consent.NAMED,
            created_at=now,
        )
        for place, supplier in enumerate(suppliers)
    ]
    session.add_all(rows)
    session.flush()
    _ask_resident(session, suppliers[-1], now)
    return rows


def _ask_resident(session: Session, supplier: Supplier, now: datetime) -> None:
    """Somebody to try is asked to lecture, and has not answered."""
    contact = Contact(AddressKind.EMAIL, "resident@sciencepop.example")
    asked = DeliveryLecturer(supplier_id=supplier.id, name_zh="郑老师" + MARK, consent=Consent.ASKED, created_at=now)
    session.add(asked)
    session.flush()
    session.add(
        LecturerInvitation(
            lecturer_id=asked.id,
            contact_hash=hash_of(contact),
            veiled=veiled(contact),
            token_hash=keyed_hash("sample", "no link leads here"),
            is_written=True,
            invited_by=OFFICER,
            invited_at=now,
            expires_at=now + timedelta(days=policy().lecturer_link_days),
        )
    )


def _write_item(
    session: Session,
    planned: Planned,
    suppliers: list[Supplier],
    lecturers: list[DeliveryLecturer],
    today: date,
    now: datetime,
) -> MenuItem:
    place, state = int(planned.supplier), ItemState(planned.state)
    is_reviewed = state is ItemState.APPROVED
    item = MenuItem(
        code=new_code(),
        supplier_id=suppliers[place].id,
        kind=ItemKind(planned.kind),
        title_zh=planned.title_zh + MARK,
        title_en=planned.title_en,
        about_zh=planned.about_zh,
        audiences=planned.audiences.split(),
        minutes=int(planned.minutes),
        group_min=int(planned.fewest),
        group_max=int(planned.most),
        space=planned.space,
        safety=planned.safety,
        cost=CostClass(planned.cost),
        most_a_quarter=6,
        state=state,
        reviewer=REVIEWER if is_reviewed else "",
        reviewed_by=OFFICER if is_reviewed else None,
        reviewed_on=today - timedelta(days=60) if is_reviewed else None,
        review_until=today + timedelta(days=305) if is_reviewed else None,
        created_by=OFFICER,
        created_at=now,
        changed_at=now,
        is_sample=True,
    )
    session.add(item)
    session.flush()
    item.code = f"{PREFIX[item.kind]}{item.id:04d}"
    if item.kind not in LENT:
        session.add(ItemLecturer(item_id=item.id, lecturer_id=lecturers[place].id))
    session.flush()
    return item


def _write_windows(session: Session, today: date, now: datetime) -> tuple[OrderWindow, OrderWindow]:
    """The quarter of the day in six weeks takes orders now; the one before it is over."""
    middle = today + timedelta(days=45)
    year, quarter = middle.year, (middle.month + 2) // 3
    before = (year - 1, 4) if quarter == 1 else (year, quarter - 1)
    rows = []
    for (its_year, its_quarter), first in ((before, -110), ((year, quarter), -10)):
        rows.append(
            OrderWindow(
                code=f"{its_year}Q{its_quarter}",
                year=its_year,
                quarter=its_quarter,
                opens_at=moment(today + timedelta(days=first - 20), time(9)),
                closes_at=moment(today + timedelta(days=first + 40), time(18)),
                first_on=today + timedelta(days=first),
                last_on=today + timedelta(days=first + (99 if first < -10 else 120)),
                quota=6,
                created_by=OFFICER,
                created_at=now,
                changed_at=now,
                is_sample=True,
            )
        )
    session.add_all(rows)
    session.flush()
    session.add(TownQuota(window_id=rows[1].id, town_code=SHESHAN, quota=8))
    return rows[0], rows[1]


def _write_loans(
    session: Session, items: list[MenuItem], orderers: list[Organisation], today: date, now: datetime
) -> None:
    """One that is out and late, one to come."""
    for number, (place, first, last, state) in enumerate(
        ((4, -20, -2, LoanState.OUT), (9, 6, 12, LoanState.BOOKED)), 1
    ):
        unit = LentUnit(item_id=items[place].id, label="1 号", condition=Condition.GOOD, created_at=now)
        session.add(unit)
        session.flush()
        organisation = orderers[number]
        session.add(
            Loan(
                code=f"SAMPLELOAN{number}",
                unit_id=unit.id,
                organisation_id=organisation.id,
                person_id=APPLICANT,
                town_code=organisation.town_code or SHESHAN,
                place="一楼大厅",
                from_on=today + timedelta(days=first),
                until_on=today + timedelta(days=last),
                state=state,
                out_at=moment(today + timedelta(days=first), time(9)) if state is LoanState.OUT else None,
                reminded_on=today if state is LoanState.OUT else None,
                created_at=now,
                changed_at=now,
                is_sample=True,
            )
        )
    session.flush()
