"""Photographs that somebody uploads: told by their bytes, bounded, and drawn anew.

Dangerous: the file is a stranger's. Nothing of it is kept but what is to be seen: no place, no name of a camera, no
second picture behind the first, no bytes after the end. How many pixels it claims is read before one is decoded.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from flask import make_response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from sciencepop.core.errors import RuleBroken
from sciencepop.core.uploads import MOST_MEGABYTES, UploadField, read_sent

if TYPE_CHECKING:
    from PIL import Image

MOST_PIXELS = {"JPEG": 50_000_000, "MPO": 50_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
"""By kind, MPO being the JPEG of telephones that put a second picture behind the first. JPEG may have more pixels,
because it is decoded at a fraction of its size."""
MOST_SCANS = 32
"""Of a JPEG, each of which is worked through over all its pixels: cameras and editors write a dozen at most, and a few
bytes each let a file of seven megabytes ask for an hour."""
MEDIA_TYPE = "image/jpeg"
"""Of every picture that we keep: every browser, letter and paper can show it."""
PAGE_EDGE = 1600
THUMBNAIL_EDGE = 480
_QUALITY = 82


class PictureProblem(StrEnum):
    EMPTY = "empty"
    TOO_BIG = "too_big"
    KIND = "kind"
    TOO_MANY_PIXELS = "too_many_pixels"
    BROKEN = "broken"


class BadPicture(RuleBroken):
    """A file that is not taken as a picture; `say_picture` has the sentence of every feature."""

    def __init__(self, problem: PictureProblem) -> None:
        super().__init__(problem)
        self.problem = problem


class PictureField(UploadField):
    """A field for a photograph."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        words = _l("照片（JPEG、PNG 或 WebP，最多 %(megabytes)d MB）", megabytes=MOST_MEGABYTES)
        accept = {"accept": "image/jpeg,image/png,image/webp"}
        super().__init__(label or words, render_kw=accept, **options)

    @property
    def content(self) -> bytes:
        """What was sent; nothing where nothing was."""
        return read_sent(self.data) if isinstance(self.data, FileStorage) else b""


@dataclass(frozen=True)
class Picture:
    """JPEG bytes and their size in pixels."""

    content: bytes
    width: int
    height: int


class KeptPicture:
    """The columns of a table that keeps pictures, each with its thumbnail."""

    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    thumbnail: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    width: Mapped[int]
    height: Mapped[int]


def require_sent(content: bytes) -> None:
    """Raise BadPicture where no file was sent: forms ask for it first, so it is told first."""
    if not content:
        raise BadPicture(PictureProblem.EMPTY)


def draw_kept(content: bytes) -> dict[str, Any]:
    """The columns of `KeptPicture`, drawn anew of a file. Raises BadPicture.

    Call it before anything is held: it takes as long as the picture is large.
    """
    page = redraw(content)
    small = redraw(page.content, max_edge=THUMBNAIL_EDGE)
    return {**vars(page), "thumbnail": small.content}


def shown(picture: KeptPicture, *, small: bool, cache_control: str) -> Response:
    """A picture, or its thumbnail, as an answer."""
    answer = make_response(picture.thumbnail if small else picture.content)
    answer.mimetype = MEDIA_TYPE
    answer.headers["Cache-Control"] = cache_control
    return answer


def redraw(content: bytes, *, max_edge: int = PAGE_EDGE) -> Picture:
    """The picture of a JPEG, PNG or WebP file, upright, its longer edge at most `max_edge` pixels. Raises BadPicture.

    What is transparent becomes white; of a moving picture the first frame is taken. The same bytes give the same
    picture.
    """
    require_sent(content)
    if len(content) > MOST_MEGABYTES * 1024 * 1024:
        raise BadPicture(PictureProblem.TOO_BIG)
    from PIL import ImageOps  # who uploads nothing needs none of it

    image = _opened(content)
    if image.width * image.height > MOST_PIXELS[image.format or ""]:
        raise BadPicture(PictureProblem.TOO_MANY_PIXELS)
    if image.format in ("JPEG", "MPO") and _count_scans(content) > MOST_SCANS:
        raise BadPicture(PictureProblem.BROKEN)
    try:
        image.draft("RGB", (max_edge, max_edge))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((max_edge, max_edge))
        return _kept(upright)
    except Exception as error:  # a damaged file shows itself in a dozen kinds of errors, by where it is damaged
        raise BadPicture(PictureProblem.BROKEN) from error


def _opened(content: bytes) -> Image.Image:
    from PIL import Image

    try:
        return Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadPicture(PictureProblem.TOO_MANY_PIXELS) from error
    except (OSError, ValueError, EOFError) as error:
        raise BadPicture(PictureProblem.KIND) from error


_MARKER = re.compile(rb"\xff+([^\x00\x01\xd0-\xd7\xff])")
_START_OF_SCAN, _END = 0xDA, 0xD9


def _count_scans(content: bytes) -> int:
    """How many scans the first picture of a JPEG file has. What its other segments hold is stepped over."""
    count, at = 0, 2
    while (found := _MARKER.search(content, at)) and found[1][0] != _END:
        count += found[1][0] == _START_OF_SCAN
        at = found.end() + max(2, int.from_bytes(content[found.end() : found.end() + 2]))
    return count


def _kept(image: Image.Image) -> Picture:
    """Drawn on a fresh sheet, which has no metadata that could come along."""
    from PIL import Image

    seen = image.convert("RGBA")
    sheet = Image.new("RGB", seen.size, "white")
    sheet.paste(seen, mask=seen.getchannel("A"))
    file = io.BytesIO()
    sheet.save(file, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return Picture(file.getvalue(), sheet.width, sheet.height)


def say_picture(problem: PictureProblem) -> str:
    """Why a file is not taken, and what to do."""
    words: dict[PictureProblem, str] = {
        PictureProblem.EMPTY: _("没有选择照片，或者文件是空的。"),
        PictureProblem.TOO_BIG: _("照片太大，最多 %(megabytes)d MB。请先缩小再上传。", megabytes=MOST_MEGABYTES),
        PictureProblem.KIND: _("只收 JPEG、PNG 和 WebP 照片。手机里的 HEIC 照片请先存成 JPEG。"),
        PictureProblem.TOO_MANY_PIXELS: _("照片的像素太多。请先缩小到 2500 万像素以内再上传。"),
        PictureProblem.BROKEN: _("照片打不开，可能没有传完整。请重新导出后再上传。"),
    }
    return words[problem]
