"""The yearly check (年检) of bases: a file of each base and year, its figures, their score, and what follows.

What it does: most figures are counted from what the platform knows (`queries.figures`), each with the rows that make
it; the base says the others, comments on any, signs and files. Filing freezes every figure: its value, the name and
parameters of its query, the keys of its rows and their digest, so nothing that changes later changes a filed number,
and the page shows where today's count differs. Experts score, an officer may add a bonus, a lead who had no part in
it decides; the grade comes of weights and limits. The base may object once, within some days; a lead who had not
decided it upholds the result, or has it decided anew. 需整改 marks the base on the public list, with three months for a
plan and evidence; then at least two look again: the mark goes, or recognition's hearing begins. The last grade that
stands is on the base's page; while it is objected to, neither grade nor mark is shown.

Who may: a base's managers fill in, sign, file and mend; officers of the district return, ask experts, add a bonus and
inspect; experts (of recognition's lists) score; leads decide. Strangers are not told that there is a file.
`rules.steps` is the whole way as one table.

Form, weights, grades, days and limits are data with days (`terms`), never constants. What a figure weighs is an
officer's to set, from a year on of which nothing has been decided (`services.weights`); the scale, which is the
experts' dimensions, the bonus and the limits of grades, is a lead's, from a year on that nobody has scored
(`services.scale`).

Dangerous: deciding marks a base in public at once (`services.marks`). A computation that is named in a frozen figure
must keep its meaning. Every verb holds the base's row, as recognition does.
"""

from __future__ import annotations

from flask import Flask

from sciencepop.yearcheck import models  # noqa: F401 - the tables must be known before they are used


def init_app(app: Flask) -> None:
    """Bind the feature's pages, jobs, paper and checks."""
    from sciencepop.accounts import privacy
    from sciencepop.bases.hooks import on_base_page
    from sciencepop.core import documents, jobs
    from sciencepop.core import invariants as doctor
    from sciencepop.core.to_do import register as register_to_do
    from sciencepop.yearcheck import base_section, invariants, paper, terms
    from sciencepop.yearcheck.services import due
    from sciencepop.yearcheck.services import privacy as own
    from sciencepop.yearcheck.to_do import SOURCES
    from sciencepop.yearcheck.views import bp

    terms.init_app(app)
    app.register_blueprint(bp)
    documents.register(paper.KIND, paper.read_paper)
    privacy.on_export("yearcheck", own.export_scores)
    jobs.daily(due.remind_of_filing)
    jobs.daily(due.remind_of_mending)
    jobs.daily(due.tell_of_late)
    doctor.register("yearly check", invariants.checks)
    register_to_do("yearcheck", *SOURCES)
    on_base_page(base_section.result_section)
