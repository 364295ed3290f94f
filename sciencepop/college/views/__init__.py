"""The pages of the college."""

from flask import Blueprint

bp = Blueprint("college", __name__)

# The views hang themselves on `bp`: import each module of this package here.
from sciencepop.college.views import (
    branch,
    certificates,
    classes,
    desk,
    finding,
    learning,
    lessons,
    mine,
    numbers,
    offers,
    points,
    round_desk,
    rounds,
    statements,
    teach,
    terms,
    together,
    wish_desk,
    wishes,
)
