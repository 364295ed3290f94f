"""The commands of the features: `flask NAME`. A command's module is imported when it is asked for.

So a web process carries neither spreadsheets nor the sample season.
"""

from __future__ import annotations

from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup

COMMANDS = {
    "bases": "sciencepop.bases.cli:bases_cli",
    "college": "sciencepop.college.cli:college_cli",
    "demo": "sciencepop.demo.cli:group",
    "doctor": "sciencepop.district.cli:doctor",
    "feeds": "sciencepop.feeds.cli:feeds_cli",
    "mail": "sciencepop.notify.cli:mail",
    "officer": "sciencepop.district.cli:officer",
    "recommend": "sciencepop.recommend.cli:recommend_cli",
    "search": "sciencepop.search.cli:search_cli",
    "worker": "sciencepop.notify.cli:worker",
}


class FeatureCommands(AppGroup):
    """The application's commands: those of COMMANDS, and what extensions add."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return super().get_command(ctx, name)
        module, _colon, attribute = COMMANDS[name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


def init_app(app: Flask) -> None:
    app.cli = FeatureCommands(name=app.name)
