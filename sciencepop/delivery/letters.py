"""Letters: to whoever ordered, the town's desk, the district, the supplier and its lecturer, each in their language."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Membership, Person, Role
from sciencepop.accounts.post import mail_address, write_to
from sciencepop.accounts.queries import list_holders
from sciencepop.accounts.rules.messages import MessageKind
from sciencepop.bases.services.tell import people_of
from sciencepop.bookings.ical import Method
from sciencepop.core.i18n import day, in_language, span, tr
from sciencepop.core.letter import Letter, site_address
from sciencepop.delivery.ical import render_message
from sciencepop.delivery.letter_words import WORDS, News, kind_of
from sciencepop.delivery.models import DeliveryOrder, Loan, MenuItem, Supplier
from sciencepop.delivery.rules.items import ItemState
from sciencepop.delivery.rules.orders import Act, Side
from sciencepop.delivery.words import CONDITIONS, LOAN_STATES, reason_words, supplier_name

TO_LECTURERS = (Act.CONFIRM, Act.CANCEL, Act.EXPIRE, Act.WITHDRAW, News.MOVED)
"""What is told to the lecturer besides those who act for the supplier."""

HAVE_IT = (Side.RECEIVER, Side.SUPPLIER)
"""In whose calendars a delivery stands."""


def tell(
    session: Session,
    order: DeliveryOrder,
    news: Act | News,
    sides: Iterable[Side],
    *,
    key: str,
    now: datetime,
    method: Method | None = None,
) -> None:
    """Owe each of these sides one letter; write the new state before. With a `method` calendars get the entry too.

    `key` tells this news from others of the order. Whoever stands on two sides gets the letter of the first.
    """
    told: set[int] = set()
    for side in sides:
        people = [person for person in _people(session, order, news, side) if person.id not in told]
        told |= {person.id for person in people}
        for person in people:
            with in_language(person.language):
                _owe(session, order, person, news, side, key=key, now=now, method=method)


def _owe(
    session: Session,
    order: DeliveryOrder,
    person: Person,
    news: Act | News,
    side: Side,
    *,
    key: str,
    now: datetime,
    method: Method | None,
) -> None:
    """One letter, in the language that is being written."""
    mail = mail_address(person) if method and order.starts_at and side in HAVE_IT else None
    calendar = None
    if mail and method:
        calendar = render_message(order, method, address=mail.value, language=person.language, now=now)
    write_to(
        session,
        person,
        _letter(order, news, side),
        kind_of(news, side),
        key=f"delivery-{order.code}-{key}-{side.value}-{person.id}",
        path="" if news is News.NOT_SENT else f"/delivery/orders/{order.code}",
        now=now,
        calendar=calendar,
        calendar_method=method.value if calendar and method else None,
    )


def tell_lecturers(session: Session, order: DeliveryOrder, before: Person | None, *, key: str, now: datetime) -> None:
    """To who comes now, and to who came `before` and need not any more; the supplier's own people did it themselves."""
    own = {person.id for person in supplier_people(session, order.shown.supplier)}
    person = order.lecturer.person if order.lecturer else None
    if person == before:
        return
    for one, news, method in ((person, News.SENT, Method.REQUEST), (before, News.NOT_SENT, Method.CANCEL)):
        if one and one.is_active and one.id not in own:
            with in_language(one.language):
                _owe(session, order, one, news, Side.SUPPLIER, key=key, now=now, method=method)


def tell_joined(session: Session, order: DeliveryOrder, news: News, *, key: str, now: datetime) -> None:
    """To those whose orders were merged into this one, and into those: what became of it. Links lead to their own."""
    waiting = [order.id]
    while waiting:
        joined = select(DeliveryOrder).where(DeliveryOrder.merged_into_id == waiting.pop())
        for one in session.scalars(joined.order_by(DeliveryOrder.id)).all():
            waiting.append(one.id)
            for person in _people(session, one, news, Side.RECEIVER):
                with in_language(person.language):
                    letter = _letter(order, news, Side.RECEIVER, code=one.code)
                    own, path = f"delivery-{one.code}-{key}-joined-{person.id}", f"/delivery/orders/{one.code}"
                    write_to(session, person, letter, kind_of(news, Side.RECEIVER), key=own, path=path, now=now)


def _people(session: Session, order: DeliveryOrder, news: Act | News, side: Side) -> Collection[Person]:
    if side is Side.RECEIVER:
        is_member = session.scalar(
            select(Membership.id).where(
                Membership.organisation_id == order.organisation_id,
                Membership.person_id == order.person_id,
                Membership.ended_at.is_(None),
            )
        )
        return [order.person] if is_member else members_of(session, order.organisation_id)
    if side is Side.TOWN:
        # A town without a desk is looked after by the district.
        return list_holders(session, Role.DESK, order.town_code) or list_holders(session, Role.OFFICER)
    if side is Side.DISTRICT:
        return list_holders(session, Role.OFFICER)
    people = {person.id: person for person in supplier_people(session, order.shown.supplier)}
    lecturer = order.lecturer.person if order.lecturer and news in TO_LECTURERS else None
    if lecturer and lecturer.is_active:
        people.setdefault(lecturer.id, lecturer)
    return list(people.values())


def members_of(session: Session, organisation_id: int) -> list[Person]:
    """Everybody who acts for an organisation."""
    found = select(Person).join(Membership, Membership.person_id == Person.id)
    found = found.where(Membership.organisation_id == organisation_id, Membership.ended_at.is_(None))
    return list(session.scalars(found.where(Person.closed_at.is_(None)).order_by(Person.id)))


