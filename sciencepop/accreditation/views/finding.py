"""What everybody reads: open rounds, public notices with a way to object, and how far an application has come."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from sciencepop.accreditation.forms.cases import StepForm
from sciencepop.accreditation.models import AccreditationCase
from sciencepop.accreditation.queries.cases import ON_NOTICE, get_case, list_cases
from sciencepop.accreditation.queries.rounds import list_rounds
from sciencepop.accreditation.rules.steps import PUBLIC_STATES, Act, Side
from sciencepop.accreditation.services.become import take_step
from sciencepop.accreditation.views import bp
from sciencepop.accreditation.views.pressing import Answer, press, words
from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.text import clean_line
from sciencepop.core.web import limiter


@bp.get("/accreditation")
@public
def accreditation() -> str:
    """Rounds that take applications, and who is proposed now."""
    on_notice = list_cases(db.session(), AccreditationCase.state.in_(ON_NOTICE))
    rounds = list_rounds(db.session(), open_at=clock.now())
    return render_template("accreditation/accreditation.html", rounds=rounds, on_notice=on_notice, **words())


@bp.get("/accreditation/progress")
@public
def progress() -> Answer:
    """How far the application of a number has come: states and days, and nobody's name or words."""
    code = "".join(clean_line(request.args.get("code")).split()).upper()[:20]
    if not code:
        return render_template("accreditation/progress.html", case=None, code="", **words())
    try:
        case = get_case(db.session(), code)
    except NotFound:
        case = None
    if case is None or case.state not in PUBLIC_STATES:
        return render_template("accreditation/progress.html", case=None, code=code, **words()), 404
    return render_template("accreditation/progress.html", case=case, code=code, **words())


@bp.route("/accreditation/notices/<code>", methods=["GET", "POST"])
@public
@limiter.limit("10 per hour", methods=["POST"])
def notice(code: str) -> Answer:
    """A naming on public notice; anybody may object. Their account is not kept: name and contact go after a year."""
    case = get_case(db.session(), code)
    if case.state not in ON_NOTICE:
        if request.method == "POST" or case.state not in PUBLIC_STATES:
            raise NotFound
        return redirect(url_for("accreditation.progress", code=code), 303)
    form, refusal = StepForm(Act.OBJECT), None
    if form.is_submitted():
        refusal = press(
            form,
            lambda now, **_me: take_step(code, Act.OBJECT, Side.PUBLIC, form.given({}), by=None, now=now),
            done=str(_("异议已收到，区科委、区科协会核查。")),
        )
        if refusal is None:
            return redirect(url_for("accreditation.notice", code=code), 303)
    page = render_template("accreditation/notice.html", case=case, form=form, refusal=refusal, **words())
    return (page, 422) if form.is_submitted() else page


lead_again(lambda _result, code: url_for("accreditation.notice", code=code), notice)
