"""The pages of campaigns and digests."""

from flask import Blueprint

bp = Blueprint("campaigns", __name__)

# The views hang themselves on `bp`: import each module of this package here.
from sciencepop.campaigns.views import by_link, desk, mine, sample, subscribing, writing
