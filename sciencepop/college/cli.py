"""`flask college …`: drawing a round of the site, drawing and checking a file. Files need no database."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import click
from flask.cli import AppGroup
from flask_babel import gettext as _
from flask_babel import ngettext

from sciencepop.college.messages import sentence
from sciencepop.college.queries.rounds import find_round
from sciencepop.college.services import draw_round, give_drawn
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.core.draw_words import report_words
from sciencepop.core.errors import RuleBroken
from sciencepop.draws.draw_file import read_file
from sciencepop.draws.results import header_of, result_of
from sciencepop.draws.sheets import clean
from sciencepop.draws.verify import Known, verify

college_cli = AppGroup("college", help="社区科普大学：摇号与核对。")
A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@college_cli.command("draw")
@click.argument("sealed", metavar="ROUND|FILE")
@click.option("--entropy", required=True, help="公布的开奖号码。")
@click.option("--output", type=click.Path(path_type=Path), help="为文件摇号时，写到这个新文件。")
def draw_sealed(sealed: str, entropy: str, output: Path | None) -> None:
    """为平台上封存的一轮摇号并公布；或为封存的文件摇号，连同结果写到新文件。"""
    if output is None:
        _draw_round(sealed, entropy)
    elif Path(sealed).is_file():
        _draw_file(Path(sealed), entropy, output)
    else:
        _stop(_("没有文件“%(file)s”。", file=sealed))


def _draw_round(code: str, entropy: str) -> None:
    if find_round(db.session(), code) is None:
        _stop(_("没有编号是 %(code)s 的轮次。为文件摇号，请写 --output。", code=code))
    try:
        digest = draw_round(code, entropy, by=None, now=clock.now())
    except RuleBroken as broken:
        _stop(sentence(broken))
    click.echo(_("已摇号并公布。结果的摘要：%(digest)s", digest=digest))
    # The worker would do it as well, and goes on where this is stopped.
    told = give_drawn(clock.now())
    click.echo(ngettext("已通知 %(num)d 张志愿单。", "已通知 %(num)d 张志愿单。", told))


def _draw_file(file: Path, entropy: str, output: Path) -> None:
    data = file.read_bytes()
    report = verify(data)
    if report.faults:
        _stop(*report_words(report))
    if report.facts["is_drawn"]:
        _stop(_("这个文件已经有结果了。重新摇号须先说明理由作废，旧结果仍要公布。"))
    if not clean(entropy):
        _stop(_("请写开奖号码。"))
    if output.exists():
        _stop(_("“%(file)s”已经存在，没有覆盖。", file=str(output)))
    sealed = read_file(data)
    assert sealed.commitment is not None, "a file without commitment has a fault"
    result = result_of(sealed.terms, sealed.sheets, header_of(sealed.commitment, clean(entropy)))
    output.write_bytes(data + result.body)
    click.echo(_("已写入“%(file)s”。结果的摘要：%(digest)s", file=str(output), digest=result.digest))


@college_cli.command("verify")
@click.argument("file", type=A_FILE)
@click.option("--entropy", help="您从公布处看到的开奖号码。")
@click.option("--commitment", help="您在开奖以前保存的封存记录摘要。")
@click.option("--code", type=A_FILE, help="随结果公布的分配程序；不写就用这里安装的。")
def verify_file(file: Path, entropy: str | None, commitment: str | None, code: Path | None) -> None:
    """重新计算 FILE 里的一切，说出哪里不符。"""
    published = None if code is None else code.read_bytes()
    report = verify(file.read_bytes(), Known(commitment, entropy), code=published)
    if report.faults:
        _stop(*report_words(report))
    for line in report_words(report):
        click.echo(line)


def _stop(*sentences: str) -> NoReturn:
    for line in sentences:
        click.echo(line, err=True)
    raise click.exceptions.Exit(1)
