"""The pages of the showcase."""

from flask import Blueprint

bp = Blueprint("showcase", __name__)

# The views hang themselves on `bp`: import each module of this package here.
from sciencepop.showcase.views import desk, finding, pictures, projects, talks
