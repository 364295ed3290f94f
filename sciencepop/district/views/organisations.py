"""Organisations that registered: which of them the district knows to be real."""

from __future__ import annotations

from typing import cast

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from sciencepop.accounts import services
from sciencepop.accounts.models import Person
from sciencepop.accounts.organisation_words import KINDS
from sciencepop.accounts.queries.organisations import page_of_organisations
from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import Form
from sciencepop.core.paging import decode_cursor, encode_cursor
from sciencepop.district.views import bp

ROWS = 50


@bp.get("/district/organisations")
@officer
def organisations() -> str:
    """Those that nobody verified yet, or those that were."""
    verified = request.args.get("verified") == "1"
    cursor = decode_cursor(request.args.get("after", ""), (int,))
    after = cursor[0] if cursor and 0 <= cursor[0] < 2**63 else 0
    rows = page_of_organisations(db.session(), verified=verified, after_id=after, limit=ROWS + 1)
    following = encode_cursor(rows[ROWS - 1].id) if len(rows) > ROWS else ""
    chosen = "1" if verified else None
    return render_template(
        "district/organisations.html",
        rows=rows[:ROWS],
        verified=verified,
        kinds=KINDS,
        action=Form(formdata=None),
        next_url=url_for("district.organisations", verified=chosen, after=following) if following else "",
        first_url=url_for("district.organisations", verified=chosen) if after else "",
    )


@bp.post("/district/organisations/<int:id>/verify")
@officer
def verify_organisation(id: int) -> Response:
    """Mark an organisation as verified, or take the mark away."""
    if not Form().validate_on_submit():
        abort(400)
    wanted = request.form.get("verified") == "1"
    services.verify_organisation(id, is_verified=wanted, by=cast(Person, current_user), now=clock.now())
    flash(_("已标为核实。") if wanted else _("已取消核实。"))
    return redirect(url_for("district.organisations", verified=None if wanted else "1"), 303)


lead_again(lambda _result, **_found: url_for("district.organisations"), verify_organisation)
