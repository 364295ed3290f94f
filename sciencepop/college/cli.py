"""`flask college …`: drawing and checking a file at the terminal. Neither needs the database."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from sciencepop.college.draw_words import report_words
from sciencepop.college.rules.draw_file import read_file
from sciencepop.college.rules.results import header_of, result_of
from sciencepop.college.rules.sheets import clean
from sciencepop.college.rules.verify import Known, verify

college_cli = AppGroup("college", help="社区科普大学：摇号与核对。")
A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@college_cli.command("draw")
@click.argument("file", type=A_FILE)
@click.option("--entropy", required=True, help="公布的开奖号码。")
@click.option("--output", type=click.Path(path_type=Path), required=True, help="写到这个新文件。")
def draw_file(file: Path, entropy: str, output: Path) -> None:
    """为封存的 FILE 摇号：封存记录、志愿单和结果一起写到新文件。"""
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
    for sentence in report_words(report):
        click.echo(sentence)


def _stop(*sentences: str) -> NoReturn:
    for sentence in sentences:
        click.echo(sentence, err=True)
    raise click.exceptions.Exit(1)
