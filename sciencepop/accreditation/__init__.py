"""Recognition (命名与认定): what bases are named, by whom and until when, and the way to such a name in this district.

Designations: a base has any number of dated records from many authorities; what became of one is a row of its own
(`DesignationChange`), so the public list is computed for any day, past days too. Officers record them; a naming by the
district comes of a case.

Cases: a base applies in a round, its town looks first, the district accepts, at least two go and look, three to seven
experts of the round score, a lead who had no part in it decides, the public may object for some days, then it is
named; until it ends it may be told to put things right, closed for a while, given up or taken away. `rules.steps` is
the whole way as one table: who may take which step, what it needs, who is told, how long each state lasts and who is
reminded. `services.needs` has one function for each need, `services.become` alone writes a state.

Who may: a base's managers apply and answer; a town's officer (role `town_officer`) gives the first opinion; officers
of the district prepare and leads (role `lead`) decide; experts score what they are asked to; anybody objects.

Numbers, papers, weights and periods are data with days (`schemes`), never constants.

Dangerous: naming, marking and withdrawing change what the public reads at once. Papers, scores, experts' names and
objectors are for those sides alone that need them. Every verb holds the base's row, in which case and designation
change together.
"""

from __future__ import annotations

from flask import Flask

from sciencepop.accreditation import models  # noqa: F401 - the tables must be known before they are used


def init_app(app: Flask) -> None:
    """Bind the feature's pages, jobs and checks."""
    from sciencepop.accounts import privacy
    from sciencepop.accreditation import base_section, invariants, schemes, titles
    from sciencepop.accreditation.services import due
    from sciencepop.accreditation.services import privacy as own
    from sciencepop.accreditation.to_do import SOURCES
    from sciencepop.accreditation.views import bp
    from sciencepop.bases.hooks import keep_titles_with, on_base_page
    from sciencepop.core import invariants as doctor
    from sciencepop.core import jobs
    from sciencepop.core.to_do import register as register_to_do

    schemes.init_app(app)
    on_base_page(base_section.designations_section, first=True)
    keep_titles_with(titles.FromLists())
    app.register_blueprint(bp)
    register_to_do("accreditation", *SOURCES)
    privacy.on_export("accreditation", own.export_steps)
    privacy.on_close(own.leave_rounds)
    jobs.every_minute(due.act_on_due)
    jobs.daily(due.remind_of_ends)
    jobs.daily(due.forget_objectors)
    jobs.daily(due.forget_papers)
    doctor.register("accreditation", invariants.checks)
