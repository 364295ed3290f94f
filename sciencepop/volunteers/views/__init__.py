"""The pages of feature volunteers."""

from flask import Blueprint

bp = Blueprint("volunteers", __name__)

# The views hang themselves on `bp`: import each module of this package here.
from sciencepop.volunteers.views import (
    attendance,
    attendance_notes,
    editing,
    evidence,
    festival,
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
    proof_objections,
    proofs,
    record,
    register,
    roster_runs,
    rosters,
    sanctions,
    team,
    templates,
    training,
    training_desk,
)
