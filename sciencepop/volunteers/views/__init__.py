"""The pages of the feature."""

from flask import Blueprint

bp = Blueprint("volunteers", __name__)

# The views hang themselves on `bp`: import each module of this package here.
from sciencepop.volunteers.views import (
    roster_runs,
    rosters,
)
