"""The officer's desk: campaigns, and who of each audience is reached and who is not."""

from __future__ import annotations

from flask import render_template, request
from sqlalchemy.orm import Session

from sciencepop.campaigns.forms import EVERYONE
from sciencepop.campaigns.models import Carrier
from sciencepop.campaigns.queries.campaigns import fate_of, list_digests, page_of_campaigns
from sciencepop.campaigns.queries.reach import REACHED, count_digest_readers, count_reach
from sciencepop.campaigns.rules.aims import Aim
from sciencepop.campaigns.rules.cells import Cell, shown, shown_alone, shown_total
from sciencepop.campaigns.settings import settings
from sciencepop.campaigns.views import bp
from sciencepop.campaigns.views.pressing import Answer, told, words
from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.db import db
from sciencepop.core.reference import get_reference

DIGESTS = 8


@bp.get("/district/campaigns")
@officer
def desk() -> Answer:
    """Campaigns, newest first, and the last digests."""
    session, cursor = db.session(), request.args.get("after", "")
    digests = [(digest, told(fate_of(session, digest))) for digest in list_digests(session, DIGESTS)]
    page = page_of_campaigns(session, cursor)
    return render_template(
        "campaigns/desk.html",
        page=page,
        paged=bool(cursor),
        digests=digests,
        leaves_at=settings().weekly.following(clock.local(clock.now())),
        **words(),
    )


@bp.get("/district/reach")
@officer
def reach() -> Answer:
    """Of whom each audience consists, as far as it may be shown."""
    session = db.session()
    slugs = [slug for slug in get_reference().audiences if slug != EVERYONE]
    rows = [(slug, *_row(session, Aim(audiences=(slug,)), slug)) for slug in slugs]
    rows.append(("", *_row(session, Aim(), "")))
    return render_template("campaigns/reach.html", rows=rows, **words())


def _row(session: Session, aim: Aim, slug: str) -> tuple[Cell, dict[str, Cell], Cell]:
    """Total, cells and readers of the digest."""
    least = settings().least_shown
    cells = count_reach(session, aim, list(Carrier), clock.now())
    seen, digests = shown(cells, least, kept=REACHED), count_digest_readers(session, slug)
    return shown_total(cells, seen, least), seen, shown_alone(digests, least)
