"""What care asks of the application: settings that are right, jobs, checks, and privacy."""

from __future__ import annotations

from flask import Flask


def init_care(app: Flask) -> None:
    """Bind jobs and checks. ValueError where the district's file is wrong."""
    from sciencepop.accounts import privacy
    from sciencepop.core import invariants as doctor
    from sciencepop.core import jobs
    from sciencepop.volunteers import care_invariants, care_policy
    from sciencepop.volunteers.services import (
        care_morning,
        care_privacy,
        feedback,
        reminders,
        sanctions,
        team,
        training,
    )

    care_policy.care_policy(app)
    for job in (
        training.forget_tries,
        team.forget_messages,
        feedback.forget_notes,
        sanctions.forget_sanctions,
    ):
        jobs.daily(job)
    jobs.every_minute(care_morning.write_in_the_morning)
    jobs.every_minute(reminders.remind_due)
    doctor.register("volunteers.care", care_invariants.checks)
    privacy.on_export("volunteer_care", care_privacy.export_care)
    privacy.on_close(care_privacy.leave_care)
