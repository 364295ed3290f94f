"""SciencePop: the science events, venues and bookings of a district."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from sciencepop import (
    accounts,
    accreditation,
    bases,
    bookings,
    campaigns,
    cli,
    college,
    contests,
    coverage,
    delivery,
    district,
    feeds,
    festival,
    notify,
    programme,
    recommend,
    search,
    showcase,
    statistics,
    volunteers,
    yearcheck,
)
from sciencepop.core import (
    assets,
    attempts,
    db,
    documents,
    errors,
    headers,
    health,
    i18n,
    logs,
    pagecache,
    reference,
    stamps,
    web,
)
from sciencepop.core.almanac import known as almanac
from sciencepop.core.config import ROOT, Config

# In the order in which locks are taken where several features act at once: “I cannot come”, a closing account.
FEATURES = (
    accounts,
    bases,
    programme,
    bookings,
    accreditation,
    festival,
    college,
    volunteers,
    delivery,
    contests,
    showcase,
    recommend,
    search,
    feeds,
    campaigns,
    coverage,
    statistics,
    yearcheck,
    district,
    notify,
)


def create_app(config: Config | None = None) -> Flask:
    """Build the application. Without a config, settings come from the environment."""
    config = config or Config.from_environ()
    app = Flask("sciencepop", static_folder=None, template_folder=str(ROOT / "templates"))
    app.url_rule_class = web.LateRule
    app.config.from_mapping(config.for_flask())
    app.extensions["config"] = config
    cli.init_app(app)
    logs.init_app(app)
    if config.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, *([config.trusted_proxies] * 4)
        )
    i18n.init_app(app)
    reference.init_app(app, config.district_file)
    db.init_app(app)
    stamps.init_app(app)
    almanac.init_app(app)
    pagecache.init_app(app)
    web.init_app(app, template_cache=config.template_cache)
    attempts.init_app(app)
    tile_url = app.extensions["reference"].district.tile_url
    headers.init_app(app, is_production=config.is_production, tile_url=tile_url)
    assets.init_app(app)
    errors.init_app(app)
    health.init_app(app)
    documents.init_app(app)
    for feature in FEATURES:
        feature.init_app(app)
    return app
