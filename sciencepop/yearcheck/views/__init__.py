"""The pages of the yearly check."""

from flask import Blueprint

bp = Blueprint("yearcheck", __name__)

# The views hang themselves on `bp`: import each module of this package here.
from sciencepop.yearcheck.views import desk, downloads, file, filling, weights
