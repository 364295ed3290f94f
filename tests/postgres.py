"""A PostgreSQL server of the tests' own: started on a free port in a folder that goes away with it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.ports import free_port


class PostgresMissing(RuntimeError):
    """No server program is installed; the sentence says what to install."""


def find_binaries() -> Path:
    """The newest installed folder with initdb and postgres in it."""
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    candidates += [Path(p).parent for p in [shutil.which("initdb") or ""] if p]
    candidates += [Path("/opt/homebrew/opt/postgresql/bin"), Path("/usr/local/opt/postgresql/bin")]
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise PostgresMissing(
        "PostgreSQL's server is not installed. Run `make services` (Debian, Ubuntu, Fedora, macOS with Homebrew), "
        "or install the package `postgresql` yourself, then run the tests again."
    )


def _version(folder: Path) -> float:
    return float(folder.parent.name) if folder.parent.name.replace(".", "").isdigit() else 0.0


class Postgres:
    """`with Postgres() as server:` gives `server.url(database)`; databases are made with `create`."""

    def __init__(self, durable: bool = False) -> None:
        """`durable` leaves writing to disk as in production; tests that kill no database go without."""
        self.durable = durable
        self.binaries = find_binaries()
        self.folder = Path(tempfile.mkdtemp(prefix="sciencepop-pg-"))
        self.port = free_port()
        self.user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name

    def _as_owner(self) -> dict[str, object]:
        """PostgreSQL refuses to run as root; then it runs as the system's `postgres` user."""
        return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}

    def __enter__(self) -> Postgres:
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        data = self.folder / "data"
        self._run("initdb", "-D", str(data), "-U", self.user, "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} "
            "-c max_connections=200 -c shared_buffers=256MB"
        )
        if not self.durable:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(data), "-o", options, "-l", log, "-w", "-t", "60", "start")
        return self

    def __exit__(self, *_error: object) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop", check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        done = subprocess.run(
            [str(self.binaries / program), *arguments],
            cwd=self.folder,
            stdout=subprocess.DEVNULL if program == "pg_ctl" else subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **self._as_owner(),  # type: ignore[call-overload]
        )
        if check and done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout}")

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{self.user}@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, like: str = "template1") -> str:
        """Make an empty database, or one `like` another, and return its URL; one of that name is replaced."""
        import psycopg
        from psycopg.sql import SQL, Identifier

        admin = f"host=127.0.0.1 port={self.port} user={self.user} dbname=postgres"
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(database)))
            made = SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(database), Identifier(like))
            connection.execute(made)
        return self.url(database)

    def dump(self, database: str, file: Path) -> None:
        """Write a whole database to a file from which any server of the same version can `restore` it."""
        self._client("pg_dump", "--format=custom", "--compress=0", f"--file={file}", database)

    def restore(self, database: str, file: Path) -> None:
        """Fill an empty database with what was dumped."""
        self._client("pg_restore", "--exit-on-error", "--no-owner", f"--dbname={database}", str(file))

    def _client(self, program: str, *arguments: str) -> None:
        command = [str(self.binaries / program), "-h", "127.0.0.1", "-p", str(self.port), "-U", self.user, *arguments]
        subprocess.run(command, check=True)
