"""For which domain the passkeys of this site are."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from flask import current_app, request

from sciencepop.accounts.services.passkeys import Site
from sciencepop.core.config import Config
from sciencepop.core.i18n import tr
from sciencepop.core.reference import get_reference


def passkey_site() -> Site | None:
    """The public address says it in production, the request's own on a developer's machine.

    None where browsers know no passkeys: at a number instead of a name.
    """
    config: Config = current_app.extensions["config"]
    parts = urlsplit(config.public_url if config.is_production else request.host_url)
    domain = parts.hostname or ""
    try:
        ipaddress.ip_address(domain)
    except ValueError:
        return Site(domain, f"{parts.scheme}://{parts.netloc}", tr(get_reference().district, "product"))
    return None
