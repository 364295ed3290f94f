"""The pages of feature programme."""

from flask import Blueprint

bp = Blueprint("programme", __name__)

# The views hang themselves on `bp`: import each module of this package here.
from sciencepop.programme.views import calendar, cards, event, finding, managing, managing_occurrences, site, wording
