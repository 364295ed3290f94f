"""The application object that gunicorn and the flask command load."""

import gc

# What is imported stays; to look through it for garbage again and again is a fifth of every start.
gc.disable()

from sciencepop import create_app  # noqa: E402

app = create_app()
gc.freeze()
gc.enable()
