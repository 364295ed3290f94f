"""A base in full, with its former name and how one gets in; and a change that it filed and nobody has looked at yet."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sciencepop.bases.models import AccessFact, BaseContact, BaseFiling, FormerName, ScienceBase
from sciencepop.bases.rules.contacts import ContactRole
from sciencepop.bases.rules.filing import FilingState
from sciencepop.demo.chance import moment
from sciencepop.demo.plan import Season

PROFILED = "star-classroom"
PROFILE = {
    "legal_person": "示例：佘山镇社区学校",
    "signature_zh": "星空夜：天黑后用望远镜看月亮和行星，每月一次，阴天改在圆顶里看（示例）",
    "signature_en": "Star night: the moon and planets through a telescope, once a month; cloudy: the dome (sample)",
    "exhibits_zh": "可以转动的四季星图\n陨石标本（可以摸）\n一比一亿的太阳系走廊",
    "exhibits_en": "A chart of the seasons that turns\nA meteorite to touch\nThe solar system in a corridor",
    "audiences": ["preschool-family", "teenagers", "seniors"],
    "access_lacking": ["lift", "hearing-loop"],
}


def write_base_changes(session: Session, season: Season) -> None:
    """A few statements and a look-up."""
    session.execute(update(ScienceBase).where(ScienceBase.slug == PROFILED).values(**PROFILE))
    base = session.scalars(select(ScienceBase).where(ScienceBase.slug == PROFILED)).one()
    assert base.registrant_id is not None
    contact = {"base_id": base.id, "phone": "", "email": "visits.star-classroom@example.org"}
    session.add(BaseContact(**contact, role=ContactRole.VISITS, name="预约台（示例）", is_public=True))
    session.add(
        BaseFiling(
            code="SAMPLEMOVE",
            base_id=base.id,
            state=FilingState.SUBMITTED,
            was={"address_zh": base.address_zh},
            wanted={"address_zh": "示例地址，新楼二层"},
            reason="教室搬到隔壁新楼，从下月起在新址开放（示例）。",
            effective_on=season.today + timedelta(days=20),
            filed_by=base.registrant_id,
            filed_at=moment(season.today - timedelta(days=1)),
        )
    )
    write_names_and_access(session, base, season)
    session.flush()


def write_names_and_access(session: Session, base: ScienceBase, season: Season) -> None:
    """What it was called until last year, and a word on two facts."""
    last_year = season.today - timedelta(days=400)
    was = {"name_zh": "佘山社区天文角（示例）", "name_en": "Sheshan astronomy corner (sample)"}
    session.add(FormerName(base_id=base.id, **was, until_on=last_year))
    notes = {
        "step-free": ("坡道在后门，请先按铃（示例）", "The slope is at the back gate, ring first (sample)"),
        "lift": ("圆顶要走 28 级台阶，楼下有实时画面（示例）", "28 steps to the dome; live view downstairs (sample)"),
    }
    base.access = sorted({*base.access, "step-free"})
    base.access_facts = [
        AccessFact(slug=slug, note_zh=zh, note_en=en, checked_on=season.today - timedelta(days=20))
        for slug, (zh, en) in notes.items()
    ]
