"""News about an event for the people of its base, in the language each of them reads."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sciencepop.accounts.models import AddressKind
from sciencepop.bases.services.tell import people_of
from sciencepop.core import outbox
from sciencepop.core.i18n import in_language, tr
from sciencepop.core.outbox import Channel
from sciencepop.programme.models import ContentReview, Event, EventState


def tell_review(session: Session, event: Event, review: ContentReview, *, now: datetime) -> None:
    """Owe the base's people the outcome of a review. Call with the review flushed."""
    for person in people_of(session, event.base):
        address = next((a for a in person.addresses if a.kind is AddressKind.EMAIL), None)
        address = address or next(iter(person.addresses), None)
        if address is None:
            continue
        with in_language(person.language):
            subject, body = words_of(event, review)
        is_mail = address.kind is AddressKind.EMAIL
        outbox.queue(
            session,
            channel=Channel.MAIL if is_mail else Channel.SMS,
            address=address.value,
            subject=subject,
            body=body if is_mail else subject,
            dedup_key=f"content-review-{review.id}-{person.id}",
            now=now,
        )


def words_of(event: Event, review: ContentReview) -> tuple[str, str]:
    """Subject and text of the news, in the language that is being written now."""
    title = tr(event, "title")
    words = {
        EventState.PUBLISHED: (
            _("“%(title)s”已经公开", title=title),
            _("活动已经通过内容审核，居民现在可以看到并预约。"),
        ),
        EventState.RETURNED: (
            _("“%(title)s”需要修改", title=title),
            _("请登录后打开“活动管理”，按下面的意见修改，再提交一次。"),
        ),
        EventState.WITHDRAWN: (
            _("“%(title)s”已停止公开", title=title),
            _("活动页面和日历里暂时看不到它了。请登录后修改，区科协核对后可以恢复。"),
        ),
    }
    subject, advice = words[review.state]
    lines = [subject, "", advice]
    if review.note:
        lines += ["", _("说明：%(reason)s", reason=review.note)]
    return subject, "\n".join(lines)
