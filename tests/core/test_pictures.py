"""Uploaded photographs: what is taken, and that nothing of the file stays but what is seen."""

import io
import struct
import zlib

import pytest
from PIL import Image

from sciencepop.core import pictures
from sciencepop.core.pictures import BadPicture, PictureProblem, draw_kept, redraw


def file_of(image: Image.Image, kind: str, **saved: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **saved)
    return file.getvalue()


def photo(size: tuple[int, int] = (300, 200)) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    return image


def claimed_png(width: int, height: int) -> bytes:
    """A file of a few bytes that says that it has so many pixels."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = b"IDAT" + zlib.compress(b"\x00")
    chunks = [struct.pack(">I", len(one) - 4) + one + struct.pack(">I", zlib.crc32(one)) for one in (header, body)]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def many_scans(count: int) -> bytes:
    """A progressive JPEG that repeats its last scan, as a bomb does."""
    whole = file_of(photo((64, 64)), "JPEG", progressive=True)
    last = whole[whole.rfind(b"\xff\xda") : -2]
    return whole[:-2] + last * count + whole[-2:]


def seen(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_of_any_kind_becomes_a_jpeg_of_bounded_size(kind):
    kept = redraw(file_of(photo(), kind), max_edge=150)
    image = seen(kept.content)
    assert (image.format, image.size) == ("JPEG", (150, 100))
    assert (kept.width, kept.height) == (150, 100)
    columns = draw_kept(file_of(photo((600, 300)), kind))
    assert (columns["width"], columns["height"], seen(columns["thumbnail"]).size) == (600, 300, (480, 240))
    assert redraw(file_of(photo((30, 20)), kind)).width == 30, "nothing is blown up"


def test_a_photograph_is_turned_upright_and_its_metadata_and_what_follows_it_are_gone():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    exif[0x010E] = "home of somebody"
    exif.get_ifd(0x8825)[1] = "N"
    content = file_of(photo(), "JPEG", exif=exif, comment=b"a secret") + b"<?php hidden"
    kept = redraw(content)
    image = seen(kept.content)
    assert image.size == (200, 300)
    assert image.getpixel((100, 10))[0] > 200, "the left of the picture is its top now"
    assert dict(image.getexif()) == {}
    assert not any(word in kept.content for word in (b"Exif", b"home of", b"secret", b"hidden"))


def test_what_is_transparent_is_white_and_of_a_moving_picture_the_first_frame_is_kept():
    clear = Image.new("RGBA", (20, 20), (255, 0, 0, 0))
    assert seen(redraw(file_of(clear, "PNG")).content).getpixel((5, 5)) == (255, 255, 255)
    moving = file_of(photo((20, 20)), "WEBP", save_all=True, append_images=[Image.new("RGB", (20, 20), "white")])
    assert seen(redraw(moving).content).getpixel((2, 2))[1] < 60


def test_what_lies_beside_the_scans_of_a_photograph_counts_as_none():
    whole = file_of(photo(), "JPEG", progressive=True, comment=b"\xff\xda" * 99)
    assert redraw(whole + b"\xff\xda" * 99).width == 300


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", PictureProblem.EMPTY),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", PictureProblem.KIND),
        (b"%PDF-1.4", PictureProblem.KIND),
        (file_of(photo(), "GIF"), PictureProblem.KIND),
        (b"\xff\xd8\xff" + b"no picture", PictureProblem.KIND),
        (file_of(photo(), "JPEG")[:-400], PictureProblem.BROKEN),
        (file_of(photo(), "PNG")[:80], PictureProblem.BROKEN),
        (many_scans(pictures.MOST_SCANS), PictureProblem.BROKEN),
        (claimed_png(6000, 6000), PictureProblem.TOO_MANY_PIXELS),
        (claimed_png(60_000, 60_000), PictureProblem.TOO_MANY_PIXELS),
        (b"\xff" * (pictures.MOST_MEGABYTES * 1024 * 1024 + 1), PictureProblem.TOO_BIG),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_picture_is_refused_by_its_bytes(content, problem):
    with pytest.raises(BadPicture) as refused:
        redraw(content)
    assert refused.value.problem is problem
