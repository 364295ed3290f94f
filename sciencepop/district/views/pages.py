"""Pages that say how the site treats people: privacy and minors, accessibility."""

from __future__ import annotations

from flask import render_template

from sciencepop.core.access import public
from sciencepop.core.pagecache import cached
from sciencepop.district.views import bp


@bp.get("/privacy")
@public
@cached
def privacy() -> str:
    return render_template("district/privacy.html")


@bp.get("/accessibility")
@public
@cached
def accessibility() -> str:
    return render_template("district/accessibility.html")
