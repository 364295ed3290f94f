"""`flask worker` as a process of its own."""

from __future__ import annotations

import os
from pathlib import Path

from tests import processes


class RealWorker:
    """`with RealWorker(…) as worker:` runs it in production mode, and stops it at the end if it still runs."""

    def __init__(self, database_url: str, folder: Path, smtp_url: str, redis_url: str = "") -> None:
        self.log = folder / "worker.log"
        self.environ = os.environ | {
            "SCIENCEPOP_MODE": "production",
            "SECRET_KEY": "only-for-this-test",
            "SCIENCEPOP_VAR": str(folder),
            "DATABASE_URL": database_url,
            "SMTP_URL": smtp_url,
            "REDIS_URL": redis_url,
            "FLASK_APP": "app.py",
        }

    def __enter__(self) -> RealWorker:
        self.process = processes.start("-m", "flask", "worker", environ=self.environ, log=self.log)
        return self

    def __exit__(self, *_error: object) -> None:
        if self.process.is_alive():
            self.kill()

    def stop(self) -> int | None:
        """Ask it to end, as a service manager does; returns its exit code."""
        self.process.terminate()
        self.process.join(60)
        return self.process.exitcode

    def kill(self) -> None:
        self.process.kill()
        self.process.join()

    @property
    def said(self) -> str:
        return self.log.read_text()
