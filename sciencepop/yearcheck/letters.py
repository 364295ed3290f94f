"""Letters of the yearly check: to the base, the district's officers and leads, and the experts, in their language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person, Role
from sciencepop.accounts.post import write_to
from sciencepop.accounts.queries import list_holders
from sciencepop.accounts.rules.messages import MessageKind
from sciencepop.bases.models import ScienceBase
from sciencepop.bases.services.tell import people_of
from sciencepop.core.i18n import day, in_language, tr
from sciencepop.core.letter import Letter, site_address
from sciencepop.yearcheck.letter_words import WORDS
from sciencepop.yearcheck.models import YearFile
from sciencepop.yearcheck.rules.steps import Act, News, Side
from sciencepop.yearcheck.words import grade_words


def tell(session: Session, file: YearFile, news: Act | News, sides: Iterable[Side], *, key: str, now: datetime) -> None:
    """Owe each of these sides one letter; write the new state before. Whoever stands on two gets the first one's."""
    told: set[int] = set()
    for side in sides:
        for person in _people(session, file, side):
            if person.id in told or not person.is_active:
                continue
            told.add(person.id)
            path = f"/yearcheck/{file.code}"
            own = f"yearcheck-{file.code}-{news.value}-{key}-{person.id}"
            with in_language(person.language):
                letter = _letter(file, news, side, path)
                write_to(session, person, letter, MessageKind.ACCOUNT, key=own, path=path, now=now)


def _people(session: Session, file: YearFile, side: Side) -> list[Person]:
    match side:
        case Side.BASE:
            return people_of(session, file.base)
        case Side.DISTRICT:
            return list_holders(session, Role.OFFICER)
        case Side.LEAD:
            return list_holders(session, Role.LEAD)
        case Side.EXPERT:
            return [session.get_one(Person, seat.person_id) for seat in file.sitting if seat.scored_at is None]


def _letter(file: YearFile, news: Act | News, side: Side, path: str) -> Letter:
    facts = {
        "base": tr(file.base, "name"),
        "year": file.year,
        "grade": grade_words(file),
        "due": day(file.due_on) if file.due_on else "",
    }
    subject, advice = (str(words) % facts for words in WORDS[news, side])
    reason = file.state_reason if isinstance(news, Act) and side is not Side.EXPERT else ""
    paragraphs = [advice, *([_("说明：%(reason)s", reason=reason)] if reason else [])]
    url = f"{site_address()}{path}"
    return Letter(subject=subject, paragraphs=paragraphs, link=(_("打开年度档案"), url), short=f"{subject} {url}")


def remind_of_closing(session: Session, base_id: int, year: int, last: date, stage: int, *, now: datetime) -> None:
    """To a base that has not filed: until when, and that most of it is filled in already."""
    base = session.get_one(ScienceBase, base_id)
    for person in people_of(session, base):
        with in_language(person.language):
            facts = {"base": tr(base, "name"), "year": year, "last": day(last)}
            subject = _("请在 %(last)s 前上报 %(year)s 年度档案：%(base)s", **facts)
            advice = _("开放天数、活动、签到和志愿服务等数字已经按平台记录填好，请补充其余各项，签名后上报。")
            url = f"{site_address()}/my/yearcheck"
            letter = Letter(
                subject=subject, paragraphs=[advice], link=(_("打开年度档案"), url), short=f"{subject} {url}"
            )
            own = f"yearcheck-closing-{base_id}-{year}-{stage}-{person.id}"
            write_to(session, person, letter, MessageKind.ACCOUNT, key=own, path="/my/yearcheck", now=now)
