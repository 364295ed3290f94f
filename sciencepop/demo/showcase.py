"""Four projects of the sample season: three public, one that waits for the officer; with a talk and a meeting."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from io import BytesIO

from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from sciencepop.bookings.services import ledger
from sciencepop.core.pictures import draw_kept
from sciencepop.demo.chance import moment
from sciencepop.demo.people import APPLICANT, MARK, RESIDENT
from sciencepop.demo.plan import Season
from sciencepop.showcase.models import (
    MeetingSlot,
    Project,
    ProjectPicture,
    ProjectState,
    SlotState,
    Stage,
    Talk,
    TalkMessage,
)
from sciencepop.showcase.services.meetings import work_of

PROJECTS = (
    (
        "雨水花园水质监测浮标",
        "A buoy that watches the water of rain gardens",
        "巴掌大的浮标，太阳能供电，每十分钟测一次水温、浊度和溶解氧。已在两处社区雨水花园试用半年。",
        "A buoy the size of a hand, run by the sun; temperature, turbidity and oxygen every ten minutes. "
        "Two rain gardens have used it for half a year.",
        "ecology",
        Stage.PILOT,
        ["cooperation", "product"],
        ["pilot_site", "funding"],
    ),
    (
        "老年人用药提醒盒",
        "A box that reminds of medicines",
        "会说松江话的药盒：到点提醒，拿错了会说，家人在手机上看得到。",
        "A pill box that speaks the local dialect, tells when a wrong one was taken, and lets the family know.",
        "health",
        Stage.PROTOTYPE,
        ["licence", "cooperation"],
        ["partner", "funding"],
    ),
    (
        "小型风洞教具",
        "A small wind tunnel for schools",
        "课桌大小的风洞，纸飞机和车模都能测阻力，配十二节课的教案。",
        "A wind tunnel that stands on a desk and measures drag of paper planes and car models, with twelve lessons.",
        "physics",
        Stage.MARKET,
        ["product", "training"],
        ["partner"],
    ),
    (
        "稻田害虫图像识别",
        "Seeing pests in rice fields",
        "用手机拍一张稻叶，识别七种常见害虫。正在收集叶榭镇的照片。",
        "A photograph of a rice leaf tells seven common pests apart; pictures from Yexie are being collected.",
        "agriculture",
        Stage.LAB,
        ["cooperation"],
        ["talent", "pilot_site"],
    ),
)


def write_showcase(session: Session, season: Season) -> None:
    """Write them. The resident owns the first; the applicant owns the second, writes to the first, and they meet."""
    now = moment(season.today)
    owners = (RESIDENT, APPLICANT, *[one for one in season.people.residents if one != RESIDENT][50:52])
    projects = []
    for number, (owner, (title, title_en, text, text_en, topic, stage, offers, needs)) in enumerate(
        zip(owners, PROJECTS, strict=True), 1
    ):
        at = now - timedelta(days=30 - number)
        is_public = number < len(PROJECTS)
        projects.append(
            Project(
                code=f"SAMPLESHOW{number}",
                owner_id=owner,
                title_zh=title + MARK,
                title_en=title_en,
                text_zh=text,
                text_en=text_en,
                topic=topic,
                stage=stage,
                offers=offers,
                needs=needs,
                state=ProjectState.PUBLISHED if is_public else ProjectState.SUBMITTED,
                is_sample=True,
                created_at=at,
                changed_at=at,
                published_at=at if is_public else None,
            )
        )
    session.add_all(projects)
    session.flush()
    _add_picture(session, projects[0], now)
    _write_talk(session, projects[0], season)


def _add_picture(session: Session, project: Project, now: datetime) -> None:
    """A drawing of the buoy, so that the showcase has something to see."""
    sheet = Image.new("RGB", (1200, 675), "#dff0f2")
    pen = ImageDraw.Draw(sheet)
    pen.ellipse((930, 70, 1060, 200), fill="#ffd68a")
    pen.rectangle((0, 400, 1200, 675), fill="#2f8f9d")
    for row in range(5):
        for place in range(-row % 2 * 60, 1200, 120):
            pen.arc((place, 420 + row * 50, place + 120, 460 + row * 50), 180, 360, fill="#8fd0d6", width=5)
    pen.ellipse((500, 330, 700, 470), fill="#c76a12")
    pen.rectangle((500, 385, 700, 415), fill="#fbfaf7")
    pen.line((600, 340, 600, 190), fill="#16302f", width=10)
    pen.polygon(((530, 190), (670, 170), (670, 215), (530, 235)), fill="#16302f")
    file = BytesIO()
    sheet.save(file, "PNG")
    project.pictures.append(
        ProjectPicture(
            alt_zh="示意图：一个橙色的浮标漂在水面上，上面有一块太阳能板",
            alt_en="A drawing: an orange buoy on the water, with a solar panel on top",
            rights_at=now,
            **draw_kept(file.getvalue()),
        )
    )


def _write_talk(session: Session, project: Project, season: Season) -> None:
    now = moment(season.today)
    talk = Talk(
        code="SAMPLETALK1",
        project_id=project.id,
        asker_id=APPLICANT,
        opened_at=now - timedelta(days=2),
        owner_agreed_at=now,
    )
    session.add(talk)
    session.flush()
    said = (
        (APPLICANT, "您好，我们社区有一个雨水花园，想试用浮标，可以先来看看吗？"),
        (RESIDENT, "可以的。我提供了几个时间，请您选一个。"),
    )
    session.add_all(
        TalkMessage(talk_id=talk.id, author_id=author, words=words, sent_at=now - timedelta(days=2 - number))
        for number, (author, words) in enumerate(said)
    )
    for number, days in enumerate((45, 52), 1):
        starts_at = moment(season.today + timedelta(days=days), time(19, 0))
        slot = MeetingSlot(
            code=f"SAMPLEMEET{number}",
            project_id=project.id,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=30),
            place="线上会议（示例）",
            state=SlotState.TAKEN if number == 1 else SlotState.OPEN,
            talk_id=talk.id if number == 1 else None,
            changed_at=now,
        )
        session.add(slot)
        session.flush()
        if slot.talk_id:
            for person in (RESIDENT, APPLICANT):
                ledger.take_for(session, person, work_of(slot, talk, person), is_firm=True)
    session.flush()
