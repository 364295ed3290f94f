"""The one way in for files that people send: told by their bytes, bounded, scanned, kept with their sum.

A file is kept in the database, beside the row that says whose it is: outside of everything that is served, in the same
transaction, in the same backup. A feature adds the columns of `Kept` to a table of its own and decides who may read.
"""

from __future__ import annotations

import hashlib
import shlex
import subprocess
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_wtf.file import FileField
from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import FileStorage
from wtforms.validators import ValidationError

from sciencepop.core.file_kinds import DOCUMENTS, FileProblem, clean_filename, examine

MOST_MEGABYTES = 7
"""Of one file; a whole request may have 8 (`Config.for_flask`)."""
SCAN_SECONDS = 30


@dataclass(frozen=True)
class Upload:
    """A file that is taken: its clean name, what it is by its bytes, and their SHA-256."""

    filename: str
    media_type: str
    content: bytes
    sha256: str


class Kept:
    """The columns of a table that keeps files."""

    filename: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)

    def keep(self, upload: Upload) -> None:
        """Have the row keep this file."""
        self.filename, self.media_type, self.size = upload.filename, upload.media_type, len(upload.content)
        self.sha256, self.content = upload.sha256, upload.content


class BadUpload(Exception):
    """A file that is not taken."""

    def __init__(self, problem: FileProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class UploadField(FileField):
    """A field for a file, which is scanned before its form is valid. Its kind is the service's question."""

    def pre_validate(self, form: Any) -> None:
        if isinstance(self.data, FileStorage) and self.data.filename:
            try:
                scan(read_sent(self.data))
            except BadUpload as bad:
                raise ValidationError(say_upload(bad.problem)) from None


class DocumentField(UploadField):
    """A field for a document, which is taken or refused together with the other fields: `upload` is what was sent,
    None where nothing was.
    """

    upload: Upload | None = None

    def pre_validate(self, form: Any) -> None:
        if isinstance(self.data, FileStorage) and self.data.filename:
            try:
                self.upload = receive(self.data)
            except BadUpload as bad:
                raise ValidationError(say_upload(bad.problem)) from None


def receive(sent: object, allowed: Collection[str] = DOCUMENTS) -> Upload:
    """The file that a field got. Raises BadUpload; nothing of a file that is refused is kept.

    Call it outside of a unit of work: a scan may take seconds.
    """
    if not isinstance(sent, FileStorage) or not sent.filename:
        raise BadUpload(FileProblem.EMPTY)
    content = read_sent(sent)
    kind = examine(content, allowed, MOST_MEGABYTES * 1024 * 1024)
    if isinstance(kind, FileProblem):
        raise BadUpload(kind)
    scan(content)
    return Upload(clean_filename(sent.filename, kind), kind, content, hashlib.sha256(content).hexdigest())


def scan(content: bytes) -> None:
    """Ask the command of the setting SCAN_COMMAND, which reads the file on its standard input. Raises BadUpload.

    It answers 0 for a clean file and 1 for one that is not, as clamdscan does. Where it answers otherwise or not in
    time, nothing is taken: a scanner that is down must not let everything in.
    """
    command = shlex.split(current_app.config["SCAN_COMMAND"])
    if not command:
        return
    try:
        answer = subprocess.run(  # noqa: S603 - the operator's own command, and no shell
            command, input=content, capture_output=True, timeout=SCAN_SECONDS, check=False
        ).returncode
    except (OSError, subprocess.TimeoutExpired) as error:
        current_app.logger.error("files cannot be scanned: %s", error)
        raise BadUpload(FileProblem.NOT_SCANNED) from None
    if answer:
        raise BadUpload(FileProblem.UNCLEAN if answer == 1 else FileProblem.NOT_SCANNED)


def say_upload(problem: FileProblem) -> str:
    """Why a file is not taken, and what to do."""
    words = {
        FileProblem.EMPTY: _("没有选择文件，或者文件是空的。"),
        FileProblem.TOO_BIG: _("文件太大，最多 %(megabytes)d MB。请压缩或分成几份再传。", megabytes=MOST_MEGABYTES),
        FileProblem.KIND: _("只收 PDF、JPEG、PNG 和 Word、Excel、PowerPoint（.docx、.xlsx、.pptx）文件。"),
        FileProblem.OLD_OFFICE: _("这是旧版 Office 文件，请另存为 .docx、.xlsx、.pptx 或 PDF 再传。"),
        FileProblem.BOMB: _("这个文件解开后太大，不能收。请导出为 PDF 再传。"),
        FileProblem.MACROS: _("文件里有宏程序，不能收。请另存为不带宏的文件或 PDF 再传。"),
        FileProblem.BROKEN: _("文件打不开，可能没有传完整或加了密码。请重新导出后再传。"),
        FileProblem.UNCLEAN: _("病毒检查没有通过，文件没有保存。请检查您的电脑后重新导出。"),
        FileProblem.NOT_SCANNED: _("现在不能检查病毒，文件没有保存。请过一会儿再传。"),
    }
    return str(words[problem])


def read_sent(sent: FileStorage) -> bytes:
    """No more than tells that it is too big; the next reader finds the file from its beginning."""
    sent.stream.seek(0)
    content = sent.stream.read(MOST_MEGABYTES * 1024 * 1024 + 1)
    sent.stream.seek(0)
    return content
