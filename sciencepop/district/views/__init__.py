"""The pages of feature district."""

from flask import Blueprint

bp = Blueprint("district", __name__)

# The views hang themselves on `bp`: import each module of this package here.
from sciencepop.district.views import (
    almanac,
    audit,
    base_changes,
    base_lists,
    base_photos,
    bases,
    desk,
    factor_resets,
    late_hours,
    licences,
    organisations,
    pages,
    permits,
    reviews,
    roles,
)
