"""Readers of the sample season, a campaign that was sent, one that waits for the officer, and last week's digest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.campaigns.models import Campaign, CampaignState, Digest, Frequency, Reader
from sciencepop.campaigns.queries.campaigns import key_of
from sciencepop.core.db import Base
from sciencepop.core.outbox import Channel, Delivery
from sciencepop.demo.chance import moment, stream
from sciencepop.demo.people import COLLEAGUE, MARK, OFFICER, RESIDENT, Row
from sciencepop.demo.plan import Season
from sciencepop.demo.write import insert_rows

AGES = {"preschool-family": "0-6", "teenagers": "7-12", "students": "18-59", "workers": "18-59", "seniors": "60"}
TABLES = Base.metadata.tables


def write_campaigns(session: Session, season: Season) -> None:
    """Write them. Each campaign was begun by the second officer, so that the first can let it go."""
    now = moment(season.today)
    insert_rows(session.connection(), TABLES["reader"], _readers(season, now))
    readers = {one.id: one for one in session.scalars(select(Reader))}
    sent, waiting = _campaigns(now)
    thursday = season.today - timedelta(days=(season.today.weekday() - 3) % 7 or 7)
    digest_at = moment(thursday, time(17, 5))
    digest = Digest(due_on=thursday, cursor=max(readers), created_at=digest_at, finished_at=digest_at)
    session.add_all([sent, waiting, digest])
    session.flush()
    sent.cursor = max(readers)
    reached = [one for one in readers.values() if one.carriers]
    to_seniors = [one for one in reached if one.campaigns_since_at and "seniors" in one.audiences]
    weekly = [one for one in reached if one.frequency is Frequency.WEEKLY]
    letters = [*_letters(season, sent, to_seniors, sent.send_at), *_letters(season, digest, weekly, digest_at)]
    insert_rows(session.connection(), TABLES["sent_letter"], [letter for letter, _mail in letters])
    insert_rows(session.connection(), TABLES["outbox_message"], [mail for _letter, mail in letters if mail])


def _readers(season: Season, now: datetime) -> Iterator[Row]:
    """The resident, and four in ten of the others: what they chose differs from one to the next."""
    rng, joined = stream("readers"), now - timedelta(days=60)
    audiences = {int(str(row["id"])): list(row["audiences"]) for row in season.people.rows}  # type: ignore[call-overload]
    for person_id in (RESIDENT, *season.people.residents):
        mine = [slug for slug in audiences[person_id] if slug in AGES]
        if person_id != RESIDENT and rng.random() >= 0.4:
            continue
        is_me = person_id == RESIDENT
        wants, has_stopped = is_me or rng.random() < 0.7, not is_me and rng.random() < 0.15
        agrees = is_me or (not has_stopped and rng.random() < 0.8)
        yield {
            "person_id": person_id,
            "frequency": Frequency.WEEKLY if wants else rng.choice([Frequency.OFF, Frequency.MONTHLY]),
            "by_mail": is_me or rng.random() < 0.7,
            "on_site": is_me or rng.random() < 0.6,
            "audiences": mine,
            "ages": [AGES[slug] for slug in mine] if not is_me and rng.random() < 0.3 else [],
            "gives_feedback": rng.random() < 0.5,
            "campaigns_since_at": joined if agrees else None,
            "campaigns_ended_at": joined if has_stopped else None,
            "is_sample": True,
            "created_at": joined,
            "changed_at": joined,
        }


def _campaigns(now: datetime) -> tuple[Campaign, Campaign]:
    usual = {"by_mail": True, "on_site": True, "path": "/events?audience=seniors", "is_sample": True}
    sent_at = now - timedelta(days=6) + timedelta(hours=10)
    sent = Campaign(
        code="SAMPLEPUSH1",
        title_zh=f"敬老月：手机防诈和健康讲座{MARK}",
        title_en="Seniors' month: phone fraud and health",
        text_zh="这个月，各街镇的科普点有二十多场讲座：怎么认出骗子电话，怎么看懂体检单。\n\n"
        "讲义有大字版，坐轮椅也进得来。可以网上预约，也可以请服务台代约。",
        text_en="More than twenty talks this month in all towns: how to tell a fraud on the telephone, how to read a "
        "medical report.\n\nNotes come in large print, and wheelchairs get in. Book here or ask the desk.",
        audiences=["seniors"],
        send_at=sent_at,
        state=CampaignState.SENT,
        written_by=COLLEAGUE,
        approved_by=OFFICER,
        approved_at=sent_at - timedelta(days=1),
        finished_at=sent_at + timedelta(minutes=1),
        created_at=sent_at - timedelta(days=2),
        changed_at=sent_at,
        **usual,
    )
    waiting = Campaign(
        code="SAMPLEPUSH2",
        title_zh=f"园区午间科普：人工智能怎么帮您干活{MARK}",
        title_en="Noon talks in the parks: what AI does for your work",
        text_zh="三场午间讲座，每场四十分钟，带饭也可以听。讲的都是车间里用得上的。",
        text_en="Three talks at noon, forty minutes each; bring your lunch. All of it is of use on the shop floor.",
        stages=["职中"],
        send_at=now + timedelta(days=2, hours=12),
        state=CampaignState.SUBMITTED,
        written_by=COLLEAGUE,
        created_at=now - timedelta(days=1),
        changed_at=now - timedelta(days=1),
        **(usual | {"path": "/events?audience=workers"}),
    )
    return sent, waiting


def _letters(
    season: Season, thing: Campaign | Digest, readers: list[Reader], at: datetime
) -> Iterator[tuple[Row, Row | None]]:
    """The rows of letters, and of the mails that went out; nothing is left in those but that they did."""
    rng = stream("letters", key_of(thing, ""))
    for reader in readers:
        answers = reader.gives_feedback and rng.random() < 0.5
        letter: Row = {
            "reader_id": reader.id,
            "campaign_id": thing.id if isinstance(thing, Campaign) else None,
            "digest_id": thing.id if isinstance(thing, Digest) else None,
            "by_mail": reader.by_mail,
            "on_site": reader.on_site,
            "written_at": at,
            "is_useful": rng.random() < 0.75 if answers else None,
            "answered_on": at.date() if answers else None,
        }
        mail: Row = {
            "dedup_key": key_of(thing, reader.id),
            "channel": Channel.MAIL,
            "address": "",
            "body": "",
            "state": Delivery.SENT,
            "created_at": at,
            "not_before": at,
            "sent_at": at,
        }
        yield letter, mail if reader.by_mail else None
