"""The settings of hours and proofs, from the tables of the district's file."""

from __future__ import annotations

from flask import Flask

from sciencepop.core.reference import get_reference
from sciencepop.volunteers.rules.hours import HoursPolicy, read_hours_policy
from sciencepop.volunteers.rules.proofs import ProofPolicy, read_proof_policy


def hours_policy(app: Flask | None = None) -> HoursPolicy:
    """When hours are counted and locked. ValueError where the file is wrong; asked when the site starts."""
    return read_hours_policy(get_reference(app).sections.get("volunteer_hours", {}))


def proof_policy(app: Flask | None = None) -> ProofPolicy:
    """Who issues proofs of service, and how long they are published first. ValueError where the file is wrong."""
    return read_proof_policy(get_reference(app).sections.get("service_proof", {}))
