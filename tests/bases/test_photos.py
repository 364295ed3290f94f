"""Photographs of a base: whose they are, what they show, seen by an officer before the public, and in what order."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bases.models import BasePhoto
from sciencepop.bases.rules import photos as rules
from sciencepop.bases.rules.photos import Claim, PhotoState, PhotoStep, Rights, Shows, Words
from sciencepop.bases.rules.refusals import Refusal
from sciencepop.bases.services.photos import decide_photo
from sciencepop.core import clock
from sciencepop.core.audit import AuditRow
from sciencepop.core.errors import RuleBroken
from sciencepop.core.outbox import OutboxMessage
from tests.cast import Cast
from tests.page import Page

WHERE = "/manage/bases/chenshan/photos"


def jpeg(width: int = 900, height: int = 600, **saved: Any) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "green").save(file, "JPEG", **saved)
    return file.getvalue()


def form(content: bytes = b"", **values: Any) -> dict[str, Any]:
    """The form of a photograph as a browser sends it."""
    words = {"shows": "exhibit", "alt_zh": "可以转动的星图", "author": "陈晓", "rights": "own", "people_agreed": "y"}
    return words | {"photo": (io.BytesIO(content or jpeg()), "../../a.jpg")} | values


@pytest.mark.parametrize(
    ("alt", "author", "rights", "permission", "agreed", "count", "refusal"),
    [
        ("图", "人", "own", "", True, 23, None),
        ("图", "人", "permitted", "书面", True, 0, None),
        ("", "人", "own", "", True, 0, Refusal.ALT_MISSING),
        ("图", "", "cc0", "", True, 0, Refusal.AUTHOR_MISSING),
        ("图", "人", "permitted", "", True, 0, Refusal.PERMISSION_MISSING),
        ("图", "人", "cc-by", "", False, 0, Refusal.PEOPLE_NOT_ASKED),
        ("图", "人", "own", "", True, 24, Refusal.TOO_MANY_PHOTOS),
    ],
)
def test_what_must_be_said_of_a_photograph(
    alt: str, author: str, rights: str, permission: str, agreed: bool, count: int, refusal: Refusal | None
) -> None:
    claim = Claim(author=author, rights=Rights(rights), permission=permission, people_agreed=agreed)
    assert rules.refuse_photo(Words(shows=Shows.VENUE, alt_zh=alt), claim, count=count) is refusal


def test_an_order_has_two_ends_and_a_thumbnail_keeps_its_shape() -> None:
    assert [rules.moved([1, 2, 3], 2, by) for by in (-9, -1, 0, 1, 9)] == [
        [2, 1, 3], [2, 1, 3], [1, 2, 3], [1, 3, 2], [1, 3, 2]
    ]  # fmt: skip
    assert [rules.small_width(*size, 480) for size in ((1600, 900), (900, 1600), (300, 200), (1600, 1))] == [
        480, 270, 300, 480
    ]  # fmt: skip


def rows(session: Session) -> list[BasePhoto]:
    session.expire_all()
    return list(session.scalars(select(BasePhoto).order_by(BasePhoto.place)))


def test_a_photograph_is_seen_by_an_officer_before_the_public(page: Page, session: Session, cast: Cast) -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    manager, officer = page.sign_in(cast.manager), Page(page.app).sign_in(cast.officer)
    public, stranger = Page(page.app), Page(page.app).sign_in(cast.other_manager)
    manager.post(WHERE, form(jpeg(exif=exif), caption_zh="四季<b>星图", rights="cc-by"))
    row = rows(session)[0]
    assert (row.state, row.width, row.height, row.small_width) == (PhotoState.WAITING, 900, 600, 480)
    assert b"secret" not in row.content
    small = f"/bases/chenshan/photos/{row.id}-small.jpg"
    for who, status in ((public, 404), (stranger, 404), (manager, 200), (officer, 200)):
        answer = who.client.get(small)
        assert answer.status_code == status
        assert status == 404 or answer.headers["Cache-Control"] == "private, no-store"
    public.get("/bases/chenshan")
    assert "星图" not in public.text()

    officer.get("/my/to-do")
    assert "基地照片待审核 1 辰山植物园" in officer.text()
    officer.get("/district/base-photos")
    seen = officer.all("input", name="seen")[0].get("value") or ""
    queue = f"/district/base-photos/{row.id}"
    officer.post(queue, {"step": "return", "seen": seen}, status=422)
    assert "退回时请写明为什么" in officer.text()
    assert officer.all("textarea", name="note", aria_invalid="true")[0].getparent().getparent().get("open") is not None
    officer.post(queue, {"step": "return", "seen": seen, "note": "请写清楚是哪件展品"})
    manager.get(WHERE)
    assert "请写清楚是哪件展品" in manager.text()
    manager.get(f"{WHERE}/{row.id}")
    manager.post(f"{WHERE}/{row.id}", {"shows": "exhibit", "alt_zh": ""}, status=422)
    manager.post(f"{WHERE}/{row.id}", {"shows": "exhibit", "alt_zh": "木制的四季星图", "caption_zh": "四季<b>星图"})
    officer.post(queue, {"step": "show", "seen": "2026-01-01T00:00:00+00:00"}, status=422)
    assert "您打开页面之后基地又改了这张照片的说明" in officer.text()
    officer.post(queue, {"step": "show", "seen": rows(session)[0].changed_at.isoformat()})

    public.get("/bases/chenshan")
    image = next(one for one in public.all("img") if "/photos/" in (one.get("src") or ""))
    large = small.replace("small", "large")
    assert [image.get(name) for name in ("src", "alt", "width", "height", "loading", "srcset")] == [
        large, "木制的四季星图", "900", "600", "lazy", f"{small} 480w, {large} 900w"
    ]  # fmt: skip
    assert "四季<b>星图" in public.text()
    told = json.loads(public.all("script", type="application/ld+json")[0].text or "")["image"][0]
    assert told["creditText"] == "陈晓"
    assert told["license"] == "https://creativecommons.org/licenses/by/4.0/"
    answer = public.client.get(large)
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/jpeg", "public, max-age=300")
    assert public.client.get(large.replace("chenshan", "kejiguan")).status_code == 404

    back = {"step": "return", "seen": rows(session)[0].changed_at.isoformat(), "note": "有人要求撤下"}
    officer.post(f"{queue}?state=shown", back)
    public.get("/bases/chenshan")
    assert "星图" not in public.text()
    assert public.client.get(large).status_code == 404
    with pytest.raises(RuleBroken) as refused:
        decide_photo(row.id, PhotoStep.SHOW, "", by=cast.officer.id, now=clock.now(), seen_at=clock.now())
    assert refused.value.code is Refusal.PHOTO_DECIDED
    letters = session.scalars(select(OutboxMessage.subject).where(OutboxMessage.subject.contains("一张照片")))
    assert len(letters.all()) == 2
    manager.post(f"{WHERE}/{row.id}/remove", {})
    manager.post(f"{WHERE}/{row.id}/remove", {}, status=404)
    assert rows(session) == []
    steps = session.scalars(select(AuditRow.action).where(AuditRow.action.startswith("base.photo_")).order_by("id"))
    assert [one.removeprefix("base.photo_") for one in steps] == [
        "added", "return", "reworded", "show", "return", "removed"
    ]  # fmt: skip


def test_an_officers_photograph_is_public_at_once_and_they_are_put_in_order(
    page: Page, session: Session, cast: Cast
) -> None:
    page.sign_in(cast.officer)
    for number in range(3):
        page.post(WHERE, form(jpeg(90, 60), alt_zh=f"第{number}张", shows="venue", attempt=f"attempt-000{number}"))
    page.post(WHERE, form(jpeg(90, 60), attempt="attempt-0002"))
    first, second, third = rows(session)
    page.post(f"{WHERE}/{third.id}/move/forward", {})
    page.post(f"{WHERE}/{third.id}/move/forward", {})
    page.post(f"{WHERE}/{third.id}/move/forward", {})
    assert [one.id for one in rows(session)] == [third.id, first.id, second.id]
    page.get("/bases/chenshan")
    assert [image.get("alt") for image in page.all("img") if "/photos/" in image.get("src", "")] == [
        "第2张", "第0张", "第1张"
    ]  # fmt: skip
    other = Page(page.app).sign_in(cast.other_manager)
    for path in (f"{WHERE}/{first.id}/move/back", f"{WHERE}/{first.id}/remove", f"{WHERE}/{first.id}"):
        other.post(path, {}, status=403)
        other.post(path.replace("chenshan", "kejiguan"), {}, status=404)
    page.get(f"{WHERE}/{10**30}", status=404)


BAD: list[tuple[dict[str, Any], str]] = [
    ({"photo": b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"}, "只收 JPEG"),
    ({"photo": b""}, "没有选择照片"),
    ({"alt_zh": "\x00 "}, "请用一句话写出照片里有什么"),
    ({"alt_zh": "长" * 10_000, "rights": "stolen"}, "最多 120 个字。"),
    ({"people_agreed": ""}, "照片里认得出的人都同意公开"),
]


def test_what_is_wrong_is_said_and_nothing_is_kept(page: Page, session: Session, cast: Cast) -> None:
    page.sign_in(cast.manager)
    for values, sentence in BAD:
        sent = {"photo": (io.BytesIO(values["photo"]), "a.png")} if "photo" in values else {}
        page.post(WHERE, form(jpeg(9, 6), **values | sent), status=422)
        assert sentence in page.text()
    page.post(WHERE, {}, status=422)
    assert "没有选择照片" in page.text(), "what the form asks first is told first"
    assert rows(session) == []
