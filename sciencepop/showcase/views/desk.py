"""The officer's desk: projects to read, and talks that were reported."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.showcase import queries, services
from sciencepop.showcase.forms import DecisionForm, WordsForm
from sciencepop.showcase.models import ProjectState
from sciencepop.showcase.rules.projects import OFFICERS
from sciencepop.showcase.views import bp
from sciencepop.showcase.views.pressing import Answer, press, words


@bp.get("/district/showcase")
@officer
def desk() -> Answer:
    """What waits for an officer."""
    return _page()


def _page(refusal: str | None = None) -> Answer:
    session = db.session()
    page = render_template(
        "showcase/desk.html",
        rows=queries.list_submitted(session),
        reported=queries.list_reported(session),
        words_form=WordsForm(formdata=None),
        press=PressForm(formdata=None),
        refusal=refusal,
        **words(),
    )
    return (page, 422) if refusal else page


@bp.post("/district/showcase/<code>/step/<state>")
@officer
def desk_step(code: str, state: str) -> Answer:
    """Publish a project as it was read, or give it back with a reason."""
    if state not in {one.value for one in OFFICERS}:
        raise NotFound
    form = DecisionForm()
    reason, step = form.words.data or "", ProjectState(state)
    refusal = press(form, services.step_project, code, step, reason=reason, seen_at=form.seen_at)
    return _page(refusal) if refusal else redirect(url_for("showcase.desk"), 303)


@bp.post("/district/showcase/talks/<code>/<decision>")
@officer
def report_decide(code: str, decision: str) -> Answer:
    """Close a reported talk, or let it be."""
    if decision not in ("close", "keep"):
        raise NotFound
    done = str(_("已处理，举报的人会收到通知。"))
    refusal = press(PressForm(), services.decide_report, code, decision == "close", done=done)
    return _page(refusal) if refusal else redirect(url_for("showcase.desk"), 303)


lead_again(lambda _result, **_found: url_for("showcase.desk"), desk_step, report_decide)
