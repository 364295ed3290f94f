"""A round with its people, and a case brought as far as a test wants."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Grant, Person, Role
from sciencepop.accreditation.models import AccreditationCase, AccreditationRound, RoundExpert
from sciencepop.accreditation.queries.cases import get_case
from sciencepop.accreditation.rules.refusals import Refusal
from sciencepop.accreditation.rules.steps import Act, CaseState, Side
from sciencepop.accreditation.services.apply import Wish, put_paper, save_case, start_case
from sciencepop.accreditation.services.become import take_step
from sciencepop.accreditation.services.needs import Given
from sciencepop.core.errors import RuleBroken
from sciencepop.core.file_kinds import PDF
from sciencepop.core.uploads import Upload
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_person

PAPERS = ("application", "report", "legal-person", "space")
SCORES = {"space": 25, "programme": 26, "team": 16, "safety": 18}
FILE = Upload("材料.pdf", PDF, b"%PDF-1.7 paper", "0" * 64)
AFTER_NOTICE = NOW + timedelta(days=20)


@dataclass
class Scene:
    """`visitors` are addresses, `experts` accounts of the round's list; the last one manages the base."""

    cast: Cast
    round: AccreditationRound
    town: Person
    lead: Person
    visitors: list[Person]
    experts: list[Person]
    pool: list[RoundExpert]
    code: str = ""
    now: datetime = field(default=NOW)

    def take(self, act: Act, side: Side, by: Person | None, now: datetime | None = None, **given: object) -> None:
        take_step(self.code, act, side, Given(**given), by=by, now=now or self.now)  # type: ignore[arg-type]

    def case(self, session: Session) -> AccreditationCase:
        session.expire_all()
        return get_case(session, self.code)


def make_scene(session: Session, cast: Cast) -> Scene:
    people = {
        name: make_person(session, name=name) for name in ("街镇老周", "负责人", "看一", "看二", "甲", "乙", "丙", "丁")
    }
    town, lead, one, two, *experts = people.values()
    session.add_all(
        [
            Grant(person=town, role=Role.TOWN_OFFICER, town_code=cast.base.town_code, granted_at=NOW),
            Grant(person=lead, role=Role.LEAD, granted_at=NOW),
        ]
    )
    round = AccreditationRound(
        code="ROUND00001",
        scheme="district-base",
        name_zh="2026 年区级认定",
        opens_at=NOW - timedelta(days=5),
        closes_at=NOW + timedelta(days=5),
        accept_until=date(2026, 10, 20),
        created_by=cast.officer.id,
        created_at=NOW,
        changed_at=NOW,
    )
    experts.append(cast.manager)
    round.experts = [
        RoundExpert(person_id=one.id, name=one.name, employer="大学", added_by=cast.officer.id, added_at=NOW)
        for one in experts
    ]
    session.add(round)
    session.commit()
    return Scene(cast, round, town, lead, [one, two], experts, round.experts)


def apply(scene: Scene, *, recusals: dict[int, str] | None = None) -> str:
    """A draft with all its papers."""
    by = scene.cast.manager
    scene.code = start_case(scene.cast.base.id, scene.round.code, by=by, now=scene.now)
    wish = Wish(
        "basic", "植物园的科普工作", "小王 021-5555 0100", {"open_days": 300, "display_area": 200}, recusals or {}
    )
    save_case(scene.code, wish, by=by, now=scene.now)
    for kind in PAPERS:
        put_paper(scene.code, kind, FILE, by=by, now=scene.now)
    return scene.code


def bring_to(scene: Scene, until: CaseState) -> None:
    """From nothing to a state on the straight way to a naming."""
    cast, officer = scene.cast, scene.cast.officer
    visitors = tuple(one.addresses[0].value for one in scene.visitors)
    later = AFTER_NOTICE
    naming = {
        "number": "松科〔2026〕9号",
        "plaque": "SJ-0042",
        "day": date(2026, 10, 30),
        "until_on": date(2028, 10, 29),
    }
    apply(scene)
    way = [
        (CaseState.TOWN_CHECK, lambda: scene.take(Act.SUBMIT, Side.BASE, cast.manager)),
        (CaseState.TOWN_PASSED, lambda: scene.take(Act.PASS, Side.TOWN, scene.town)),
        (CaseState.ACCEPTED, lambda: scene.take(Act.ACCEPT, Side.DISTRICT, officer, number="受理 1 号")),
        (CaseState.SITE_VISIT, lambda: scene.take(Act.ASSIGN_VISIT, Side.DISTRICT, officer, addresses=visitors)),
        (
            CaseState.VISITED,
            lambda: scene.take(
                Act.REPORT_VISIT,
                Side.DISTRICT,
                officer,
                day=date(2026, 10, 9),
                words="开放正常",
                numbers={"open_days": 290},
            ),
        ),
        (
            CaseState.REVIEW,
            lambda: scene.take(
                Act.ASSIGN_EXPERTS, Side.DISTRICT, officer, experts=tuple(one.id for one in scene.pool[:3])
            ),
        ),
        (CaseState.PROPOSED, lambda: decide(scene)),
        (CaseState.NOTICE, lambda: scene.take(Act.PUBLISH, Side.DISTRICT, officer, contact="科普部 021-5555")),
        (CaseState.ACTIVE, lambda: scene.take(Act.NAME, Side.LEAD, scene.lead, later, **naming)),
    ]
    for state, step in way:
        step()
        if state is until:
            return


def decide(scene: Scene) -> None:
    for expert in scene.experts[:3]:
        scene.take(Act.SCORE, Side.EXPERT, expert, numbers=SCORES, recommends=True, words="好")
    scene.take(Act.PROPOSE, Side.LEAD, scene.lead, number="决 1 号")


def refused(verb: Any, *arguments: Any, **options: Any) -> Refusal:
    with pytest.raises(RuleBroken) as broken:
        verb(*arguments, **options)
    return Refusal(broken.value.code)
