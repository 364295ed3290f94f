"""The pages of coverage."""

from flask import Blueprint

bp = Blueprint("coverage", __name__)

# The views hang themselves on `bp`: import each module of this package here.
from sciencepop.coverage.views import coverage, files, populations
