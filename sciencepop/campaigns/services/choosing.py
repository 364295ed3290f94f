"""What the digest of a reader tells of: the one place in which it is decided, by the door of the recommender.

Who has an account with suggestions on gets the list that their own page shows at that moment. Where they are off, and
for an address alone, it is what anybody of these audiences would get; or nothing, where the person chose that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain, zip_longest

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.campaigns.letters import entry_of
from sciencepop.campaigns.models import Reader
from sciencepop.campaigns.settings import settings
from sciencepop.core.letter import Entry
from sciencepop.programme.queries.cards import Card, list_cards
from sciencepop.recommend.queries.person import is_off
from sciencepop.recommend.rules.tastes import NOBODY
from sciencepop.recommend.services.suggest import Suggestion, suggest, tastes_of, tastes_of_audience
from sciencepop.recommend.words import sentence

LOOKED_AT = 4
"""So many times more than are told are asked for where the reader named ages, because some do not fit."""


@dataclass(frozen=True)
class Chosen:
    """What a letter tells of. `is_personal`: the reader's own tags were asked, not only their audiences."""

    shown: Sequence[Suggestion]
    cards: Sequence[Card]
    is_personal: bool

    def entries(self) -> list[Entry]:
        """As the letter says it, in the language that is being written."""
        return [
            entry_of(card, _("为什么：%(reasons)s", reasons=_("；").join(sentence(told) for told in one.told)))
            for one, card in zip(self.shown, self.cards, strict=True)
        ]


@dataclass
class Chooser:
    """Chooses for the readers of a portion; what is the same for many is asked for once."""

    session: Session
    now: datetime
    _cards: dict[int, Card] = field(default_factory=dict)
    _general: dict[tuple[tuple[str, ...], int], list[Suggestion]] = field(default_factory=dict)

    def choose(self, reader: Reader) -> Chosen:
        """What this reader is told of; nothing where nothing fits."""
        many = settings().entries * (LOOKED_AT if reader.ages else 1)
        is_personal = reader.person is not None and not is_off(self.session, reader.person.id)
        if reader.person is not None and is_personal:
            found = self._for_person(reader.person, reader.audiences, many)
        elif reader.person is None or reader.wants_general:
            found = self._for_audiences(tuple(reader.audiences), many)
        else:
            found = []
        cards = self._read(found)
        fitting = [(one, cards[one.occurrence_id]) for one in found if one.occurrence_id in cards]
        kept = [(one, card) for one, card in fitting if _fits(card, reader.ages)][: settings().entries]
        return Chosen([one for one, _card in kept], [card for _one, card in kept], is_personal)

    def _for_person(self, person: Person, audiences: Sequence[str], many: int) -> list[Suggestion]:
        """As on the person's page, for those for whom they want the digest."""
        tastes = tastes_of(person, self.now)
        if audiences:
            tastes = replace(tastes, choice=replace(tastes.choice, audiences=tuple(audiences)))
        return suggest(tastes, many, self.now)

    def _for_audiences(self, audiences: tuple[str, ...], many: int) -> list[Suggestion]:
        """The best for each audience by turns, no event twice."""
        if (audiences, many) not in self._general:
            tastes = [tastes_of_audience(slug) for slug in audiences] or [NOBODY]
            by_turns = chain.from_iterable(zip_longest(*(suggest(one, many, self.now) for one in tastes)))
            firsts: dict[int, Suggestion] = {}
            for one in by_turns:
                if one is not None:
                    firsts.setdefault(one.event_id, one)
            self._general[audiences, many] = list(firsts.values())[:many]
        return self._general[audiences, many]

    def _read(self, found: Sequence[Suggestion]) -> dict[int, Card]:
        self._cards |= list_cards(self.session, {one.occurrence_id for one in found} - self._cards.keys())
        return self._cards


def _fits(card: Card, ages: Sequence[str]) -> bool:
    bands = [settings().ages[slug] for slug in ages if slug in settings().ages]
    return not bands or any(band.meets(card.age_min, card.age_max) for band in bands)
