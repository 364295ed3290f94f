"""A small season on each database, loaded once by an operator's own commands, and shared by all these tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests import processes
from tests.conftest import NOW
from tests.postgres import Postgres

SCALE = 0.2
HOURS = {"sqlite": NOW, "postgresql": NOW.replace(hour=14, minute=59)}
"""When each is loaded: in the morning and an hour before the day ends."""

ONE_AFTER_THE_OTHER = """
import sys
from datetime import datetime
from flask.cli import cli
from sciencepop.core import clock
with clock.frozen_at(datetime.fromisoformat(sys.argv[1])):
    for command in sys.argv[2:]:
        cli.main(command.split(), standalone_mode=False)
"""


@dataclass(frozen=True)
class Sample:
    """A database that the migrations made and `demo load` filled; nobody leaves anything in it."""

    kind: str
    url: str
    folder: Path
    said: str
    server: Postgres | None

    def copied(self, folder: Path) -> str:
        """The URL of a copy, with which a test may do what it likes. Nobody may be connected with the original."""
        if self.server is not None:
            return self.server.create("sample_copy", like="sample")
        for file in self.folder.glob("sample.db*"):  # what was written last may still stand in the log beside it
            shutil.copyfile(file, folder / file.name.replace("sample", "copy"))
        return f"sqlite:///{folder / 'copy.db'}"


def flask(kind: str, url: str, folder: Path, *commands: str) -> str:
    """Run commands of `flask` one after the other, in one process; what they printed."""
    environ = os.environ | {"DATABASE_URL": url, "SCIENCEPOP_VAR": str(folder), "FLASK_APP": "app"}
    environ |= {"SCIENCEPOP_MODE": "test", "SECRET_KEY": "only-for-tests", "PUBLIC_URL": "http://localhost"}
    moment = HOURS[kind].isoformat()
    return processes.run("-c", ONE_AFTER_THE_OTHER, moment, *commands, environ=environ, folder=folder)


@pytest.fixture(scope="session")
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Sample]:
    """`sample("sqlite")` and `sample("postgresql")`, each made when it is first asked for."""

    @cache
    def make(kind: str) -> Sample:
        folder = tmp_path_factory.mktemp(f"sample-{kind}")
        server: Postgres | None = None if kind == "sqlite" else request.getfixturevalue("postgres")
        url = f"sqlite:///{folder / 'sample.db'}" if server is None else server.create("sample")
        said = flask(kind, url, folder, "db upgrade", "db check", f"demo load --scale {SCALE}")
        return Sample(kind, url, folder, said, server)

    return make
