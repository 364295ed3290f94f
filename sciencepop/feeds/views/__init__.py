"""The pages and addresses of feature feeds."""

from flask import Blueprint

bp = Blueprint("feeds", __name__)

# The views hang themselves on `bp`: import each module of this package here.
from sciencepop.feeds.views import calendars, persona, personal, public, subscribe
