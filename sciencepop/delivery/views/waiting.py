"""What waits for whoever ordered, and for a town's desk."""

from __future__ import annotations

from flask import render_template, request
from werkzeug.exceptions import NotFound

from sciencepop.core import clock
from sciencepop.core.access import require, signed_in
from sciencepop.core.db import db
from sciencepop.core.reference import get_reference
from sciencepop.delivery.models import DeliveryOrder
from sciencepop.delivery.policy import policy
from sciencepop.delivery.queries import orders as queries
from sciencepop.delivery.queries.lecturers import list_invitations, list_lecturing
from sciencepop.delivery.queries.loans import list_loans_of
from sciencepop.delivery.queries.menu import organisations_of, suppliers_of
from sciencepop.delivery.rules.orders import OPEN, OrderState
from sciencepop.delivery.services.order import ORDERERS
from sciencepop.delivery.views import bp
from sciencepop.delivery.views.pressing import Answer, me, words


@bp.get("/delivery/mine")
@signed_in
def mine() -> str:
    """My organisations' orders and loans, what waits for us first; and where else I have work."""
    session, args = db.session(), request.args
    organisations = organisations_of(session, me().id)
    ids = [one.id for one in organisations]
    ours, over = DeliveryOrder.organisation_id.in_(ids), DeliveryOrder.state.not_in((*OPEN, OrderState.HELD))
    asked = list_invitations(session, me(), clock.now())
    return render_template(
        "delivery/mine.html",
        may_order=any(one.kind in ORDERERS for one in organisations),
        waits=queries.page_of_orders(session, ours, queries.waits_for_receiver, after=args.get("after", "")),
        running=queries.page_of_orders(session, ours, queries.waits_for_others, after=args.get("running", "")),
        past=queries.page_of_orders(session, ours, over, newest=True, after=args.get("past", "")),
        loans=list_loans_of(session, ids) if ids else [],
        suppliers=suppliers_of(session, me()),
        town=_own_town(),
        asked=len(asked),
        lectures=bool(asked or list_lecturing(session, me().id)),
        **words(),
    )


def _own_town() -> str | None:
    """The town at whose desk I sit."""
    grant = me().desk_grant
    return grant.town_code if grant else None


@bp.get("/delivery/town")
@signed_in
def town() -> Answer:
    """A town's desk: what waits for it, its quota, and everything of its town. Officers see any town."""
    own = _own_town()
    require(me().is_officer or bool(own))
    code = request.args.get("town", "") if me().is_officer else own or ""
    code = code or own or next(iter(get_reference().towns))
    if code not in get_reference().towns:
        raise NotFound
    session, of_town = db.session(), DeliveryOrder.town_code == code
    windows = queries.list_windows(session)[:3]
    fills = {one.code: queries.fill_of_towns(session, one, [code], policy())[code] for one in windows}
    seen = DeliveryOrder.state.not_in((OrderState.DRAFT, OrderState.SUBMITTED))
    return render_template(
        "delivery/town.html",
        code=code,
        waits=queries.page_of_orders(session, of_town, queries.waits_for_town, after=request.args.get("after", "")),
        rows=queries.page_of_orders(session, of_town, seen, newest=True, after=request.args.get("all", "")),
        windows=windows,
        fills=fills,
        is_officer=me().is_officer,
        today=clock.today(),
        **words(),
    )
