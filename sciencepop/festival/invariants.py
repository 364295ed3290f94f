"""What must always hold of the festival; `flask doctor` asks."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.festival.models import (
    Block,
    Edition,
    EditionEvent,
    EditionState,
    Offer,
    Outcome,
    Postponed,
    Postponement,
    PostponementState,
    Proposal,
    ProposalState,
    Release,
    Speaker,
)
from sciencepop.festival.queries.releases import list_lines
from sciencepop.festival.rules.items import digest
from sciencepop.festival.rules.postponing import UNDERWAY
from sciencepop.festival.vocabulary import vocabulary

MOST = 50


def checks() -> list[str]:
    """All breaches, at most MOST of each kind."""
    return [*days_within(), *known_words(), *intact_releases(), *late_work(), *whole_postponements(), *converted()]


def days_within() -> list[str]:
    """Blocks and offers lie within their edition, and an event's block is one of the same edition."""
    told = []
    for model in (Block, Offer):
        outside = (model.from_on < Edition.from_on) | (model.until_on > Edition.until_on)
        found = select(model.id).join(Edition, model.edition_id == Edition.id).where(outside).limit(MOST)
        told += [f"{model.__tablename__} {number} lies outside of its edition." for number in db.session.scalars(found)]
    foreign = select(EditionEvent.event_id).join(Block, EditionEvent.block_id == Block.id)
    foreign = foreign.where(Block.edition_id != EditionEvent.edition_id).limit(MOST)
    return told + [f"Event {number} is in a block of another edition." for number in db.session.scalars(foreign)]


def known_words() -> list[str]:
    """Slugs of themes that the district's file does not know."""
    themes = vocabulary().themes
    return [
        f"Edition {code} has an unknown theme {slug}."
        for code, slugs in db.session.execute(select(Edition.code, Edition.themes))
        for slug in slugs
        if slug not in themes
    ][:MOST]


def intact_releases() -> list[str]:
    """The latest releases still say what they said when they were cut."""
    found = select(Release).order_by(Release.id.desc()).limit(5)
    return [
        f"Release {release.number} of edition {release.edition_id} does not fit its digest."
        for release in db.session.scalars(found)
        if digest(list_lines(db.session(), release)) != release.digest
    ]


def late_work() -> list[str]:
    """The worker moves and tells within minutes."""
    old = clock.now() - timedelta(minutes=30)
    moving = select(Postponement.id).where(Postponement.state.in_(UNDERWAY), Postponement.made_at < old)
    untold = select(Release.id).where(Release.told_at.is_(None), Release.cut_at < old)
    return [
        *(f"Postponement {number} is not finished: is the worker running?" for number in db.session.scalars(moving)),
        *(f"Nobody was told of release {number}: is the worker running?" for number in db.session.scalars(untold)),
    ]


def whole_postponements() -> list[str]:
    """What is finished has nothing left to move."""
    wrong = select(Postponed.postponement_id).join(Postponement, Postponed.postponement_id == Postponement.id)
    waiting = (Postponement.state == PostponementState.MOVED) & (Postponed.outcome == Outcome.WAITING)
    undone = (Postponement.state == PostponementState.UNDONE) & Postponed.outcome.in_((Outcome.WAITING, Outcome.MOVED))
    rows = db.session.scalars(wrong.where(waiting | undone).distinct().limit(MOST))
    return [f"Postponement {number} is told to be finished and is not." for number in rows]


def converted() -> list[str]:
    """Only what was accepted has become an event, and what is closed has figures."""
    taken = (ProposalState.ACCEPTED, ProposalState.CONDITIONAL)
    wrong = select(Proposal.code).where(Proposal.event_id.is_not(None), Proposal.state.not_in(taken)).limit(MOST)
    kept = select(Edition.code).join(Speaker, Speaker.edition_id == Edition.id)
    kept = kept.where(Edition.state == EditionState.CLOSED).distinct().limit(MOST)
    shown = select(Edition.code).where(Edition.state == EditionState.CLOSED, Edition.figures_at.is_(None)).limit(MOST)
    return [
        *(f"Proposal {code} was not accepted and is an event." for code in db.session.scalars(wrong)),
        *(f"Edition {code} is closed without figures." for code in db.session.scalars(shown)),
        *(f"Edition {code} is closed and keeps addresses of speakers." for code in db.session.scalars(kept)),
    ]
