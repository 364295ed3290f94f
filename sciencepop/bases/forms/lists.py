"""A list of bases that an officer sends, and the importing of it."""

from __future__ import annotations

import hashlib
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import HiddenField

from sciencepop.bases.forms.fields import PickField
from sciencepop.bases.forms.point import sources
from sciencepop.bases.rules.points import Crs
from sciencepop.core.file_kinds import XLSX, FileProblem, clean_filename
from sciencepop.core.forms import Form
from sciencepop.core.table_file import XLSX_BEGINS
from sciencepop.core.uploads import BadUpload, Upload, read_sent, receive, scan

OLD_OFFICE = b"\xd0\xcf\x11\xe0"
CSV = "text/csv"


class CrsForm(Form):
    """What positions are in where a row does not say."""

    crs = PickField(_l("表里没写坐标系的，按哪种算"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.crs.choices = [("", _("还没有选")), *sources()]

    def asked(self) -> Crs | None:
        return Crs(self.crs.data) if self.crs.data else None


class ListForm(CrsForm):
    file = FileField(_l("表格文件"))

    def sent(self) -> Upload:
        """The file, a workbook or a text. Raises BadUpload."""
        return receive_table(self.file.data)


class ImportForm(Form):
    """`seen` names the plan that the page showed."""

    seen = HiddenField()


def receive_table(sent: object) -> Upload:
    """A workbook as `uploads.receive` takes it, or a text, by its bytes. Raises BadUpload."""
    if not isinstance(sent, FileStorage) or not sent.filename:
        raise BadUpload(FileProblem.EMPTY)
    content = read_sent(sent)
    if content.startswith((XLSX_BEGINS, b"%PDF-", OLD_OFFICE)):
        return receive(sent, {XLSX})
    scan(content)
    return Upload(clean_filename(sent.filename, "") + ".csv", CSV, content, hashlib.sha256(content).hexdigest())
