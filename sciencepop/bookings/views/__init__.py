"""The pages of feature bookings."""

from flask import Blueprint

bp = Blueprint("bookings", __name__)

# The views hang themselves on `bp`: import each module of this package here.
from sciencepop.bookings.views import (
    away,
    booking,
    capacity,
    change,
    check_in,
    claiming,
    desk,
    door,
    feedback,
    gate,
    group_requests,
    groups,
    mine,
    offer,
    outing_plan,
    outings,
    passport,
    points,
    roster,
    undo,
)
