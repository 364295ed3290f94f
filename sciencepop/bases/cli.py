"""`flask bases …`: what the district does with bases at the terminal. It speaks Chinese, like the district."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from sciencepop.bases.import_messages import fault_words, file_words
from sciencepop.bases.rules.points import Crs
from sciencepop.bases.services.bring_in import ImportRefused, import_bases
from sciencepop.bases.services.table_file import MOST_BYTES, BadFile, read_table
from sciencepop.bases.vocabulary import vocabulary
from sciencepop.core import clock

bases_cli = AppGroup("bases", help="科普基地：从表格导入。")
MOST_TOLD = 200


@bases_cli.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="只检查，不保存。")
@click.option("--crs", type=click.Choice(list(Crs)), default=Crs.WGS84, help="表里没写坐标系时按哪种算。")
def import_file(file: Path, dry_run: bool, crs: Crs) -> None:
    """把 FILE（CSV 或 XLSX）里的基地导入；列的说明见 docs/import-bases.md。"""
    words = vocabulary(crs)
    try:
        with file.open("rb") as source:
            table = read_table(source.read(MOST_BYTES + 1), words)
    except OSError:
        _stop(_("打不开文件“%(file)s”，请检查路径。", file=str(file)))
    except BadFile as bad:
        _stop(file_words(bad))
    for column in table.unread:
        click.echo(_("没有读“%(column)s”这一列。", column=column), err=True)
    try:
        outcome = import_bases(table, words, by=None, now=clock.now(), dry_run=dry_run)
    except ImportRefused as refused:
        for fault in refused.faults[:MOST_TOLD]:
            click.echo(fault_words(fault, table.headers), err=True)
        _stop(_("共 %(count)d 处有问题，什么都没有导入。请改好后再试。", count=len(refused.faults)))
    numbers = {"added": outcome.added, "changed": outcome.changed, "unchanged": outcome.unchanged}
    if dry_run:
        click.echo(_("检查通过（没有保存）：新增 %(added)d，更新 %(changed)d，不变 %(unchanged)d。", **numbers))
    else:
        click.echo(_("已导入：新增 %(added)d，更新 %(changed)d，不变 %(unchanged)d。", **numbers))


def _stop(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    raise click.exceptions.Exit(1)
