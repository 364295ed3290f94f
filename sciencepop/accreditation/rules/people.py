"""Who may look at a case and who may decide it: recusal, conflicts, four eyes, and what experts' scores come to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sciencepop.accreditation.rules.refusals import Refusal


@dataclass(frozen=True)
class Bounds:
    """How many experts a base may ask to leave out, how many go and look, and how many score."""

    recusals_most: int
    visitors_least: int
    experts_least: int
    experts_most: int


@dataclass(frozen=True)
class Hands:
    """Who has had a part in a case, by the numbers of their accounts."""

    base_people: frozenset[int] = frozenset()
    town_people: frozenset[int] = frozenset()
    acceptors: frozenset[int] = frozenset()
    visitors: frozenset[int] = frozenset()
    experts: frozenset[int] = frozenset()
    accusers: frozenset[int] = frozenset()


def refuse_expert(
    person_id: int, hands: Hands, recused: Collection[int], named_by: int | None = None
) -> Refusal | None:
    """Why somebody may not score a case: the base asked them not to, they have a part in it or name themselves."""
    if person_id in recused:
        return Refusal.EXPERT_RECUSED
    own = hands.base_people | hands.town_people | hands.acceptors | hands.visitors
    return Refusal.EXPERT_CONFLICT if person_id in own or person_id == named_by else None


def refuse_experts(count: int, bounds: Bounds) -> Refusal | None:
    return None if bounds.experts_least <= count <= bounds.experts_most else Refusal.EXPERT_COUNT


def refuse_decider(person_id: int, hands: Hands) -> Refusal | None:
    """Four eyes: who gave the town's opinion, accepted, visited, scored, accused or is of the base, does not decide."""
    own = hands.town_people | hands.acceptors | hands.visitors | hands.experts | hands.accusers | hands.base_people
    return Refusal.FOUR_EYES if person_id in own else None


def refuse_recusals(reasons: Mapping[int, str], bounds: Bounds) -> Refusal | None:
    """At most so many, each with its reason."""
    is_bad = len(reasons) > bounds.recusals_most or not all(reasons.values())
    return Refusal.RECUSALS if is_bad else None


def refuse_scores(scores: Mapping[str, int | None], weights: Mapping[str, int]) -> Refusal | None:
    """Every dimension has a whole score from 0 to its weight."""
    given = {slug: scores.get(slug) for slug in weights}
    is_bad = any(score is None or not 0 <= score <= weights[slug] for slug, score in given.items())
    return Refusal.SCORES_MISSING if is_bad else None


def mean_total(all_scores: Sequence[Mapping[str, int]]) -> float | None:
    """The mean of the experts' totals; None where nobody has scored."""
    totals = [sum(scores.values()) for scores in all_scores]
    return sum(totals) / len(totals) if totals else None
