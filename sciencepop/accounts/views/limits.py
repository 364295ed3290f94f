"""How often one address or one network may try; beyond the pace of codes that the services keep."""

from __future__ import annotations

from flask import request
from flask_login import current_user

from sciencepop.accounts.rules.addresses import read_address
from sciencepop.core.signing import keyed_hash
from sciencepop.core.web import limiter


def _address() -> str:
    """The address that was typed, as a hash: no personal data in the limiter's store."""
    contact = read_address(request.form.get("address", ""))
    return keyed_hash("limit", contact.value if contact else "")


def _person() -> str:
    return f"person:{current_user.get_id()}"


codes_by_network = limiter.shared_limit("60 per hour", scope="codes", methods=["POST"])
"""A code request. A whole class behind one address can still sign in."""

tries_by_network = limiter.shared_limit("120 per hour", scope="tries", methods=["POST"])
"""A code or password that is tried."""

tries_by_address = limiter.shared_limit("10 per 15 minutes", scope="tries-address", methods=["POST"], key_func=_address)
"""A password that is tried, whether the address is known or not."""

tries_by_person = limiter.shared_limit("20 per 15 minutes", scope="tries-person", methods=["POST"], key_func=_person)
"""A current password that a signed-in person is asked for."""
