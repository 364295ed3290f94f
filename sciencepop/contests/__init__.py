"""Contests (竞赛): teams hand in work, a jury that does not know whose it is gives marks, and the result is public.

A base or the district organises a contest, on its own or as part of an edition of the festival; an officer publishes it
(`rules.states`). It has rounds. A captain registers a team and hands in; its members are adults with an account, or
children whom their guardian entered with a consent of its own (`services.teams`). Nobody is in two teams of a contest.

A round takes entries until its hour, is judged, ranked by the organiser, published, objected to for some days, and is
final; only the steps of `rules.states.ROUND_STEPS` exist. The jury gets blind numbers and files without names. Who
judges what is computed from a seed, evenly and around conflicts (`rules.jury`): own team, own child, own organisation,
own town where the contest says so, and whatever a juror declares. Marks, ranks, promotion and awards are pure
(`rules.ranking`, docs/adr/0039).

Dangerous: whatever a juror sees must not say whose work it is: neither the name of a file, nor the team, nor the order
of entering. Scores are seen by nobody but their juror until the round is ranked. Names of members are for the team, the
organiser and the certificate; the public result shows the first character, unless the whole name was consented to
(`words.shown_name`). Files and such names go three months after the contest (`services.privacy`).

Whoever moves a round holds the contest; teams and jurors share it (`queries.contests`).
"""

from __future__ import annotations

from flask import Flask

from sciencepop.contests import models  # noqa: F401 - the tables must be known before they are used


def init_app(app: Flask) -> None:
    """Bind the feature's pages, jobs and checks."""
    from sciencepop.accounts import privacy
    from sciencepop.contests import asked, certificate_paper, invariants, sections, services
    from sciencepop.contests.services import privacy as own
    from sciencepop.contests.to_do import SOURCES
    from sciencepop.contests.views import bp
    from sciencepop.core import invariants as doctor
    from sciencepop.core import jobs
    from sciencepop.core.to_do import register as register_to_do
    from sciencepop.festival import hooks

    app.register_blueprint(bp)
    register_to_do("contests", *SOURCES)
    certificate_paper.register()
    asked.register()
    hooks.on_edition_page(sections.contests_section)
    privacy.on_export("contests", own.export_contests)
    privacy.on_close(own.leave_contests)
    privacy.on_child_left(own.child_left)
    jobs.daily(services.forget_finished)
    doctor.register("contests", invariants.checks)
