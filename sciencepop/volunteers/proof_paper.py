"""What a proof of service says: its signed payload, and the paper that the worker makes of it.

The payload is all of it, so the paper, the page that checks it and the digest cannot differ. It is Chinese in every
language of the site: the law's form is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core import signing
from sciencepop.core.clock import local
from sciencepop.core.documents import Paper
from sciencepop.core.reference import get_reference
from sciencepop.volunteers.hours_policy import proof_policy
from sciencepop.volunteers.models import HoursEntry, ServiceProof, Volunteer
from sciencepop.volunteers.queries.hours import minutes_of
from sciencepop.volunteers.roles import role_name
from sciencepop.volunteers.rules.hours import HoursKind
from sciencepop.volunteers.rules.proofs import ProofState, in_fours, service_of

KIND = "service_proof"
PURPOSE = "service-proof"
ROLES = {HoursKind.TRAINING: "培训", HoursKind.SELF_REPORT: "自报"}


def entries_of(entries: Iterable[HoursEntry]) -> list[dict[str, Any]]:
    """The lines of a proof: every entry as it stands after corrections; what stands at nothing is left out."""
    return [
        {"on": entry.served_on.isoformat(), "what": entry.what, "role": _role_of(entry), "minutes": minutes_of(entry)}
        for entry in entries
        if minutes_of(entry)
    ]


def _role_of(entry: HoursEntry) -> str:
    if entry.assignment is None:
        return ROLES.get(entry.kind, "")
    return role_name(entry.assignment.need.role)


def payload_of(
    proof: ServiceProof, volunteer: Volunteer, handler: Person | None, entries: list[dict[str, Any]]
) -> dict[str, Any]:
    """The four blocks, as they were on the day of issue. The number is given only where the city confirmed it."""
    policy, district = proof_policy(), get_reference().district
    assert proof.published_at and proof.publish_until and proof.issued_at
    is_confirmed = volunteer.number_state.value == "verified"
    return {
        "version": 1,
        "serial": proof.serial,
        "code": proof.code,
        "is_sample": proof.is_sample,
        "volunteer": {"name": proof.name, "number": volunteer.number if is_confirmed else ""},
        "service": service_of(entries, from_on=proof.from_on, until_on=proof.until_on),
        "issuer": {
            "name": policy.issuer or district.host_zh,
            "responsible": policy.responsible,
            "handler": handler.name if handler else "",
            "contact": policy.contact or district.phone,
        },
        "issued_on": _day(proof.issued_at),
        "published": f"{_day(proof.published_at)} 至 {_day(proof.publish_until)}",
        "notes": _notes(proof),
    }


def _notes(proof: ServiceProof) -> str:
    notes = [proof.batch] if proof.batch else []
    if proof.supersedes:
        notes.append(f"代替已撤销的 {proof.supersedes.serial}")
    return "；".join(notes)


def _day(moment: datetime) -> str:
    return f"{local(moment):%Y-%m-%d}"


def sign_payload(payload: dict[str, Any]) -> str:
    """The site's signature over every byte of a payload."""
    return signing.sign_payload(PURPOSE, payload)


def is_intact(proof: ServiceProof) -> bool:
    """Whether what is stored is still what was signed."""
    return signing.is_signed(PURPOSE, proof.payload, proof.digest, proof.signature)


def link_of(code: str) -> str:
    """The address that the QR code says: it opens the page that checks a proof."""
    return f"{current_app.extensions['config'].public_url}/proof/{code}"


def read_paper(session: Session, code: str) -> Paper | None:
    """The paper of an issued proof; None for one that was revoked since."""
    found = select(ServiceProof).where(ServiceProof.code == code, ServiceProof.state == ProofState.ISSUED)
    proof = session.scalar(found)
    if proof is None or proof.issued_at is None:
        return None
    link = link_of(code)
    facts = proof.payload | {"code_shown": in_fours(code), "link": link, "digest": proof.digest}
    return Paper("service_proof", facts, proof.issued_at, link)
