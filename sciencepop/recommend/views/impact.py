"""The assessment of what recommendations do to people (个人信息保护法 art. 55, 56), from the facts as they are."""

from __future__ import annotations

from flask import render_template

from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.db import db
from sciencepop.core.reference import get_reference
from sciencepop.recommend.engine.features import FEATURES
from sciencepop.recommend.queries.impact import read_groups, read_use
from sciencepop.recommend.queries.kept import find_snapshot, list_trainings
from sciencepop.recommend.services.exposure import KEPT
from sciencepop.recommend.services.ledger import count_starved
from sciencepop.recommend.services.online import KEPT as LISTS_KEPT
from sciencepop.recommend.shelf import get_shelves
from sciencepop.recommend.views import bp
from sciencepop.recommend.views.choosing import KEPT as CHOICE_KEPT


@bp.get("/district/recommendations")
@officer
def impact() -> str:
    session, now = db.session(), clock.now()
    many, starved = count_starved(now)
    return render_template(
        "recommend/impact.html",
        use=read_use(session),
        groups=read_groups(session, [slug for slug, row in get_reference().audiences.items() if row.stage], now),
        snapshot=find_snapshot(session),
        weights=get_shelves().get(now).weights,
        trainings=list_trainings(session),
        many=many,
        starved=starved,
        exposure_days=KEPT.days,
        list_days=LISTS_KEPT.days,
        choice_days=CHOICE_KEPT.days,
        features=len(FEATURES),
    )
