from __future__ import annotations

from flask import Flask

from sciencepop.accreditation import models  # noqa: F401 - the tables must be known before they are used


def init_app(app: Flask) -> None:
    """Bind the feature's pages, jobs and checks."""
    from sciencepop.accreditation import base_section, schemes
    from sciencepop.accreditation.views import bp
    from sciencepop.bases.hooks import on_base_page

    schemes.init_app(app)
    on_base_page(base_section.designations_section)
    app.register_blueprint(bp)
