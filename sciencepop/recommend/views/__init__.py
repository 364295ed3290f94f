"""The pages of recommendations, audiences and a person's rights."""

from flask import Blueprint

bp = Blueprint("recommend", __name__)

# The views hang themselves on `bp`: import each module of this package here.
from sciencepop.recommend.views import audiences, for_you, impact, online, rules, tags, wording
