"""How lists are made, in words and with the weights that rank at this moment; and what bases were shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for

from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.pagecache import cached
from sciencepop.programme.views.wording import page_links
from sciencepop.recommend.engine.exposure import PROMISE
from sciencepop.recommend.engine.features import FEATURES as TABLE
from sciencepop.recommend.engine.features import ROW, Reason
from sciencepop.recommend.engine.rerank import Rules
from sciencepop.recommend.engine.trial import EXPLORED
from sciencepop.recommend.engine.weights import Stage, Weights
from sciencepop.recommend.rule_words import FEATURES, REASONS, STAGES
from sciencepop.recommend.services.ledger import read_standing
from sciencepop.recommend.services.online import KEPT
from sciencepop.recommend.settings import settings
from sciencepop.recommend.shelf import AHEAD, FORTNIGHT, get_shelves
from sciencepop.recommend.views import bp


@dataclass(frozen=True)
class Row:
    """One number by which sessions are judged, with what it is worth to each kind of person."""

    words: Any
    is_against: bool
    weights: list[float]


@bp.get("/for-you/rules")
@public
@cached
def ranking_rules() -> str:
    """The rules, from the weights in use."""
    shelf = get_shelves().get(clock.now())
    return render_template(
        "recommend/rules.html",
        families=[(REASONS[reason], _rows(reason, shelf.weights)) for reason in Reason],
        stages=list(STAGES.values()),
        weights=shelf.weights,
        is_own=shelf.is_own,
        counted_at=shelf.counted_at,
        rules=Rules(),
        promise=round(PROMISE * 100),
        measured=settings(),
        days_ahead=AHEAD.days,
        list_days=KEPT.days,
        explored=EXPLORED,
        links=page_links(url_for(".ranking_rules")),
    )


@bp.get("/for-you/exposure")
@public
def exposure() -> str:
    """What each base was shown in the last fortnight, and what it is owed."""
    return render_template(
        "recommend/exposure.html",
        rows=read_standing(clock.now()),
        promise=round(PROMISE * 100),
        days=FORTNIGHT.days,
        links=page_links(url_for(".exposure")),
    )


def _rows(reason: Reason, weights: Weights) -> list[Row]:
    return [
        Row(
            FEATURES[feature.name],
            feature.sign < 0,
            [round(float(weights.stages[stage][ROW[feature.name]]), 2) for stage in Stage],
        )
        for feature in TABLE
        if feature.reason is reason
    ]
