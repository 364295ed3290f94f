"""The tables of the festival."""

from sciencepop.festival.models.calls import Call, CallReviewer, Proposal, ProposalScore
from sciencepop.festival.models.editions import (
    Block,
    Edition,
    EditionEvent,
    Offer,
    Party,
    Room,
    Speaker,
    Venue,
)
from sciencepop.festival.models.releases import Postponed, Postponement, Release, ReleaseItem, Star
from sciencepop.festival.rules.editions import EditionState, OfferKind, PartyRole
from sciencepop.festival.rules.items import ItemChange
from sciencepop.festival.rules.postponing import Outcome, PostponementState
from sciencepop.festival.rules.proposals import ProposalState, ProposerKind

__all__ = [
    "Block",
    "Call",
    "CallReviewer",
    "Edition",
    "EditionEvent",
    "EditionState",
    "ItemChange",
    "Offer",
    "OfferKind",
    "Outcome",
    "Party",
    "PartyRole",
    "Postponed",
    "Postponement",
    "PostponementState",
    "Proposal",
    "ProposalScore",
    "ProposalState",
    "ProposerKind",
    "Release",
    "ReleaseItem",
    "Room",
    "Speaker",
    "Star",
    "Venue",
]
