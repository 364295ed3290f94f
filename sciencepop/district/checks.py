"""Checks of `flask doctor`: each returns a sentence for every thing that is broken."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import String, cast, exists, func, select

from sciencepop.accounts.models import Grant
from sciencepop.bases.models import BaseState, ScienceBase
from sciencepop.core import clock, invariants
from sciencepop.core.db import db
from sciencepop.core.outbox import Channel, Delivery, OutboxMessage
from sciencepop.core.reference import get_reference
from sciencepop.core.stamps import ROWS, Stamp
from sciencepop.programme.models import (
    ContentReview,
    Event,
    EventAudience,
    EventState,
    EventTopic,
    Occurrence,
    OccurrenceState,
    Series,
    VEvent,
)

OUTBOX_MINUTES = 15
"""How long a message may be due before the worker takes it."""

RETRIED_MINUTES = 60
"""How long a message may be owed while the mail server or the provider does not take it."""

NAMED = 10
"""How many broken rows one sentence names."""


def register_all() -> None:
    """Hand the checks to `core.invariants`."""
    for check in (vocabularies, calendar_texts, outbox_age, stamps, series, reviews, cancellations, managers):
        invariants.register(f"district.{check.__name__}", check)


def vocabularies() -> list[str]:
    """Codes and slugs in rows that the reference data does not know."""
    reference = get_reference()
    used: list[tuple[str, Iterable[Any], Collection[str]]] = [
        (_("活动类型"), _values(Event.kind), reference.event_kinds),
        (_("受众"), _values(EventAudience.slug), reference.audiences),
        (_("主题"), _values(EventTopic.slug), reference.topics),
        (_("基地类型"), _values(ScienceBase.kind), reference.base_kinds),
        (
            _("街镇"),
            {*_values(ScienceBase.town_code), *_values(Occurrence.town_code), *_values(Grant.town_code)},
            reference.towns,
        ),
        (_("无障碍服务"), {*_listed(Event.access), *_listed(ScienceBase.access)}, reference.access),
    ]
    sentences = []
    for label, values, known in used:
        unknown = sorted(str(value) for value in set(values) - set(known) if value)
        if unknown:
            sentences.append(_("%(label)s里有词表没有的值：%(values)s。", label=label, values=_some(unknown)))
    return sentences


def calendar_texts() -> list[str]:
    """Occurrences without a calendar text of their present revision in both languages."""
    missing = select(Occurrence.id).where(~_has_text("zh") | ~_has_text("en"))
    return _about(missing, lambda ids: _("有 %(count)d 个场次没有最新的日历文本，例如：%(ids)s。", **ids))


def outbox_age() -> list[str]:
    """Messages that nobody fetches, that nobody takes, and those given up. Asks the rows, never a mail server."""
    now = clock.now()
    owed = OutboxMessage.state.in_([Delivery.QUEUED, Delivery.SENDING])
    is_due_long = OutboxMessage.not_before < now - timedelta(minutes=OUTBOX_MINUTES)
    late = select(OutboxMessage.id).where(owed, is_due_long)
    retried = select(OutboxMessage.id).where(
        owed, ~is_due_long, OutboxMessage.created_at < now - timedelta(minutes=RETRIED_MINUTES)
    )
    is_push = OutboxMessage.channel == Channel.PUSH
    failed = select(OutboxMessage.id).where(OutboxMessage.state == Delivery.FAILED)
    return [
        *_about(
            late,
            lambda ids: _(
                "有 %(count)d 条消息超过 %(minutes)d 分钟没有发出，请检查后台任务：%(ids)s。",
                minutes=OUTBOX_MINUTES,
                **ids,
            ),
        ),
        *_about(
            retried.where(is_push),
            lambda ids: _(
                "有 %(count)d 条设备通知试了 %(minutes)d 分钟仍没有送出，请检查本机能不能连上推送服务：%(ids)s。",
                minutes=RETRIED_MINUTES,
                **ids,
            ),
        ),
        *_about(
            retried.where(~is_push),
            lambda ids: _(
                "有 %(count)d 条消息试了 %(minutes)d 分钟仍没有发出，请用 flask mail test 检查邮件服务器：%(ids)s。",
                minutes=RETRIED_MINUTES,
                **ids,
            ),
        ),
        *_about(failed, lambda ids: _("有 %(count)d 条消息发送失败：%(ids)s。", **ids)),
    ]


def stamps() -> list[str]:
    """Version rows that every change counts on."""
    have = {(name, shard) for name, shard in db.session.execute(select(Stamp.name, Stamp.shard))}
    missing = [f"{name}/{shard}" for name, shard in sorted(ROWS - have)]
    return [_("缺少版本记录：%(ids)s。", ids=_some(missing))] if missing else []


def series() -> list[str]:
    """Occurrences whose series belongs to another event, and skipped dates that take place all the same."""
    astray = select(Occurrence.id).join(Series, Series.id == Occurrence.series_id)
    sentences = _about(
        astray.where(Series.event_id != Occurrence.event_id),
        lambda ids: _("有 %(count)d 个场次的系列属于别的活动：%(ids)s。", **ids),
    )
    both = []
    skipping = select(Series).where(cast(Series.skipped, String) != "[]")
    for row in db.session.scalars(skipping.execution_options(yield_per=500)):
        starts = select(Occurrence.starts_at).where(
            Occurrence.series_id == row.id,
            Occurrence.moved_from.is_(None),
            Occurrence.state == OccurrenceState.SCHEDULED,
        )
        held = {clock.local(moment).date().isoformat() for moment in db.session.scalars(starts)}
        both += [f"{row.id}: {on}" for on in sorted(held & set(row.skipped))]
    if both:
        sentences.append(_("系列里跳过的日期却有场次：%(ids)s。", ids=_some(both)))
    return sentences


def reviews() -> list[str]:
    """Public events without a science-content review; sample events need none."""
    bare = select(Event.id).where(
        Event.state == EventState.PUBLISHED,
        ~Event.is_sample,
        ~exists().where(ContentReview.event_id == Event.id, ContentReview.state == EventState.PUBLISHED),
    )
    return _about(bare, lambda ids: _("有 %(count)d 个公开活动没有内容审核记录：%(ids)s。", **ids))


def cancellations() -> list[str]:
    """Cancelled events with occurrences that would still take place."""
    alive = (
        select(Occurrence.id)
        .join(Occurrence.event)
        .where(
            Event.state == EventState.CANCELLED,
            Occurrence.state == OccurrenceState.SCHEDULED,
            Occurrence.ends_at > clock.now(),
        )
    )
    return _about(alive, lambda ids: _("有 %(count)d 个场次的活动已取消，场次却没有取消：%(ids)s。", **ids))


def managers() -> list[str]:
    """Live roles for bases that do not exist or never became public."""
    never = (BaseState.DRAFT, BaseState.SUBMITTED, BaseState.REFUSED)
    real = exists().where(ScienceBase.id == Grant.base_id, ScienceBase.state.not_in(never))
    astray = select(Grant.id).where(Grant.ended_at.is_(None), Grant.base_id.is_not(None), ~real)
    return _about(astray, lambda ids: _("有 %(count)d 项基地管理权限没有对应的基地：%(ids)s。", **ids))


def _values(column: Any) -> set[Any]:
    return set(db.session.scalars(select(column).distinct()))


def _listed(column: Any) -> set[str]:
    """The members of a column of JSON lists."""
    texts = db.session.scalars(select(cast(column, String)).distinct())
    return {member for text in texts for member in json.loads(text or "[]")}


def _has_text(lang: str) -> Any:
    return exists().where(
        VEvent.occurrence_id == Occurrence.id, VEvent.lang == lang, VEvent.revision == Occurrence.revision
    )


def _about(found: Any, sentence: Any) -> list[str]:
    """The sentence with how many rows a query finds and the first few ids; nothing when it finds none."""
    count = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    if not count:
        return []
    some = db.session.scalars(found.limit(NAMED)).all()
    return [str(sentence({"count": count, "ids": _some([str(id_) for id_ in sorted(some)])}))]


def _some(values: list[str]) -> str:
    return "、".join(values[:NAMED]) + ("…" if len(values) > NAMED else "")
