"""Letters to a base and the leads when an officer changes what the lists say of a designation, outside of a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Role
from sciencepop.accounts.post import write_to
from sciencepop.accounts.queries import list_holders
from sciencepop.accounts.rules.messages import MessageKind
from sciencepop.accreditation.models import Designation, DesignationChange
from sciencepop.accreditation.words import STATUSES, category_name, scheme_name
from sciencepop.bases.services.tell import people_of
from sciencepop.core.i18n import day, in_language, tr
from sciencepop.core.letter import Letter, site_address
from sciencepop.core.sealed import digest_of

Facts = list[tuple[str, str]]
LABELS = {
    "scheme": _l("命名"),
    "category": _l("类别"),
    "document_number": _l("文号"),
    "plaque_number": _l("牌匾编号"),
    "from_on": _l("从哪天起"),
    "until_on": _l("到哪天止"),
}


def tell_of_correction(
    session: Session, row: Designation, changed: Mapping[str, Sequence[str | None]], *, by: int, now: datetime
) -> None:
    """`changed` has, by field, what stood there and what stands there now, days as texts."""

    schemes = changed.get("scheme", (row.scheme, row.scheme))

    def facts() -> Facts:
        return [
            (
                str(LABELS[name]),
                " → ".join(_said(scheme or "", name, one) for scheme, one in zip(schemes, both, strict=True)),
            )
            for name, both in changed.items()
        ]

    _tell(
        session,
        row,
        facts,
        row.source,
        key=f"corrected-{digest_of(changed)[:16]}-{int(now.timestamp())}",
        by=by,
        now=now,
    )


def tell_of_status(session: Session, row: Designation, change: DesignationChange, *, by: int, now: datetime) -> None:
    """Call with the change flushed."""

    def facts() -> Facts:
        return [(_("状态"), str(STATUSES[change.status])), (_("从哪天起"), day(change.from_on))]

    _tell(session, row, facts, change.reason, key=f"status-{change.id}", by=by, now=now)


def _tell(
    session: Session, row: Designation, facts: Callable[[], Facts], reason: str, *, key: str, by: int, now: datetime
) -> None:
    people = {person.id: person for person in [*people_of(session, row.base), *list_holders(session, Role.LEAD)]}
    for person in people.values():
        if person.id == by:
            continue
        with in_language(person.language):
            named = {"base": tr(row.base, "name"), "scheme": scheme_name(row.scheme)}
            subject = _("“%(base)s”的命名记录改了：%(scheme)s", **named)
            advice = _("区里改了这条命名记录，公开名单照新的记录显示。不对的，请联系区里。")
            told = [_("依据和说明：%(reason)s", reason=reason)]
            path = f"/bases/{row.base.slug}"
            url = f"{site_address()}{path}"
            letter = Letter(
                subject=subject,
                paragraphs=[advice, *told],
                facts=facts(),
                link=(_("打开公开页面"), url),
                short=f"{subject} {url}",
            )
            own = f"designation-{row.id}-{key}-{person.id}"
            write_to(session, person, letter, MessageKind.ACCOUNT, key=own, path=path, now=now)


def _said(scheme: str, name: str, value: str | None) -> str:
    if not value:
        return "–"
    if name in ("from_on", "until_on"):
        return day(date.fromisoformat(value))
    if name == "category":
        return category_name(scheme, value)
    return scheme_name(value) if name == "scheme" else value
