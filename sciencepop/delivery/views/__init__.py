"""The pages of delivery."""

from flask import Blueprint

bp = Blueprint("delivery", __name__)

# The views hang themselves on `bp`: import each module of this package here.
from sciencepop.delivery.views import (
    desk,
    dispatching,
    draws,
    lecturing,
    menu,
    office,
    ordering,
    orders,
    photos,
    waiting,
)
