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
from sciencepop.campaigns.letters import digest_letter, entry_of, time_entry
from sciencepop.campaigns.models import Digest, Reader
from sciencepop.campaigns.settings import settings
from sciencepop.core.letter import Entry, Letter
from sciencepop.programme.finder import get_finder, moment_of
from sciencepop.programme.queries.cards import Card, list_cards
from sciencepop.programme.rules.search import Search
from sciencepop.programme.seasons import TimeOfYear, find_times
from sciencepop.recommend.queries.person import is_off
from sciencepop.recommend.rules.tastes import NOBODY
from sciencepop.recommend.services.suggest import Suggestion, suggest, tastes_of, tastes_of_audience
from sciencepop.recommend.shelf import get_shelves
from sciencepop.recommend.words import sentence

LOOKED_AT = 4
"""So many times more than are told are asked for where the reader named ages, because some do not fit."""


@dataclass(frozen=True)
class Chosen:
    """What a letter tells of. `is_personal`: the reader's own tags were asked, not only their audiences. `times`
    are the time of the year for these audiences."""

    shown: Sequence[Suggestion]
    cards: Sequence[Card]
    is_personal: bool
    times: Sequence[TimeOfYear] = ()

    def entries(self) -> list[Entry]:
        """As the letter says it, in the language that is being written."""
        return [
            entry_of(card, _("为什么：%(reasons)s", reasons=_("；").join(sentence(told) for told in one.told)))
            for one, card in zip(self.shown, self.cards, strict=True)
        ]

    def letter(self, digest: Digest, reader: Reader) -> tuple[Letter, str]:
        """The digest in the language that is being written, and the path of the page that shows more."""
        path = "/for-you" if self.is_personal else "/events"
        times = [time_entry(one) for one in self.times]
        return digest_letter(digest, reader, self.entries(), path, is_personal=self.is_personal, times=times), path


@dataclass
class Chooser:
    """Chooses for the readers of a portion; what is the same for many is asked for once."""

    session: Session
    now: datetime
    _cards: dict[int, Card] = field(default_factory=dict)
    _times: dict[tuple[str, ...], list[TimeOfYear]] = field(default_factory=dict)
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
        times = self._times_for(tuple(reader.audiences)) if kept else []
        return Chosen([one for one, _card in kept], [card for _one, card in kept], is_personal, times)

    def _times_for(self, audiences: tuple[str, ...]) -> list[TimeOfYear]:
        if audiences not in self._times:
            index, moment = get_finder().index(self.now), moment_of(self.now)
            among = Search(audiences=(*audiences, *get_shelves().for_all) if audiences else ())
            self._times[audiences] = find_times(index, moment, moment.today, among)
        return self._times[audiences]

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
