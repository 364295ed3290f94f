"""The pages of the festival."""

from flask import Blueprint

bp = Blueprint("festival", __name__)
