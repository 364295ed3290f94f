"""What ends: its reminders, and the renewal with fewer papers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accreditation.models import AccreditationCase, Designation, DesignationChange
from sciencepop.accreditation.rules.designations import Status
from sciencepop.accreditation.rules.refusals import Refusal
from sciencepop.accreditation.rules.steps import Act, CaseState, Side
from sciencepop.accreditation.services.apply import Wish, find_held, put_paper, save_case, start_case
from sciencepop.accreditation.services.due import act_on_due, remind_of_ends
from sciencepop.bases.models import ScienceBase
from sciencepop.core.errors import RuleBroken
from tests.accreditation.scene import FILE, Scene, make_scene, refused
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_base, make_person
from tests.statements import counted

S, A = CaseState, Act


@pytest.fixture
def scene(session: Session, cast: Cast) -> Scene:
    return make_scene(session, cast)


def ending(base: ScienceBase) -> Designation:
    """A designation of the district that ends with 2026."""
    return Designation(
        base_id=base.id,
        authority="songjiang",
        scheme="district-base",
        category="basic",
        level="district",
        from_on=date(2025, 1, 1),
        until_on=date(2026, 12, 31),
        recorded_at=NOW,
    )


def test_reminding_many_bases_asks_once_for_each_letter_and_commits_for_many(session: Session, scene: Scene) -> None:
    asked = []
    for many in (3, 23):
        for _one in range(many):
            base = make_base(session, registrant=make_person(session))
            session.add(ending(base))
        session.commit()
        with counted("SELECT") as statements:
            assert remind_of_ends(NOW) == many
        asked.append(len(statements))
    assert asked[1] - asked[0] <= 20


def test_what_ends_is_told_six_three_and_one_months_before_and_renewed_with_fewer_papers(
    session: Session, scene: Scene
) -> None:
    cast = scene.cast
    old = ending(cast.base)
    session.add(old)
    session.commit()
    days = [
        date(2026, 6, 29),
        date(2026, 6, 30),
        date(2026, 9, 30),
        date(2026, 10, 10),
        date(2026, 10, 11),
        date(2026, 12, 5),
    ]
    counts = [remind_of_ends(NOW + (day - date(2026, 10, 10))) for day in days]
    assert counts == [0, 1, 1, 0, 0, 1]
    old.until_on = date(2027, 4, 11)
    session.commit()
    with pytest.raises(RuleBroken) as early:
        start_case(cast.base.id, scene.round.code, by=cast.manager, now=NOW)
    assert (early.value.code, early.value.facts) == (Refusal.RENEW_EARLY, {"day": "10月11日（周日）"})
    old.until_on = None
    session.commit()
    assert refused(start_case, cast.base.id, scene.round.code, by=cast.manager, now=NOW) is Refusal.NOT_TO_RENEW
    old.until_on = date(2026, 12, 31)
    session.commit()
    code = start_case(cast.base.id, scene.round.code, by=cast.manager, now=NOW)
    scene.code = code
    save_case(code, Wish("basic", "概况", "小王", {}, {}), by=cast.manager, now=NOW)
    assert refused(scene.take, A.SUBMIT, Side.BASE, cast.manager) is Refusal.PAPERS_MISSING
    for kind in ("application", "report"):
        put_paper(code, kind, FILE, by=cast.manager, now=NOW)
    scene.take(A.SUBMIT, Side.BASE, cast.manager)
    case = session.scalars(select(AccreditationCase).where(AccreditationCase.code == code)).one()
    assert (case.is_renewal, case.state) == (True, S.TOWN_CHECK)
    act_on_due(NOW + timedelta(days=9))
    assert scene.case(session).is_late, "the town is reminded once, and nothing is decided by silence"


@pytest.mark.parametrize(
    ("said", "renewed"),
    [(Status.LEFT, None), (Status.WITHDRAWN, None), (Status.VOID, "old"), (Status.PAUSED, "new")],
)
def test_nothing_older_is_renewed_after_what_was_withdrawn_or_left(
    session: Session, said: Status, renewed: str | None
) -> None:
    change = DesignationChange(status=said, from_on=date(2026, 10, 5))
    new = Designation(scheme="district-base", from_on=date(2026, 10, 1), until_on=date(2028, 9, 30), changes=[change])
    old = Designation(scheme="district-base", from_on=date(2024, 10, 1), until_on=date(2026, 9, 30))
    found = find_held([new, old], "district-base", NOW.date())
    assert (found and found.row) is {"new": new, "old": old, None: None}[renewed]
