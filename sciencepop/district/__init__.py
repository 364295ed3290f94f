"""The district's desk: what waits for an officer, reviews, roles, the audit view, and `flask doctor`.

Everything here but two public pages is an officer's. Dangerous: publishing, taking down and naming officers;
each leaves an audit row, and the services of the features below decide, not the pages.
"""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Bind the feature's pages, and register the checks of `flask doctor`."""
    from sciencepop.core import documents, jobs
    from sciencepop.coverage.queries.readers import let_read
    from sciencepop.district import asked, audit_archive, checks, minors_report
    from sciencepop.district.views import bp
    from sciencepop.statistics.queries.plan import acts_for_department

    app.register_blueprint(bp)
    asked.register()
    checks.register_all()
    let_read(acts_for_department)
    documents.register(audit_archive.KIND, audit_archive.read_archive)
    jobs.daily(audit_archive.forget_archives)
    documents.register(minors_report.KIND, minors_report.read_paper)
