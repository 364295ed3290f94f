"""Pictures of projects: their owner adds them, and everybody sees them once the project is public."""

from __future__ import annotations

from flask import redirect, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from sciencepop.core.access import public, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.core.pictures import shown
from sciencepop.core.web import limiter, per_account
from sciencepop.showcase import queries, services
from sciencepop.showcase.forms import PictureForm
from sciencepop.showcase.models import ProjectState
from sciencepop.showcase.views import bp
from sciencepop.showcase.views.pressing import Answer, me, press
from sciencepop.showcase.views.projects import own_page, own_project


@bp.post("/showcase/mine/<code>/pictures")
@signed_in
@limiter.limit("60 per hour", key_func=per_account("pictures"))
def picture_add(code: str) -> Answer:
    """Add one; a project that was public is read again. Drawing it takes a while, so whose it is is asked before."""
    own_project(code)
    form = PictureForm()
    given = form.picture.content, form.alt_zh.data or "", form.alt_en.data or "", bool(form.rights.data)
    refusal = press(form, services.add_picture, code, *given, done=str(_("照片已加上，审核后公布。")))
    return own_page(code, refusal, picture_form=form) if refusal else _back(code)


@bp.post("/showcase/mine/<code>/pictures/<int:id>/drop")
@signed_in
def picture_drop(code: str, id: int) -> Answer:
    """Take one away."""
    refusal = press(PressForm(), services.drop_picture, code, id, done=str(_("照片已删去。")))
    return own_page(code, refusal) if refusal else _back(code)


def _back(code: str) -> Response:
    return redirect(url_for("showcase.own", code=code), 303)


@bp.get("/showcase/<code>/pictures/<int:id>-<any(large, small):size>.jpg")
@public
def picture(code: str, id: int, size: str) -> Response:
    """A picture of a public project; of another one for its owner and officers alone."""
    found = queries.get_picture(db.session(), code, id)
    is_public = found.project.state is ProjectState.PUBLISHED
    if not is_public and not (me().is_authenticated and (me().is_officer or me().id == found.project.owner_id)):
        raise NotFound
    cache_control = "public, max-age=300" if is_public else "private, no-store"
    return shown(found, small=size == "small", cache_control=cache_control)


lead_again(lambda _result, code, **_found: url_for("showcase.own", code=code), picture_add, picture_drop)
