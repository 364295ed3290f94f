"""Letters about wishes, and the words of a draft that is made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.accounts.post import write_to
from sciencepop.accounts.rules.messages import MessageKind
from sciencepop.core.i18n import in_language, tr
from sciencepop.core.letter import Letter, site_address
from sciencepop.core.reference import get_reference
from sciencepop.programme.models import Event
from sciencepop.search.messages import PARTS_OF_WEEK
from sciencepop.search.models import Demand, DemandPool
from sciencepop.search.rules.demand import topic_of

MOST_TOLD = 5
Said = TypeVar("Said")


def draft_title(subject: str, rows: Sequence[Demand]) -> str:
    """Chinese, as everything on a base's desk is; the manager gives it its own name. It has no words of one alone."""
    topic, common = get_reference().topics.get(topic_of(subject)), _said_by_many(row.words for row in rows)
    words = topic.name_zh if topic else common[0][0] if common else subject.removeprefix("words:")
    with in_language("zh"):
        return str(_("居民想要：%(words)s", words=words))


def who_asks(rows: Sequence[Demand], seats: int) -> str:
    """Who asked, in numbers: nobody's name, and nothing that only one of them said."""
    towns, known = [row.town_code for row in rows if row.town_code], get_reference().towns
    all_of_them = _("由 %(families)d 户的需求汇总而成，共 %(seats)d 人。", families=len(rows), seats=seats)
    said = [(f"“{words}”", count) for words, count in _said_by_many(row.words for row in rows)]
    said += [(str(PARTS_OF_WEEK[part]), count) for part, count in _said_by_many(row.part_of_week for row in rows)]
    said += [(tr(known[code], "name"), count) for code, count in _said_by_many(towns) if code in known]
    counts = [_("%(said)s %(num)d 户", said=one, num=count) for one, count in said]
    return " ".join([all_of_them, _("、").join(counts)]).strip()


def _said_by_many(said: Iterable[Said]) -> list[tuple[Said, int]]:
    return [(one, count) for one, count in Counter(said).most_common(MOST_TOLD) if count > 1]


def tell_draft(
    session: Session, manager: Person, event: Event, pool: DemandPool, rows: Sequence[Demand], *, now: datetime
) -> None:
    """Tell a manager that a draft lies on their desk, and who asked. The draft itself says nothing of that: whatever
    stands in an event becomes public with it."""
    with in_language(manager.language):
        subject = _("有 %(families)d 户想来：已为您起草一个活动", families=pool.families)
        words = [
            _("“%(title)s”。%(who)s", title=event.title_zh, who=who_asks(rows, pool.seats)),
            _(
                "请改成您能办的样子，加上时间，再提交审核；公布以后，提出需求的人会先收到预约机会。不办也可以，请按“不办”，我们再问别的基地。"
            ),
        ]
        _send(
            session,
            manager,
            subject,
            words,
            "/manage/demands",
            f"demand-draft-{pool.id}-{manager.id}",
            now,
        )


def tell_found(session: Session, row: Demand, event: Event, *, now: datetime, is_first: bool = False) -> None:
    """Tell somebody that what they asked for is there. `is_first`: they stand in line, which writes to them, too."""
    person = session.get_one(Person, row.person_id)
    with in_language(person.language):
        subject = _("您想要的“%(words)s”有了", words=row.words)
        words = [tr(event, "title")]
        if is_first:
            words.append(_("已经替您排在最前面：有没有名额、到什么时候答复，看另一封信。"))
        words.append(_("这是您请我们告诉您的。以后不再为这个需求写信。"))
        _send(session, person, subject, words, f"/events/{event.slug}", f"demand-found-{row.id}-{event.id}", now)


def _send(session: Session, person: Person, subject: str, words: list[str], path: str, key: str, now: datetime) -> None:
    if not person.is_active:
        return
    link = _("打开"), f"{site_address()}{path}"
    letter = Letter(subject=subject, paragraphs=words, link=link, short=f"{subject} {link[1]}")
    write_to(session, person, letter, MessageKind.OFFER, key=key, path=path, now=now)
