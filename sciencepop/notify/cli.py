"""The worker's command."""

from __future__ import annotations

import click
from flask.cli import ScriptInfo


@click.command("worker")
@click.option("--threads", default=2, show_default=True, type=click.IntRange(1, 16))
@click.pass_obj
def worker(info: ScriptInfo, threads: int) -> None:
    """Deliver messages and do what is due by the clock, until stopped."""
    from sciencepop.notify.worker import run_worker

    run_worker(info.load_app(), threads)
