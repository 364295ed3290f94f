"""Files that are given to be saved."""

from __future__ import annotations

from io import BytesIO

from flask import send_file
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from sciencepop.core import documents
from sciencepop.core.db import db
from sciencepop.core.file_kinds import PDF


def saved(content: bytes, media_type: str, filename: str) -> Response:
    """A file that is always saved, never shown in the site's name, and by nobody kept on the way."""
    answer = send_file(BytesIO(content), media_type, as_attachment=True, download_name=filename, conditional=False)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def saved_paper(kind: str, code: str, filename: str) -> Response:
    """The PDF that the worker made of a document; NotFound until it has."""
    content = documents.find_content(db.session(), kind, code)
    if content is None:
        raise NotFound
    return saved(content, PDF, filename)
