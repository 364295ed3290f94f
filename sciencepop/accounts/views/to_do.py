"""What waits for me, whatever my role: every feature has put its sources into `core.to_do`."""

from __future__ import annotations

from flask import render_template

from sciencepop.accounts.views import bp
from sciencepop.accounts.views.entering import me
from sciencepop.core import clock
from sciencepop.core import to_do as registry
from sciencepop.core.access import signed_in
from sciencepop.core.db import db


@bp.get("/my/to-do")
@signed_in
def to_do() -> str:
    now = clock.now()
    piles = registry.piles_of(db.session(), me(), now)
    count = sum(pile.count for pile in piles)
    return render_template("accounts/to_do.html", piles=piles, count=count, today=clock.today())
