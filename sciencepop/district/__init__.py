"""The district's desk: reviews, roles, audit, doctor."""

from __future__ import annotations

from flask import Flask



def init_app(app: Flask) -> None:
    """Bind the feature's pages and commands."""
    from sciencepop.district.views import bp

    app.register_blueprint(bp)
