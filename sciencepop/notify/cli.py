"""The worker's command."""

from __future__ import annotations

import click
from flask import Flask


def init_app(app: Flask) -> None:
    @app.cli.command("worker", with_appcontext=False)
    @click.option("--threads", default=2, show_default=True, type=click.IntRange(1, 16))
    def worker(threads: int) -> None:
        """Deliver messages and do what is due by the clock, until stopped."""
        from sciencepop.notify.worker import run_worker

        run_worker(app, threads)
