"""The letters of contests: to the captain of a team, in their language, and to jurors."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.accounts.post import write_to
from sciencepop.accounts.rules.messages import MessageKind
from sciencepop.contests.models import Contest, ContestRound, Entry, Juror, Team
from sciencepop.core.i18n import day, in_language, tr, wall_clock
from sciencepop.core.letter import Letter, site_address


def tell_team(
    session: Session,
    team: Team,
    what: str,
    *,
    now: datetime,
    round: ContestRound | None = None,
    entry: Entry | None = None,
    reason: str = "",
) -> None:
    """Tell a captain that something happened: cancelled, handed_in, result, ruled_out, answered, certificate."""
    person = session.get_one(Person, team.captain_id)
    if not person.is_active:
        return
    with in_language(person.language):
        facts = {"title": tr(team.contest, "title"), "team": team.name, "round": tr(round, "title") if round else ""}
        subject, words = _TEAM[what](facts, round, entry, reason)
        key = f"contest-{what}-{team.code}-{entry.id if entry else 0}-{int(now.timestamp())}"
        _send(session, person, subject, words, f"/contests/teams/{team.code}", key, now)


def _cancelled(facts: dict[str, str], _round: object, _entry: object, reason: str) -> tuple[str, list[str]]:
    return _("竞赛取消：%(title)s", **facts), [_("原因：%(reason)s。", reason=reason)]


def _handed_in(
    facts: dict[str, str], round: ContestRound | None, entry: Entry | None, _reason: str
) -> tuple[str, list[str]]:
    assert round and entry
    until = f"{day(round.closes_at)} {wall_clock(round.closes_at)}"
    words = _("“%(name)s”已提交到“%(round)s”，截止前（%(until)s）还可以改。", name=entry.title, until=until, **facts)
    return _("作品已提交：%(team)s", **facts), [words]


def _result(
    facts: dict[str, str], round: ContestRound | None, entry: Entry | None, _reason: str
) -> tuple[str, list[str]]:
    assert round and entry and round.objections_until_at
    subject = _("%(title)s：%(round)s结果公布", **facts)
    if entry.award is not None:
        said = _("%(team)s：%(award)s。祝贺！", award=tr(entry.award, "name"), **facts)
    elif entry.is_through:
        said = _("%(team)s进入下一轮。祝贺！", **facts)
    else:
        said = _("%(team)s这一轮没有晋级或获奖。谢谢你们的作品。", **facts)
    until = f"{day(round.objections_until_at)} {wall_clock(round.objections_until_at)}"
    return subject, [said, _("对结果有异议，请在 %(until)s 前在队伍页面提出。", until=until)]


def _ruled_out(facts: dict[str, str], _round: object, _entry: object, reason: str) -> tuple[str, list[str]]:
    said = _("%(team)s的作品不再参加“%(round)s”评审。", **facts)
    appeal = _("结果公布后可以提出异议。")
    return _("%(title)s：作品不合规则", **facts), [said, _("原因：%(reason)s。", reason=reason), appeal]


def _answered(facts: dict[str, str], _round: object, _entry: object, reason: str) -> tuple[str, list[str]]:
    return _("%(title)s：异议的答复", **facts), [reason]


def _certificate(facts: dict[str, str], _round: object, _entry: object, _reason: str) -> tuple[str, list[str]]:
    return _("%(title)s：证书可以下载了", **facts), [_("队员和监护人可以在队伍页面下载中文和英文的证书。")]


def _revoked(facts: dict[str, str], _round: object, _entry: object, reason: str) -> tuple[str, list[str]]:
    return _("%(title)s：一份证书撤销了", **facts), [_("原因：%(reason)s。", reason=reason)]


_TEAM = {
    "cancelled": _cancelled,
    "handed_in": _handed_in,
    "result": _result,
    "ruled_out": _ruled_out,
    "answered": _answered,
    "certificate": _certificate,
    "revoked": _revoked,
}


def tell_juror(
    session: Session, contest: Contest, juror: Juror, *, count: int, round: ContestRound, now: datetime
) -> None:
    """Tell a juror that there is something to judge."""
    person = session.get_one(Person, juror.person_id)
    if not person.is_active:
        return
    with in_language(person.language):
        subject = ngettext(
            "%(title)s：%(num)d 件作品等您评审", "%(title)s：%(num)d 件作品等您评审", count, title=tr(contest, "title")
        )
        words = [tr(round, "title"), _("认识作者的，请点“回避”，作品会转给别的评委。")]
        key = f"contest-jury-tasks-{juror.id}-{round.id}-{int(now.timestamp())}"
        _send(session, person, subject, words, f"/contests/jury/{contest.code}", key, now)


def _send(session: Session, person: Person, subject: str, words: list[str], path: str, key: str, now: datetime) -> None:
    link = _("打开"), f"{site_address()}{path}"
    letter = Letter(subject=subject, paragraphs=[one for one in words if one], link=link, short=f"{subject} {link[1]}")
    write_to(session, person, letter, MessageKind.CHANGE, key=key, path=path, now=now)
