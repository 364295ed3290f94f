"""Pictures of a sample base: two that are public, and one that waits for the district. They are drawn, and say so."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

from PIL import Image, ImageDraw
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bases.models import BasePhoto, ScienceBase
from sciencepop.bases.rules.photos import PhotoState, Rights, Shows
from sciencepop.core.pictures import draw_kept
from sciencepop.demo.base_changes import PROFILED
from sciencepop.demo.chance import moment
from sciencepop.demo.people import OFFICER
from sciencepop.demo.plan import Season

NIGHT, PALE, WARM = "#17324d", "#f4efe1", "#ffd68a"
SIZE = (1200, 800)


def _dome(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((0, 560, 1200, 800), fill="#2c5a4b")
    pen.rectangle((400, 430, 800, 600), fill=PALE)
    pen.pieslice((380, 220, 820, 660), 180, 360, fill="#c9d3da")
    pen.polygon(((585, 440), (640, 225), (690, 235), (640, 440)), fill=NIGHT)
    for number in range(40):
        x, y = number * 397 % 1200, number * 173 % 400
        pen.ellipse((x, y, x + 5, y + 5), fill=WARM)


def _chart(pen: ImageDraw.ImageDraw) -> None:
    pen.ellipse((250, 50, 950, 750), fill="#22476a", outline=PALE, width=8)
    for number in range(60):
        turn, far = number * 2.4, 40 + number * 5
        x, y, size = 600 + far * math.cos(turn), 400 + far * math.sin(turn), 3 + number % 5
        pen.ellipse((x - size, y - size, x + size, y + size), fill=WARM)
    for number in range(12):
        turn = number * math.pi / 6
        inner, outer = ((600 + far * math.cos(turn), 400 + far * math.sin(turn)) for far in (330, 350))
        pen.line((inner, outer), fill=PALE, width=5)


def _stone(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((0, 520, 1200, 800), fill=PALE)
    pen.polygon(((380, 520), (450, 300), (620, 230), (800, 330), (840, 520)), fill="#5b4b3f")
    for number in range(14):
        x, y = 450 + number * 89 % 330, 340 + number * 61 % 160
        pen.ellipse((x, y, x + 26, y + 18), fill="#463930")


def write_base_photos(session: Session, season: Season) -> None:
    """Three rows."""
    base = session.scalars(select(ScienceBase).where(ScienceBase.slug == PROFILED)).one()
    assert base.registrant_id is not None
    now = moment(season.today) - timedelta(days=3)
    told: tuple[tuple[Callable[[ImageDraw.ImageDraw], None], Shows, str, str, str, str], ...] = (
        (_dome, Shows.VENUE, "示意图：夜里的白色圆顶，天窗开着", "A drawing: a white dome at night, open", "", ""),
        (
            *(_chart, Shows.EXHIBIT, "示意图：一张圆形的星图，边上有月份刻度", "A drawing: a round chart of stars"),
            *("可以转动的四季星图", "A chart of the seasons that turns"),
        ),
        (_stone, Shows.EXHIBIT, "示意图：桌上一块深褐色的陨石", "A drawing: a brown meteorite on a table", "", ""),
    )
    for place, (draw, shows, alt_zh, alt_en, caption_zh, caption_en) in enumerate(told, 1):
        photo = BasePhoto(
            base_id=base.id,
            place=place,
            shows=shows,
            alt_zh=alt_zh,
            alt_en=alt_en,
            caption_zh=caption_zh,
            caption_en=caption_en,
            author="松江科普（示例）",
            rights=Rights.OWN,
            agreed_at=now,
            added_by=base.registrant_id,
            added_at=now,
            changed_at=now,
            **draw_kept(_drawn(draw)),
        )
        if place < len(told):
            photo.state, photo.decided_by, photo.decided_at = PhotoState.SHOWN, OFFICER, now
        session.add(photo)
    session.flush()


def _drawn(draw: Callable[[ImageDraw.ImageDraw], None]) -> bytes:
    sheet = Image.new("RGB", SIZE, NIGHT)
    draw(ImageDraw.Draw(sheet))
    file = BytesIO()
    sheet.save(file, "PNG")
    return file.getvalue()
