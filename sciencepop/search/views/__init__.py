"""The pages of feature search."""

from flask import Blueprint

bp = Blueprint("search", __name__)

# The views hang themselves on `bp`: import each module of this package here.
from sciencepop.search.views import asked_for, demand, finding, suggesting