def supplier_people(session: Session, supplier: Supplier) -> list[Person]:
    """Everybody who acts for a supplier."""
    if supplier.base:
        return people_of(session, supplier.base)
    return members_of(session, supplier.organisation_id or 0)


def _letter(order: DeliveryOrder, news: Act | News, side: Side, *, code: str = "") -> Letter:
    """About an order; the link leads to it, or to that with the `code`."""
    url = f"{site_address()}/delivery/orders/{code or order.code}"
    subject, advice = WORDS[news, side]
    named = {
        "title": tr(order.shown, "title"),
        "due": day(order.due_on) if order.due_on else "",
        "move_due": day(order.move_due_on) if order.move_due_on else "",
        "report_due": day(order.report_due_on) if order.report_due_on else "",
    }
    subject, advice = str(subject) % named, str(advice) % named
    return Letter(
        subject=subject,
        paragraphs=[advice, *_reasons(order, news)],
        facts=_facts(order),
        link=None if news is News.NOT_SENT else (_("打开点单"), url),
        short=subject if news is News.NOT_SENT else f"{subject} {url}",
        glance=advice,
    )


def _reasons(order: DeliveryOrder, news: Act | News) -> list[str]:
    reason = order.state_reason if isinstance(news, Act) else ""
    if news is News.MOVE_ASKED:
        reason = order.move_reason
    if news is News.REPORT_RETURNED:
        reason = order.report_note
    return [_("原因：%(reason)s", reason=reason_words(reason))] if reason else []


def _facts(order: DeliveryOrder) -> list[tuple[str, str]]:
    facts = [
        (_("点单方"), order.organisation.name),
        (_("配送方"), supplier_name(order.shown.supplier)),
        (_("人数"), ngettext("%(num)d 人", "%(num)d 人", order.people)),
        (_("地点"), f"{order.place} {order.address}"),
    ]
    if order.starts_at and order.ends_at:
        facts.append((_("时间"), span(order.starts_at, order.ends_at)))
    if order.lecturer:
        facts.append((_("讲师"), tr(order.lecturer, "name")))
    if order.merged_into:
        facts.append((_("牵头单位"), order.merged_into.organisation.name))
    if order.move_to_at:
        facts.append((_("想改到"), day(order.move_to_at)))
    return facts


def tell_item(session: Session, item: MenuItem, *, now: datetime) -> None:
    """To the supplier: an item is on the menu, or was returned and why."""
    for person in supplier_people(session, item.supplier):
        with in_language(person.language):
            title = tr(item, "title")
            if item.state is ItemState.APPROVED and item.review_until:
                subject = _("“%(title)s”在菜单上了", title=title)
                advice = _("科学性审核有效到 %(until)s，到期前请联系区科协复审。", until=day(item.review_until))
            else:
                subject = _("“%(title)s”退回修改", title=title)
                advice = _("原因：%(reason)s", reason=item.state_reason)
            letter = _plain(subject, advice, f"/delivery/desk/items/{item.code}")
            key = f"menu-{item.code}-{int(now.timestamp())}-{person.id}"
            path = f"/delivery/desk/items/{item.code}"
            write_to(session, person, letter, MessageKind.ACCOUNT, key=key, path=path, now=now)


def tell_loan(session: Session, loan: Loan, *, to_supplier: bool, now: datetime) -> None:
    """What became of a loan, to the side that did not do it."""
    people = supplier_people(session, loan.unit.item.supplier) if to_supplier else [loan.person]
    for person in people:
        with in_language(person.language):
            facts = {"title": tr(loan.unit.item, "title"), "state": LOAN_STATES[loan.state]}
            advice = _("%(who)s，%(first)s 到 %(last)s。", **_loan_days(loan))
            if loan.reason:
                advice += _("原因：%(reason)s", reason=loan.reason)
            if loan.came_back:
                advice += _("验收：%(condition)s。", condition=CONDITIONS[loan.came_back])
            _send_loan(session, person, loan, _("借用“%(title)s”：%(state)s", **facts), advice, loan.state.value, now)


def tell_loan_late(session: Session, loan: Loan, *, now: datetime) -> None:
    """Something should be back: to whoever has it, and to whom it belongs."""
    people = [loan.person, *supplier_people(session, loan.unit.item.supplier)]
    for person in {person.id: person for person in people}.values():
        with in_language(person.language):
            subject = _("“%(title)s”逾期没有归还", title=tr(loan.unit.item, "title"))
            advice = _("%(who)s，%(first)s 到 %(last)s。", **_loan_days(loan)) + _("请尽快归还，后面还有单位等着用。")
            _send_loan(session, person, loan, subject, advice, f"late-{loan.reminded_on}", now)


def _loan_days(loan: Loan) -> dict[str, str]:
    return {"who": loan.organisation.name, "first": day(loan.from_on), "last": day(loan.until_on)}


def _send_loan(
    session: Session, person: Person, loan: Loan, subject: str, advice: str, key: str, now: datetime
) -> None:
    if person.is_active:
        path = f"/delivery/loans/{loan.code}"
        letter = _plain(subject, advice, path)
        key = f"loan-{loan.code}-{key}-{person.id}"
        write_to(session, person, letter, MessageKind.ACCOUNT, key=key, path=path, now=now)


def _plain(subject: str, advice: str, path: str) -> Letter:
    url = f"{site_address()}{path}"
    return Letter(subject=subject, paragraphs=[advice], link=(_("打开"), url), short=f"{subject} {url}")
