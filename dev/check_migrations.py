"""Migrations up to the newest on an empty SQLite database must give exactly the models' tables.

`--write NAME` writes the next numbered migration from what differs; read it by hand before committing it.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from alembic.util import CommandError
from flask_migrate import check, migrate, upgrade

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/check.db"
        os.environ["SCIENCEPOP_VAR"] = folder
        from sciencepop import create_app
        from sciencepop.core.db import prepare_migrations

        app = create_app()
        prepare_migrations(app)
        with app.app_context():
            upgrade()
            if sys.argv[1:2] == ["--write"]:
                number = len(list((ROOT / "migrations" / "versions").glob("*.py"))) + 1
                migrate(message=sys.argv[2], rev_id=f"{number:04d}")
                return 0
            try:
                check()
            except CommandError as error:
                print(f"{error}\nRun: make migration NAME=…", file=sys.stderr)
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
