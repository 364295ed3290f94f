"""A base fills in its year-file, and puts papers to a mending."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from sciencepop.accreditation.forms.cases import PaperForm
from sciencepop.core import clock
from sciencepop.core.access import require, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.uploads import BadUpload, receive, say_upload
from sciencepop.core.web import limiter
from sciencepop.yearcheck.forms import FillForm
from sciencepop.yearcheck.lines import lines_of
from sciencepop.yearcheck.queries.files import list_pool
from sciencepop.yearcheck.rules.steps import Side
from sciencepop.yearcheck.services import fill
from sciencepop.yearcheck.terms import terms
from sciencepop.yearcheck.views import bp
from sciencepop.yearcheck.views.file import file_page, seen_file
from sciencepop.yearcheck.views.pressing import Answer, press, words
from sciencepop.yearcheck.words import YES_NO


@bp.route("/yearcheck/<code>/edit", methods=["GET", "POST"])
@signed_in
def edit(code: str) -> Answer:
    """Fill in what the platform cannot count, and comment on any figure."""
    file, sides = seen_file(code)
    require(Side.BASE in sides and file.state in fill.EDITABLE)
    form = FillForm() if request.method == "POST" else FillForm(data={"version": str(file.version)})
    experts = list_pool(db.session()) if file.filing == 0 else []
    refusal = None
    if form.is_submitted():
        refusal = press(form, fill.save_file, code, form.wish(file, request.form, experts))
        if refusal is None:
            return redirect(url_for("yearcheck.file", code=code), 303)
    page = render_template(
        "yearcheck/edit.html",
        file=file,
        form=form,
        sent=request.form if form.is_submitted() else {},
        refusal=refusal,
        sections=lines_of(db.session(), file, clock.now(), filed=False),
        experts=experts,
        yes_no=YES_NO,
        terms=terms(file.year),
        **words(),
    )
    return (page, 422) if form.is_submitted() else page


@bp.post("/yearcheck/<code>/papers")
@signed_in
@limiter.limit("60 per hour")
def paper_put(code: str) -> Answer:
    """Put a plan or evidence to a mending."""
    seen_file(code)
    form = PaperForm()
    try:
        upload = receive(form.file.data)
    except BadUpload as bad:
        return file_page(code, say_upload(bad.problem))
    refusal = press(form, fill.put_paper, code, upload, done=str(_("文件已上传。")))
    return file_page(code, refusal) if refusal else redirect(url_for("yearcheck.file", code=code), 303)


def _to_file(_result: str, code: str) -> str:
    return url_for("yearcheck.file", code=code)


lead_again(_to_file, edit, paper_put)
