"""The pages of feature accounts."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)

# The views hang themselves on `bp`: import each module of this package here.
from sciencepop.accounts.views import (
    devices,
    family,
    invitations,
    messages,
    mine,
    organisations,
    passkeys,
    resetting,
    second_factor,
    second_step,
    security,
    settings,
    sign_in,
    sign_ins,
    to_do,
)
