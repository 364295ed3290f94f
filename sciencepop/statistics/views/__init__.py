"""The pages of statistics and of the plan."""

from flask import Blueprint

bp = Blueprint("statistics", __name__)

# The views hang themselves on `bp`: import each module of this package here.
from sciencepop.statistics.views import files, plan, survey
