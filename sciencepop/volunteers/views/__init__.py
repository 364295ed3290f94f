"""The pages of feature volunteers."""

from flask import Blueprint

bp = Blueprint("volunteers", __name__)

# The views hang themselves on `bp`: import each module of this package here.
from sciencepop.volunteers.views import (
    attendance,
    editing,
    evidence,
    finding,
    hours,
    hours_desk,
    kiosk,
    managing,
    mine,
    my_roster,
    need,
    officers,
    profile,
    proofs,
    register,
    roster_runs,
    rosters,
    templates,
)
