"""The yearly check in the sample season: last year's files of three bases, each at another place of its way.

Of the other bases none has begun. Sessions of the season lie around the day of loading, so what the platform counts of
last year is mostly opening days; the rest is what a base would say.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accreditation.models import Designation, DesignationChange, RoundExpert
from sciencepop.accreditation.rules.designations import Status
from sciencepop.accreditation.schemes import schemes
from sciencepop.core import documents
from sciencepop.core.almanac.known import get_almanac
from sciencepop.core.file_kinds import PDF
from sciencepop.demo.chance import moment
from sciencepop.demo.people import APPLICANT, FIRST_MANAGER, MARK, OFFICER
from sciencepop.demo.plan import Season
from sciencepop.demo.venues import PAPER
from sciencepop.yearcheck.models import YearFile, YearPaper, YearSeat, YearStep
from sciencepop.yearcheck.paper import KIND as PAPER_KIND
from sciencepop.yearcheck.rules import scoring
from sciencepop.yearcheck.rules.said import Kind
from sciencepop.yearcheck.rules.steps import STEPS, Act, FileState
from sciencepop.yearcheck.services.freeze import freeze
from sciencepop.yearcheck.terms import terms
from sciencepop.yearcheck.words import check_words

SAID = {
    "building_area": "1800", "display_area": "620", "new_display_area": "40", "exhibits": "86", "exhibits_renewed": "9",
    "exhibits_broken": "3", "full_time": "5", "part_time": "8", "qualified": "4", "women": "3", "managers": "2",
    "creators": "1", "guides": "2", "guides_part": "6", "person_months": "18", "volunteers": "35",
    "visitors_total": "26400", "visitors_free": "19000", "visitors_minors": "9800", "visitors_groups": "4200",
    "online_sessions": "4", "online_participants": "1300", "income_government": "320000", "income_special": "60000",
    "spend_activities": "150000", "spend_exhibits": "90000", "media_items": "42", "guide_contest": "1", "awards": "1",
}  # fmt: skip
WORDS = {"problems": "部分展项使用多年，希望支持更新。", "media_site": "https://museum.example"}
SCORES = {"cooperation": 13, "brand": 12, "science": 8}


def write_yearcheck(session: Session, season: Season) -> None:
    """A filed year, one that is decided, and one that has to be put right; a few statements each."""
    year = season.today.year - 1
    first, second, third = _bases(session, year)
    filed_on = season.today - timedelta(days=30)
    filed = _file(session, first, year, "SAMPLEYEAR1", filed_on)
    decided = _file(session, second, year, "SAMPLEYEAR2", filed_on)
    mending = _file(session, third, year, "SAMPLEYEAR3", filed_on, weak=True)
    experts = session.scalars(select(RoundExpert).order_by(RoundExpert.id).limit(3)).all()
    for file in (decided, mending):
        _decide(session, file, list(experts), season.today - timedelta(days=20), weak=file is mending)
    _seat(filed, list(experts), season.today - timedelta(days=5), scored=1, weak=False)
    session.flush()


def _bases(session: Session, year: int) -> list[int]:
    """Three invented bases that were named at the end of the year."""
    day = date(year, 12, 31)
    found = select(Designation.base_id).where(
        Designation.scheme == "district-base",
        Designation.category == "basic",
        Designation.from_on <= day,
        Designation.until_on >= day,
    )
    return list(session.scalars(found.order_by(Designation.id).limit(3)))


def _file(session: Session, base_id: int, year: int, code: str, day: date, *, weak: bool = False) -> YearFile:
    """A file that was filled in, signed and filed."""
    manager, at = FIRST_MANAGER + base_id - 1, moment(day)
    usual = {Kind.NUMBER: "0", Kind.YES_NO: "yes", Kind.DAY: f"{year}-11-09", Kind.TEXT: ""}
    said = {row.slug: usual[row.of_kind] for row in terms(year).asked} | ({} if weak else SAID) | WORDS
    said["special_equipment"] = "-"
    file = YearFile(
        code=code,
        base_id=base_id,
        year=year,
        state=FileState.OPEN,
        version=1,
        filing=0,
        entries={slug: text for slug, text in said.items() if text},
        comments={"open_days": "展厅更新闭馆三周，已提前公告。"},
        signed_name=f"基地负责人{MARK}",
        filed_by=manager,
        created_by=manager,
        created_at=at,
        changed_at=at,
        is_sample=True,
    )
    session.add(file)
    with session.no_autoflush:
        freeze(session, file, at)
    documents.want(session, PAPER_KIND, code, now=at)
    _step(file, Act.FILE, manager, at)
    session.flush()
    return file


def _step(file: YearFile, act: Act, by: int, at: datetime, reason: str = "", after: FileState | None = None) -> None:
    step = STEPS[file.state, act]
    file.state, file.changed_at = after or step.after, at
    file.steps.append(YearStep(act=act, side=step.by, after=file.state, reason=reason, by=by, at=at))


def _seat(file: YearFile, experts: list[RoundExpert], day: date, *, scored: int, weak: bool) -> None:
    _step(file, Act.ASSIGN, OFFICER, moment(day))
    for number, expert in enumerate(experts):
        seat = YearSeat(person_id=expert.person_id, name=expert.name, assigned_at=moment(day))
        if number < scored:
            seat.scores = {slug: points - number - (4 if weak else 0) for slug, points in SCORES.items()}
            seat.words, seat.scored_at = "展教活动有特色。" if not weak else "开放和活动都偏少。", moment(day)
            _step(file, Act.SCORE, expert.person_id, moment(day))
        file.seats.append(seat)


def _decide(session: Session, file: YearFile, experts: list[RoundExpert], day: date, *, weak: bool) -> None:
    """Scored by three and decided by the weights; what has to be put right is marked on the list."""
    known, at = terms(file.year), moment(day)
    _seat(file, experts, day - timedelta(days=3), scored=3, weak=weak)
    parts = scoring.parts_of({slug: row.said for slug, row in file.frozen.items()}, known.weights)
    file.base_points = scoring.base_points(parts, known.number("base_points"))
    file.expert_points = scoring.expert_points([seat.total for seat in file.seats])
    file.grade = scoring.grade_of(file.total_points or 0, known.limits)
    file.decided_by, file.decided_at = APPLICANT, at
    file.object_until = get_almanac().after(day, known.number("object_days"))
    file.decision_words = "请增加开放天数和活动。" if weak else "达到要求，请继续丰富内容。"
    grade = known.grade(file.grade)
    after = FileState.MENDING if grade and grade.mends else FileState.DECIDED
    file.state_reason = file.decision_words
    _step(file, Act.DECIDE, APPLICANT, at, file.decision_words, after)
    if after is FileState.MENDING:
        _mark(session, file, day)


def _mark(session: Session, file: YearFile, day: date) -> None:
    """The mark on the list, the last day, and a plan that has been handed up but not yet in."""
    file.due_on = schemes().due("fix", day)
    own = Designation.base_id == file.base_id, Designation.level == "district", Designation.until_on >= day
    row = session.scalars(select(Designation).where(*own)).one()
    change = {"reason": check_words(file), "recorded_by": APPLICANT, "recorded_at": moment(day)}
    row.changes.append(DesignationChange(status=Status.RECTIFY, from_on=day, **change))
    file.marked = [str(row.id)]
    file.papers.append(
        YearPaper(
            filename="整改方案.pdf",
            media_type=PDF,
            size=len(PAPER),
            sha256=sha256(PAPER).hexdigest(),
            content=PAPER,
            uploaded_by=file.created_by,
            uploaded_at=moment(day + timedelta(days=8)),
        )
    )
