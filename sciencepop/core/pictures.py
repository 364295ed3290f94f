"""Photographs that somebody uploads: told by their bytes, bounded, and drawn anew.

Dangerous: the file is a stranger's. Nothing of it is kept but what is to be seen: no place, no name of a camera, no
second picture behind the first, no bytes after the end. How many pixels it claims is read before one is decoded.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext as _
from PIL import Image, ImageOps

MOST_MEGABYTES = 8
MOST_PIXELS = {"JPEG": 50_000_000, "MPO": 50_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
"""By kind, MPO being the JPEG of telephones that put a second picture behind the first. JPEG may have more pixels,
because it is decoded at a fraction of its size."""
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


class BadPicture(Exception):
    """A file that is not taken as a picture."""

    def __init__(self, problem: PictureProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept: JPEG bytes and their size in pixels."""

    content: bytes
    width: int
    height: int


def redraw(content: bytes, *, max_edge: int = PAGE_EDGE) -> Picture:
    """The picture of a JPEG, PNG or WebP file, upright, its longer edge at most `max_edge` pixels. Raises BadPicture.

    A thumbnail is the redrawn picture redrawn smaller. What is transparent becomes white; of a moving picture the first
    frame is taken. The same bytes give the same picture.
    """
    if not content:
        raise BadPicture(PictureProblem.EMPTY)
    if len(content) > MOST_MEGABYTES * 1024 * 1024:
        raise BadPicture(PictureProblem.TOO_BIG)
    image = _opened(content)
    if image.width * image.height > MOST_PIXELS[image.format or ""]:
        raise BadPicture(PictureProblem.TOO_MANY_PIXELS)
    try:
        image.draft("RGB", (max_edge, max_edge))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((max_edge, max_edge))
        return _kept(upright)
    except Exception as error:  # a damaged file shows itself in a dozen kinds of errors, by where it is damaged
        raise BadPicture(PictureProblem.BROKEN) from error


def _opened(content: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadPicture(PictureProblem.TOO_MANY_PIXELS) from error
    except (OSError, ValueError, EOFError) as error:
        raise BadPicture(PictureProblem.KIND) from error


def _kept(image: Image.Image) -> Picture:
    """Drawn on a fresh sheet, which has no metadata that could come along."""
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
