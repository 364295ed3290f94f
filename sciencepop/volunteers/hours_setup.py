"""What hours and proofs ask of the application: settings that are right, jobs, checks, files, and privacy."""

from __future__ import annotations

from flask import Flask


def init_hours(app: Flask) -> None:
    """Bind jobs, checks and files. ValueError where the district's file is wrong."""
    from sciencepop.accounts import privacy
    from sciencepop.core import documents, jobs
    from sciencepop.core import invariants as doctor
    from sciencepop.volunteers import hours_invariants, hours_policy, proof_paper
    from sciencepop.volunteers.services import count, hours_exceptions, hours_privacy, proofs

    hours_policy.hours_policy(app)
    hours_policy.proof_policy(app)
    documents.register(proof_paper.KIND, proof_paper.read_paper)
    jobs.every_minute(count.count_shifts)
    jobs.every_minute(proofs.issue_due)
    jobs.every_minute(hours_exceptions.tell_exceptions)
    doctor.register("volunteers.hours", hours_invariants.checks)
    privacy.on_export("volunteer_hours", hours_privacy.export_hours)
    privacy.on_close(hours_privacy.leave_hours)
