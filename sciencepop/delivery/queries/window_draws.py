"""Draws of windows, and the orders that go into one."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, joinedload
from werkzeug.exceptions import NotFound

from sciencepop.bookings.rules.codes import CODE
from sciencepop.delivery.models import DeliveryOrder, DrawState, MenuItem, OrderOffer, WindowDraw
from sciencepop.delivery.rules.orders import TO_DISPATCH


def get_draw(session: Session, code: str) -> WindowDraw:
    """NotFound where there is none."""
    found = select(WindowDraw).where(WindowDraw.code == code).options(joinedload(WindowDraw.window))
    found = found.execution_options(populate_existing=True)
    draw = session.scalars(found).one_or_none() if CODE.fullmatch(code) else None

    if draw is None:
        raise NotFound
    return draw


def list_draws(session: Session, window_id: int) -> Sequence[WindowDraw]:
    """The latest of a window first, annulled ones too."""
    found = select(WindowDraw).where(WindowDraw.window_id == window_id).order_by(WindowDraw.id.desc())
    return session.scalars(found).all()


def find_live(session: Session, window_id: int) -> WindowDraw | None:
    """The draw of a window that was not annulled."""
    found = select(WindowDraw).where(WindowDraw.window_id == window_id, WindowDraw.state != DrawState.ANNULLED)
    return session.scalars(found).one_or_none()


def places_in_line(session: Session, window_id: int) -> dict[str, dict[str, int | None]]:
    """By item, the orders that wait for it as their own wish, with their places in the draw's line.

    Whose offer its supplier has answered, or let pass, does not get it any more, and keeps nobody waiting.
    """
    given = aliased(MenuItem)
    answered = select(OrderOffer.id).join(given, given.id == OrderOffer.item_id)
    answered = answered.where(OrderOffer.order_id == DeliveryOrder.id, given.supplier_id == MenuItem.supplier_id)
    found = (
        select(MenuItem.code, DeliveryOrder.code, DeliveryOrder.draw_place)
        .join(MenuItem, MenuItem.id == DeliveryOrder.item_id)
        .where(DeliveryOrder.window_id == window_id, DeliveryOrder.state.in_(TO_DISPATCH), ~answered.exists())
    )
    by_item: dict[str, dict[str, int | None]] = {}
    for item, order, place in session.execute(found):
        by_item.setdefault(item, {})[order] = place
    return by_item
