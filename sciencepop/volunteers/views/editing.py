"""Coordinators change a shift that was made; whom it touches stands on a page before anything is saved."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from sciencepop.core import clock
from sciencepop.core.access import coordinator
from sciencepop.core.attempts import lead_again
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers import services
from sciencepop.volunteers.edit_words import edit_sentence
from sciencepop.volunteers.forms.shifts import EditForm, shown
from sciencepop.volunteers.models import Shift
from sciencepop.volunteers.rules.edits import EditRefusal
from sciencepop.volunteers.services.edit import Touched
from sciencepop.volunteers.services.shifts import ShiftWish
from sciencepop.volunteers.views import bp
from sciencepop.volunteers.views.finding import words
from sciencepop.volunteers.views.managing import managed_shift, to_shift
from sciencepop.volunteers.views.pressing import Answer, me

OWN = ("csrf_token", "attempt", "confirmed", "back")
"""What each page writes for itself; everything else that was typed goes along."""


@bp.route("/manage/shifts/<int:id>/edit", methods=["GET", "POST"])
@coordinator
def shift_edit(id: int) -> Answer:
    """Times, places, texts and needs of a shift; then whom that touches; then it is saved and told."""
    found = managed_shift(id)
    form = EditForm(data=shown(found)) if request.method == "GET" else EditForm()
    if not form.validate_on_submit() or "back" in request.form:
        return _form_page(found, form)
    wish = form.wish(found.opens_at, {need.role for need in found.needs})
    try:
        touched = None if "confirmed" in request.form else _rehearsed(id, form, wish)
        if touched and (touched.told or touched.misfits):
            return _preview(id, form, touched)
        return _save(id, form, wish)
    except RuleBroken as broken:
        return _refused(id, form, wish, broken)


def _rehearsed(id: int, form: EditForm, wish: ShiftWish) -> Touched:
    return services.rehearse_edit(id, wish, seen=form.seen.data or "", now=clock.now())


def _save(id: int, form: EditForm, wish: ShiftWish) -> Answer:
    decisions = form.decisions(request.form.items())
    told = services.edit_shift(id, wish, decisions, seen=form.seen.data or "", by=me(), now=clock.now())
    flash(ngettext("已保存，通知了 %(num)d 人。", "已保存，通知了 %(num)d 人。", told) if told else _("已保存。"))
    return redirect(url_for("volunteers.shift_manage", id=id), 303)


def _refused(id: int, form: EditForm, wish: ShiftWish, broken: RuleBroken) -> Answer:
    """What is missing is a word about somebody, or the form has to be put right."""
    if broken.code in (EditRefusal.UNDECIDED, EditRefusal.NO_EXCEPTION):
        try:
            return _preview(id, form, _rehearsed(id, form, wish), edit_sentence(broken)), 422
        except RuleBroken as newer:
            broken = newer
    form.refuse(None, edit_sentence(broken))
    found = managed_shift(id)
    form.seen.data = str(found.sequence)
    return _form_page(found, form)


def _form_page(found: Shift, form: EditForm) -> Answer:
    page = render_template("volunteers/shift_edit.html", shift=found, form=form)
    return (page, 422) if form.errors else page


def _preview(id: int, form: EditForm, touched: Touched, refusal: str = "") -> str:
    sent = [(name, value.replace("\0", "")) for name, value in request.form.items(multi=True) if name not in OWN]
    return render_template(
        "volunteers/shift_edit_preview.html",
        shift=managed_shift(id),
        form=form,
        touched=touched,
        sent=[pair for pair in sent if not pair[0].startswith("fit-")],
        chosen=form.decisions(request.form.items()),
        refusal=refusal,
        **words(),
    )


lead_again(to_shift, shift_edit)
