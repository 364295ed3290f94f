"""The showcase as everybody sees it."""

from __future__ import annotations

from flask import render_template, request, url_for
from werkzeug.exceptions import NotFound

from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.db import db
from sciencepop.core.paging import decode_cursor, encode_cursor
from sciencepop.showcase import queries
from sciencepop.showcase.forms import FindForm
from sciencepop.showcase.models import ProjectState, SlotState
from sciencepop.showcase.queries import PAGE, Wanted
from sciencepop.showcase.views import bp
from sciencepop.showcase.views.pressing import words


@bp.get("/showcase")
@public
def project_list() -> str:
    """Projects by topic, stage, offer and need, the newest first."""
    form = FindForm(request.args)
    wanted = Wanted(**{name: form.known(name) for name in ("topic", "stage", "offer", "need")})
    after = decode_cursor(request.args.get("after", ""), (int,))
    before_id = after[0] if after and 0 < after[0] < 2**63 else None
    rows = queries.list_public(db.session(), wanted, before_id=before_id)
    more = rows[PAGE:]
    chosen = {name: value for name, value in vars(wanted).items() if value}
    next_url = url_for(".project_list", **chosen, after=encode_cursor(rows[PAGE - 1].id)) if more else ""
    first_url = url_for(".project_list", **chosen) if before_id else ""
    return render_template(
        "showcase/project_list.html", form=form, rows=rows[:PAGE], next_url=next_url, first_url=first_url, **words()
    )


@bp.get("/showcase/<code>")
@public
def project(code: str) -> str:
    """One project: what it is, what it offers and needs, and times for meeting."""
    one = queries.get_project(db.session(), code)
    if one.state is not ProjectState.PUBLISHED:
        raise NotFound
    slots = [slot for slot in queries.list_coming(db.session(), one.id, clock.now()) if slot.state is SlotState.OPEN]
    return render_template("showcase/project.html", one=one, slots=slots, **words())
