"""The pages of recognition."""

from flask import Blueprint

bp = Blueprint("accreditation", __name__)

# The views hang themselves on `bp`: import each module of this package here.
from sciencepop.accreditation.views import applying, cases, designations, finding, rounds
