"""Pages that say how the site treats people: privacy and minors, accessibility."""

from __future__ import annotations

from flask import render_template

from sciencepop.campaigns.settings import settings
from sciencepop.core.access import public
from sciencepop.core.pagecache import cached
from sciencepop.district.views import bp
from sciencepop.recommend.services.online import KEPT as LISTS_KEPT


@bp.get("/privacy")
@public
@cached
def privacy() -> str:
    return render_template("district/privacy.html", list_days=LISTS_KEPT.days, letter_days=settings().letters_kept.days)


@bp.get("/accessibility")
@public
@cached
def accessibility() -> str:
    return render_template("district/accessibility.html")
