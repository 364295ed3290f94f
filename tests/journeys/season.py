"""The sample season in a database, loaded once in a run of the suite and copied by each process that wants a site."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import processes
from tests.postgres import Postgres

DUMP = "season.dump"


def take_season(shared: Path, folder: Path, server: Postgres | None, name: str = "journeys") -> str:
    """A database of one's own with the season, on SQLite where there is no server; returns its URL.

    What the season has outside the database, such as the key that signed its tickets, is copied into `folder`.
    """
    model = shared / ("season-sqlite" if server is None else "season-postgresql")
    with _one_at_a_time(model.with_suffix(".lock")):
        if not (model / "ready").exists():
            _load(model, server)
    shutil.copytree(model, folder, dirs_exist_ok=True)
    if server is None:
        return f"sqlite:///{folder / 'site.db'}"
    url = server.create(name)
    server.restore(name, folder / DUMP)
    return url


def _load(model: Path, server: Postgres | None) -> None:
    shutil.rmtree(model, ignore_errors=True)
    model.mkdir()
    url = f"sqlite:///{model / 'site.db'}" if server is None else server.create("season")
    environ = os.environ | {"DATABASE_URL": url, "SCIENCEPOP_VAR": str(model), "FLASK_APP": "app"}
    environ |= {"SCIENCEPOP_MODE": "development"}
    for name in ("SMTP_URL", "REDIS_URL", "SECRET_KEY", "PUBLIC_URL"):
        environ.pop(name, None)
    for command in (("db", "upgrade"), ("demo", "load")):
        processes.run("-m", "flask", *command, environ=environ, folder=model)
    if server is not None:
        server.dump("season", model / DUMP)
    (model / "ready").touch()


@contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
