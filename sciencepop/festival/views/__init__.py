"""The pages of the festival."""

from flask import Blueprint

bp = Blueprint("festival", __name__)

# The views hang themselves on `bp`: import each module of this package here.
from sciencepop.festival.views import (
    agenda,
    contents,
    data,
    desk,
    moving,
    planning,
    prints,
    programme,
    proposing,
    public,
    reviewing,
    screens,
)
