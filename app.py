"""The application object that gunicorn and the flask command load."""

from sciencepop import create_app

app = create_app()
