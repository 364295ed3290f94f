"""The pages of feature bases."""

from flask import Blueprint

bp = Blueprint("bases", __name__)

# The views hang themselves on `bp`: import each module of this package here.
from sciencepop.bases.views import (
    access,
    base,
    contacts,
    filings,
    hours,
    listing,
    manage,
    photos,
    practice,
    registrations,
)
