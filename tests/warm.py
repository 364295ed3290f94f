"""What every process of a test would do for itself: import everything and configure the mappers. Forked, it is done.

No application is made, because some extensions are one for the whole process and remember the first.
"""

from __future__ import annotations

import gc
from importlib import import_module
from pkgutil import walk_packages

import flask.cli  # noqa: F401
import gunicorn.app.wsgiapp  # noqa: F401
from sqlalchemy.orm import configure_mappers

import sciencepop

for module in walk_packages(sciencepop.__path__, "sciencepop."):
    if module.name != "sciencepop.gunicorn":  # settings, read from the environment
        import_module(module.name)
configure_mappers()
gc.freeze()
