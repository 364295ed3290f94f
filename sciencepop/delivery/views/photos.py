"""Photographs of an order: added, shown to those who see the order, taken away."""

from __future__ import annotations

from flask import redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sciencepop.core.access import require, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.core.pictures import shown
from sciencepop.core.web import limiter, per_account
from sciencepop.delivery import services
from sciencepop.delivery.forms.photos import PhotoForm
from sciencepop.delivery.queries.photos import get_photo
from sciencepop.delivery.services.photos import was_there
from sciencepop.delivery.views import bp
from sciencepop.delivery.views.orders import order_page, seen_order
from sciencepop.delivery.views.pressing import Answer, me, press


@bp.post("/delivery/orders/<code>/photos")
@signed_in
@limiter.limit("60 per hour", key_func=per_account("photos"))
def photo_add(code: str) -> Answer:
    """One more; drawing it anew costs half a second, so not too many at once."""
    require(was_there(me(), *seen_order(code)))
    form = PhotoForm()
    refusal = press(form, services.add_photo, code, form.shot(), done=str(_("照片加上了。")))
    return order_page(code, refusal, photo_form=form) if refusal else _back(code)


@bp.post("/delivery/orders/<code>/photos/<int:id>/drop")
@signed_in
def photo_drop(code: str, id: int) -> Answer:
    seen_order(code)
    refusal = press(PressForm(), services.drop_photo, code, id, done=str(_("照片删掉了。")))
    return order_page(code, refusal) if refusal else _back(code)


@bp.get("/delivery/orders/<code>/photos/<int:id>-<any(large, small):size>.jpg")
@signed_in
def photo(code: str, id: int, size: str) -> Response:
    """Kept by no proxy, and by nobody's browser: whoever may see it is asked each time."""
    found = get_photo(db.session(), seen_order(code)[0].id, id)
    return shown(found, small=size == "small", cache_control="private, no-store")


def _back(code: str) -> Response:
    return redirect(url_for("delivery.order", code=code, _anchor="photos"), 303)


def _to_order(_result: str, code: str, **_found: object) -> str:
    return url_for("delivery.order", code=code)


lead_again(_to_order, photo_add, photo_drop)
