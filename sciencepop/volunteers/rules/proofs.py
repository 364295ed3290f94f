"""The proof of service (志愿服务记录证明): its states, its number, what it says, and its digest.

民发〔2015〕149号: four blocks, a numbered register, internal publication of seven days or more, free of charge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sciencepop.core.sealed import canonical as canonical
from sciencepop.core.sealed import digest_of as digest_of
from sciencepop.core.sealed import in_fours as in_fours
from sciencepop.core.sealed import masked as masked
from sciencepop.volunteers.rules.hours import half_hours

LEAST_DAYS = 7
"""The law's own minimum of the internal publication; a setting may only make it longer."""
MOST_OPEN = 5
"""Proofs that one person may have under way at a time."""
MOST_OBJECTIONS = 10
"""Objections of one person that wait for a decision."""
MOST_MESSAGES = 20
"""What is passed on about one objection."""


class ProofState(StrEnum):
    """requested → published → issued → revoked; a request may be refused, and a volunteer may take one back."""

    REQUESTED = "requested"
    PUBLISHED = "published"
    ISSUED = "issued"
    REVOKED = "revoked"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


S = ProofState
NEXT: dict[ProofState, frozenset[ProofState]] = {
    S.REQUESTED: frozenset({S.PUBLISHED, S.REFUSED, S.WITHDRAWN}),
    S.PUBLISHED: frozenset({S.ISSUED, S.REQUESTED, S.REFUSED, S.WITHDRAWN}),
    S.ISSUED: frozenset({S.REVOKED}),
    S.REVOKED: frozenset(),
    S.REFUSED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
"""What may follow. A published one goes back to REQUESTED when the hours changed meanwhile: it is published again."""
NUMBERED = (S.ISSUED, S.REVOKED)
UNDER_WAY = (S.REQUESTED, S.PUBLISHED)


class Outcome(StrEnum):
    """What became of an objection. LAPSED: the proof, or whoever objected, was gone before anybody decided."""

    UPHELD = "upheld"
    DISMISSED = "dismissed"
    LAPSED = "lapsed"


class ProofRefusal(StrEnum):
    NAME_MISSING = "name_missing"
    NOTHING_TO_PROVE = "nothing_to_prove"
    DATES_WRONG = "dates_wrong"
    TOO_MANY = "too_many"
    NOT_NOW = "not_now"
    OWN_PROOF = "own_proof"
    REASON_MISSING = "reason_missing"
    OBJECTED_ALREADY = "objected_already"
    TOO_MANY_OBJECTIONS = "too_many_objections"
    DECIDED_ALREADY = "decided_already"
    OWN_OBJECTION = "own_objection"
    TOO_MANY_MESSAGES = "too_many_messages"


@dataclass(frozen=True)
class ProofPolicy:
    """Who issues, table `[service_proof]` of the district's file. `series` begins every serial number."""

    series: str = "ZY"
    published_days: int = LEAST_DAYS
    issuer: str = ""
    responsible: str = ""
    contact: str = ""


def read_proof_policy(section: Mapping[str, Any]) -> ProofPolicy:
    """The policy of a settings table. ValueError for unknown names, and for a shorter publication than the law's."""
    known = {field.name: field.type for field in fields(ProofPolicy)}
    for name, value in section.items():
        if name not in known or type(value).__name__ != known[name]:
            raise ValueError(f"service_proof: {name} = {value!r} is not a setting of this kind")
    policy = ProofPolicy(**section)
    if policy.published_days < LEAST_DAYS:
        raise ValueError(f"service_proof: published_days must be {LEAST_DAYS} or more (民发〔2015〕149号)")
    return policy


def serial_of(policy: ProofPolicy, year: int, number: int) -> str:
    """The number in the register: ZY-2026-000123."""
    return f"{policy.series}-{year}-{number:06d}"


def published_until(published_at: datetime, policy: ProofPolicy) -> datetime:
    """When whole days of publication are over."""
    return published_at + timedelta(days=policy.published_days)


def refuse_request(
    *, has_name: bool, from_on: date, until_on: date, today: date, minutes: int, under_way: int
) -> ProofRefusal | None:
    """Why no proof can be asked for this time. One without a name could be filled in by anybody."""
    if not has_name:
        return ProofRefusal.NAME_MISSING
    if not from_on <= until_on <= today:
        return ProofRefusal.DATES_WRONG
    if minutes < 30:
        return ProofRefusal.NOTHING_TO_PROVE
    return ProofRefusal.TOO_MANY if under_way >= MOST_OPEN else None


def refuse_objection(
    *, state: ProofState, is_own: bool, has_objected: bool, open_objections: int
) -> ProofRefusal | None:
    """Why somebody cannot object to a proof: while it is published, about others, once, and not about everybody."""
    if state is not ProofState.PUBLISHED:
        return ProofRefusal.NOT_NOW
    if is_own:
        return ProofRefusal.OWN_PROOF
    if has_objected:
        return ProofRefusal.OBJECTED_ALREADY
    return ProofRefusal.TOO_MANY_OBJECTIONS if open_objections >= MOST_OBJECTIONS else None


def refuse_decision(*, is_decided: bool, is_own_objection: bool, is_own_proof: bool) -> ProofRefusal | None:
    """Why an officer cannot decide on an objection: once, and by somebody whom it does not concern."""
    if is_decided:
        return ProofRefusal.DECIDED_ALREADY
    if is_own_objection:
        return ProofRefusal.OWN_OBJECTION
    return ProofRefusal.OWN_PROOF if is_own_proof else None


def may_become(before: ProofState, after: ProofState) -> bool:
    """Whether the second state may follow the first."""
    return after in NEXT[before]


def half_masked(name: str) -> str:
    """A name on a device that its owner stands before: first and last character of three or more."""
    name = name.strip()
    return f"{name[0]}＊{name[-1]}" if len(name) > 2 else masked(name)


def service_of(entries: list[dict[str, Any]], *, from_on: date, until_on: date) -> dict[str, Any]:
    """The second block: the time in hours, and every entry it is made of."""
    minutes = sum(int(entry["minutes"]) for entry in entries)
    span = f"{from_on:%Y-%m-%d} 至 {until_on:%Y-%m-%d}"
    return {"span": span, "minutes": minutes, "hours": half_hours(minutes), "entries": entries}
