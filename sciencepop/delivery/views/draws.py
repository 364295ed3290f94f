"""Draws of a window: the officer seals and draws; everybody may look, download and compute it again."""

from __future__ import annotations

from flask import make_response, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from sciencepop.core.access import officer, public
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.draw_words import check_words
from sciencepop.delivery import services
from sciencepop.delivery.forms.dispatch import DrawForm, SealForm
from sciencepop.delivery.forms.menu import ReasonForm
from sciencepop.delivery.queries.menu import list_items
from sciencepop.delivery.queries.window_draws import get_draw
from sciencepop.delivery.rules.line import PRIORITIES, REACHED_LESS
from sciencepop.delivery.views import bp
from sciencepop.delivery.views.office import window_page
from sciencepop.delivery.views.pressing import Answer, press, words
from sciencepop.delivery.words import DRAW_STATES

FILES = {"sealed": "sealed.jsonl", "result": "drawn.jsonl", "program": "draw.py"}


@bp.post("/district/delivery/windows/<code>/draws")
@officer
def draw_seal(code: str) -> Answer:
    """Publish the orders of what is scarce, and the promise."""
    form = SealForm()
    refusal = press(form, services.seal_orders, code, form.source.data or "", form.due.moment)
    return window_page(code, form, refusal) if refusal else redirect(url_for("delivery.window", code=code), 303)


@bp.get("/delivery/draws/<code>")
@public
def draw(code: str) -> Answer:
    return _draw_page(code)


def _draw_page(code: str, refusal: str = "", form: DrawForm | None = None) -> Answer:
    """What was sealed, how it was drawn, and how to check it. An annulled draw stays to be seen."""
    found = get_draw(db.session(), code)
    kind = "result" if found.drawn_at else "sealed"
    page = render_template(
        "delivery/draw.html",
        draw=found,
        state=DRAW_STATES[found.state],
        titles={item.code: item for item in list_items(db.session(), [row["item"] for row in found.queues])},
        lesser={at for at, name in enumerate(PRIORITIES) if name == REACHED_LESS},
        file=url_for("delivery.draw_file", code=code, kind=kind),
        program=url_for("delivery.draw_file", code=code, kind="program"),
        check=check_words(),
        mine=current_user.is_authenticated and current_user.is_officer,
        form=form or DrawForm(formdata=None),
        annul=ReasonForm(formdata=None),
        refusal=refusal,
        **words(),
    )
    return (page, 422) if refusal else page


@bp.get("/delivery/draws/<code>/files/<kind>")
@public
def draw_file(code: str, kind: str) -> Response:
    """What was published, byte for byte. The sealed part stays to be had after the draw."""
    found = get_draw(db.session(), code)
    body = getattr(found, kind) if kind in FILES else None
    if body is None:
        raise NotFound
    answer = make_response(body)
    answer.mimetype = "text/plain"
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.code}-{FILES[kind]}"'
    return answer


@bp.post("/district/delivery/draws/<code>/draw")
@officer
def draw_carry_out(code: str) -> Answer:
    form = DrawForm()
    refusal = press(form, services.draw_orders, code, form.entropy.data or "")
    return _draw_page(code, refusal, form) if refusal else redirect(url_for("delivery.draw", code=code), 303)


@bp.post("/district/delivery/draws/<code>/annul")
@officer
def draw_annul(code: str) -> Answer:
    form = ReasonForm()
    refusal = press(form, services.annul_draw, code, form.reason.data or "")
    return _draw_page(code, refusal) if refusal else redirect(url_for("delivery.draw", code=code), 303)


lead_again(lambda _result, code: url_for("delivery.window", code=code), draw_seal)
lead_again(lambda _result, code: url_for("delivery.draw", code=code), draw_carry_out, draw_annul)
