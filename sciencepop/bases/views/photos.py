"""Photographs of a base: a manager's pages, and the files themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from sciencepop.bases import messages, queries
from sciencepop.bases.forms.photos import PhotoForm, WordsForm
from sciencepop.bases.models import BasePhoto, BaseState
from sciencepop.bases.rules.photos import MOST_PHOTOS, PhotoState
from sciencepop.bases.services import photos as services
from sciencepop.bases.views import bp
from sciencepop.bases.views.managed import managed_base
from sciencepop.core import clock
from sciencepop.core.access import manager, public
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.core.pictures import shown
from sciencepop.core.web import limiter, per_account

PLACES = {"forward": -1, "back": 1}


@bp.route("/manage/bases/<slug>/photos", methods=["GET", "POST"])
@manager
@limiter.limit("60 per hour", key_func=per_account("base-photos"), methods=["POST"])
def photos(slug: str) -> str | Response | tuple[str, int]:
    """All photographs of a base, and one more. Drawing one costs half a second, so not too many at once."""
    base, form = managed_base(slug), PhotoForm()
    if form.validate_on_submit():
        who = {"by": current_user.id, "now": clock.now(), "is_district": current_user.is_officer}
        try:
            services.add_photo(base.id, form.photo.content, form.words(), form.claim(), **who)
        except RuleBroken as refused:
            messages.refuse(form, refused)
        else:
            flash(_("照片已公开。") if current_user.is_officer else _("照片已上传，区里看过后公开。"), "info")
            return redirect(url_for("bases.photos", slug=slug), 303)
    rows = queries.list_photos(db.session(), base.id)
    page = render_template(
        "bases/photos.html",
        base=base,
        rows=rows,
        form=form,
        may_add=len(rows) < MOST_PHOTOS,
        press=PressForm(formdata=None),
        states=messages.PHOTOS,
        shows=messages.SHOWS,
        rights=messages.RIGHTS,
    )
    return (page, 422) if form.is_submitted() else page


@bp.route("/manage/bases/<slug>/photos/<int:id>", methods=["GET", "POST"])
@manager
def photo_words(slug: str, id: int) -> str | Response | tuple[str, int]:
    """Write the words of one anew."""
    row = _own(slug, id)
    form = WordsForm(obj=row)
    if form.validate_on_submit():
        try:
            services.reword_photo(row.base_id, id, form.words(), by=current_user.id, now=clock.now())
        except RuleBroken as refused:
            messages.refuse(form, refused)
        else:
            flash(_("照片说明已保存。"), "info")
            return redirect(url_for("bases.photos", slug=slug), 303)
    page = render_template("bases/photo_words.html", base=row.base, row=row, form=form)
    return (page, 422) if form.is_submitted() else page


@bp.post("/manage/bases/<slug>/photos/<int:id>/move/<any(forward, back):where>")
@manager
def photo_move(slug: str, id: int, where: str) -> Response:
    """One place on, or back."""
    return _do(slug, id, services.move_photo, PLACES[where], done=_("顺序已调整。"))


@bp.post("/manage/bases/<slug>/photos/<int:id>/remove")
@manager
def photo_remove(slug: str, id: int) -> Response:
    """Take one away for good."""
    return _do(slug, id, services.remove_photo, done=_("照片已去掉。"))


def _do(slug: str, id: int, verb: Callable[..., None], *more: Any, done: str) -> Response:
    row = _own(slug, id)
    if PressForm().validate_on_submit():
        verb(row.base_id, id, *more, by=current_user.id, now=clock.now())
        flash(done, "info")
    return redirect(url_for("bases.photos", slug=slug), 303)


def _own(slug: str, id: int) -> BasePhoto:
    base, row = managed_base(slug), queries.get_photo(id)
    if row.base_id != base.id:
        raise NotFound
    return row


@bp.get("/bases/<slug>/photos/<int:id>-<any(large, small):size>.jpg")
@public
def photo(slug: str, id: int, size: str) -> Response:
    """One that is shown; any other for the base's managers and officers alone."""
    row = queries.get_photo(id)
    if row.base.slug != slug:
        raise NotFound
    is_public = row.state is PhotoState.SHOWN and row.base.state is BaseState.PUBLIC
    if not is_public and not (current_user.is_authenticated and current_user.manages(row.base_id)):
        raise NotFound
    return shown(row, small=size == "small", cache_control="public, max-age=300" if is_public else "private, no-store")


lead_again(
    lambda _result, **found: url_for("bases.photos", slug=found["slug"]), photos, photo_words, photo_move, photo_remove
)
