"""Letters: to the base, its town, the district's officers and leads, the experts, each in their language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person, Role
from sciencepop.accounts.post import write_to
from sciencepop.accounts.queries import list_holders
from sciencepop.accounts.rules.messages import MessageKind
from sciencepop.accreditation.letter_words import WORDS
from sciencepop.accreditation.models import AccreditationCase, Designation
from sciencepop.accreditation.rules.steps import Act, News, Side
from sciencepop.accreditation.words import reason_words, scheme_name
from sciencepop.bases.models import ScienceBase
from sciencepop.bases.services.tell import people_of
from sciencepop.core.i18n import day, in_language, tr
from sciencepop.core.letter import Letter, site_address


def tell(
    session: Session,
    case: AccreditationCase,
    news: Act | News,
    sides: Iterable[Side],
    *,
    reason: str = "",
    key: str,
    now: datetime,
) -> None:
    """Owe each of these sides one letter; write the new state before. Whoever stands on two gets the first one's."""
    told: set[int] = set()
    for side in sides:
        for person in _people(session, case, side):
            if person.id in told or not person.is_active:
                continue
            told.add(person.id)
            with in_language(person.language):
                path = f"/accreditation/cases/{case.code}"
                own = f"case-{case.code}-{key}-{side.value}-{person.id}"
                letter = _letter(case, news, side, path, reason)
                write_to(session, person, letter, MessageKind.ACCOUNT, key=own, path=path, now=now)


def _people(session: Session, case: AccreditationCase, side: Side) -> list[Person]:
    match side:
        case Side.BASE:
            return people_of(session, case.base)
        case Side.TOWN:
            # A town without an officer is looked after by the district.
            town = case.base.town_code
            found = list_holders(session, Role.TOWN_OFFICER, town) if town else []
            return found or list_holders(session, Role.OFFICER)
        case Side.LEAD:
            return list_holders(session, Role.LEAD)
        case Side.EXPERT:
            return [one.expert.person for one in case.sitting if one.scored_at is None]
        case _:
            return list_holders(session, Role.OFFICER)


def _letter(case: AccreditationCase, news: Act | News, side: Side, path: str, reason: str) -> Letter:
    facts = {
        "base": tr(case.base, "name"),
        "due": day(case.due_on) if case.due_on else "",
        "notice": day(case.notice_until) if case.notice_until else "",
    }
    subject, advice = (str(words) % facts for words in WORDS[news, side])
    paragraphs = [advice, *([_("原因：%(reason)s", reason=reason_words(reason))] if reason else [])]
    shown = [(_("命名类别"), scheme_name(case.scheme)), (_("编号"), case.code)]
    url = f"{site_address()}{path}"
    return Letter(
        subject=subject, paragraphs=paragraphs, facts=shown, link=(_("打开办理页面"), url), short=f"{subject} {url}"
    )


def tell_of_end(
    session: Session, base: ScienceBase, row: Designation, people: Iterable[Person], *, key: str, now: datetime
) -> None:
    """To the people of a base: one of its designations ends soon, and how it goes on."""
    for person in people:
        with in_language(person.language):
            facts = {"base": tr(base, "name"), "scheme": scheme_name(row.scheme)}
            subject = _("“%(base)s”的命名快到期：%(scheme)s", **facts)
            until = day(row.until_on) if row.until_on else ""
            advice = _(
                "有效期到 %(until)s。区级命名请在开放的批次里重新申请，材料可简化；其他命名请按发证机关的通知办理。",
                until=until,
            )
            path = "/my/accreditation"
            url = f"{site_address()}{path}"
            letter = Letter(
                subject=subject, paragraphs=[advice], link=(_("我的命名和申请"), url), short=f"{subject} {url}"
            )
            own = f"designation-{row.id}-{key}-{person.id}"
            write_to(session, person, letter, MessageKind.ACCOUNT, key=own, path=path, now=now)
