"""News about an event for the people of its base, in the language each of them reads."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sciencepop.bases.services.tell import tell_people
from sciencepop.core.i18n import tr
from sciencepop.core.letter import Letter
from sciencepop.programme.models import ContentReview, Event, EventState


def tell_review(session: Session, event: Event, review: ContentReview, *, now: datetime) -> None:
    """Owe the base's people the outcome of a review."""
    tell_people(session, event.base, lambda: review_letter(event, review), kind="review", now=now)


def review_letter(event: Event, review: ContentReview) -> Letter:
    """The news, in the language that is being written now."""
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
    note = [_("说明：%(reason)s", reason=review.note)] if review.note else []
    return Letter(subject=subject, paragraphs=[advice, *note], short=subject)
