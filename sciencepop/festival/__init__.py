"""The science festival (科技节): editions, their programme and its releases, and the open call.

An edition has days, blocks, venues, people behind it, and offers of bases. Events of any base belong to it (and may to
another one); its items are their occurrences on its days, never rows of their own, so nothing can differ from what is
booked. Where an item is, is told by where its occurrence is: at a base that is a venue, or at a place of that name.

The public programme lists what the latest release announced, with time, place and state as they are now: a release
decides what is public in the programme, and nobody travels by a time that is no longer true. Releases are kept whole,
so the programme of any day can be read again. A release writes to those whom it concerns and who were not told already
(`services.releases`).

Officers write editions; managers of bases go on writing their events. Reviewers are people named for a department of
the joint conference; they score proposals, never their own, and officers decide (`services.proposals`).

Speakers are names; planners may note an address for one, which is used for letters about their sessions alone and goes
when the edition is closed (`services.speakers`).

Dangerous: postponing an edition moves hundreds of sessions with thousands of bookings (`services.postpone`,
docs/adr/0036). What is closed stays as it was: its figures are frozen and its pages stay. Public pages know no person;
a personal agenda lives in its link and on the device.
"""

from __future__ import annotations

from flask import Flask

from sciencepop.festival import models  # noqa: F401 - the tables must be known before they are used


def init_app(app: Flask) -> None:
    """Bind the feature's pages, jobs and checks."""
    from sciencepop.accounts import privacy
    from sciencepop.bookings.hooks import explain_bundles_with
    from sciencepop.core import invariants as doctor
    from sciencepop.core import jobs
    from sciencepop.core.to_do import register as register_to_do
    from sciencepop.festival import asked, invariants, papers, sections, vocabulary
    from sciencepop.festival.services import editions, postpone, releases, speakers
    from sciencepop.festival.services import privacy as own
    from sciencepop.festival.to_do import SOURCES
    from sciencepop.festival.views import bp

    vocabulary.init_app(app)
    papers.register()
    asked.register()
    app.register_blueprint(bp)
    register_to_do("festival", *SOURCES)
    privacy.on_export("festival", own.export)
    privacy.on_close(own.leave)
    sections.init_app()
    explain_bundles_with("postponement", postpone.why)
    jobs.every_minute(editions.begin_editions)
    jobs.every_minute(postpone.move_postponed)
    jobs.every_minute(speakers.tell_speakers_of_postponements)
    jobs.every_minute(releases.tell_releases)
    doctor.register("festival", invariants.checks)
