"""What each process of a race would do for itself: import everything and configure the mappers. Forked, it is done."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sqlalchemy.orm import configure_mappers

from sciencepop import create_app
from sciencepop.core.config import Config

create_app(Config(mode="test", secret_key="only-for-tests", database_url="sqlite://", var=Path(tempfile.gettempdir())))
configure_mappers()
