"""The district's look at photographs of bases before the public sees them."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sciencepop.accounts.pressing import me
from sciencepop.bases import messages, queries
from sciencepop.bases.forms.photos import ReviewPhotoForm
from sciencepop.bases.rules.photos import PhotoState, PhotoStep
from sciencepop.bases.services.photos import decide_photo
from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.errors import RuleBroken
from sciencepop.district.views import bp


@bp.get("/district/base-photos")
@officer
def base_photos() -> str:
    """Photographs of one state, those that wait first."""
    return _page(ReviewPhotoForm(formdata=None))


@bp.post("/district/base-photos/<int:id>")
@officer
def base_photo(id: int) -> str | Response | tuple[str, int]:
    """Show one, or give it back."""
    form = ReviewPhotoForm()
    if form.validate_on_submit():
        step, note = PhotoStep(form.step.data), form.note.data or ""
        try:
            decide_photo(queries.get_photo(id).id, step, note, by=me().id, now=clock.now(), seen_at=form.seen_at)
        except RuleBroken as refused:
            messages.refuse(form, refused)
        else:
            flash(_("照片已公开。") if step is PhotoStep.SHOW else _("已退回，并通知基地。"), "info")
            return redirect(url_for("district.base_photos"), 303)
    return _page(form, refused_id=id), 422


def _page(form: ReviewPhotoForm, refused_id: int = 0) -> str:
    asked = request.args.get("state", "")
    state = PhotoState(asked) if asked in set(PhotoState) else PhotoState.WAITING
    page = queries.page_of_photos(state, request.args.get("after", ""))
    return render_template(
        "district/base_photos.html",
        rows=page.rows,
        form=form,
        refused_id=refused_id,
        state=state,
        press=ReviewPhotoForm(formdata=None),
        refusal=" ".join(str(error) for error in [*form.form_errors, *form.step.errors, *form.note.errors]),
        counts=queries.count_photos(),
        states=messages.PHOTOS,
        shows=messages.SHOWS,
        rights=messages.RIGHTS,
        next_url=url_for("district.base_photos", state=state, after=page.next_cursor) if page.next_cursor else "",
        first_url=url_for("district.base_photos", state=state) if request.args.get("after") else "",
    )


lead_again(lambda _result, **_found: url_for("district.base_photos"), base_photo)
