"""The pages of contests."""

from flask import Blueprint

bp = Blueprint("contests", __name__)

# The views hang themselves on `bp`: import each module of this package here.
from sciencepop.contests.views import certificates, desk, entries, finding, jury, round_desk, teams
