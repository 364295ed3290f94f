"""A base's way from its application to the plaque, to 需整改, to mended and renewed: every role by its own account, and
of every role a step that is not its own, which is refused and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import create_engine, func, inspect, select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Address, AddressKind, Grant, Person, Role
from sciencepop.accounts.services import hash_password
from sciencepop.accreditation.models import (
    AccreditationCase,
    AccreditationRound,
    CaseStep,
    Designation,
    DesignationChange,
    RoundExpert,
)
from sciencepop.bases.models import ScienceBase
from sciencepop.core import clock
from sciencepop.yearcheck.models import YearFile, YearStep
from tests.journeys.conftest import ON_ONE_DATABASE, Site, picture
from tests.journeys.test_every_page import look_at

pytestmark = [pytest.mark.browser, ON_ONE_DATABASE]

BASE, TOWN, ROUND = "xingfuli", "310117004000", "SAMPLEROUND1"
EXPERTS = ("expert-1", "expert-2", "expert-3")
LOOKED = "officer@sciencepop.example\ndesk@sciencepop.example"
SCORES = {"space": "25", "programme": "26", "team": "16", "safety": "18"}
WEAK = {"cooperation": "6", "brand": "5", "science": "4"}
PDF = {"name": "材料.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 paper"}
TERM = timedelta(days=729)
DUE = """
from sciencepop import create_app
from sciencepop.accreditation.services.due import act_on_due
from sciencepop.core import clock
with create_app().app_context():
    act_on_due(clock.now())
"""


@pytest.fixture
def session(site: Site) -> Iterator[Session]:
    """The site's own database, for what would take years to wait for."""
    engine = create_engine(site.database_url)
    with Session(engine) as session:
        yield session
    engine.dispose()


@dataclass
class Scene:
    """The windows of all roles, by who sits before them."""

    site: Site
    session: Session
    windows: dict[str, Page] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def let_in(self, who: str, window: Page) -> None:
        """Sign in by the form's own request, and keep the token with which this session's forms are sent."""
        self.windows[who], path = window, f"{self.site.url}/sign-in/password"
        given = {"address": f"{who}@sciencepop.example", "password": "sample-2026"}
        form = {"csrf_token": token_at(window, path), "attempt": uuid4().hex, **given}
        assert "/sign-in" not in window.request.post(path, form=form).url
        self.tokens[who] = token_at(window, f"{self.site.url}/my/profile")

    def at(self, who: str, path: str) -> Page:
        self.windows[who].goto(path if path.startswith("http") else self.site.url + path)
        return self.windows[who]

    def send(self, who: str, path: str, act: str, status: int = 303, **given: str) -> None:
        """Send a form's own request, whether or not the page offers the form; what is refused has changed nothing."""
        before = self.written()
        sent = {"csrf_token": self.tokens[who], "attempt": uuid4().hex, "act": act, **given}
        answer = self.windows[who].request.post(path, form=sent, max_redirects=0)
        assert answer.status == status, f"{who} {act}: {answer.status}"
        assert (self.written() == before) == (status != 303), f"{who} {act}"

    def written(self) -> list[int]:
        """How many steps and designations there are."""
        tables = (AccreditationCase, CaseStep, YearStep, Designation, DesignationChange)
        found = [self.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]
        self.session.rollback()
        return found

    def pass_days(self, days: int) -> None:
        """Let time go by for the base: all days of its designations, cases and year-files move back."""
        base = self.session.scalars(select(ScienceBase).where(ScienceBase.slug == BASE)).one()
        rows: list[object] = []
        for table in (Designation, AccreditationCase, YearFile):
            rows += self.session.scalars(select(table).where(table.base_id == base.id))
        rows += [change for row in rows if isinstance(row, Designation) for change in row.changes]
        rows += [step for row in rows if isinstance(row, AccreditationCase) for step in row.steps]
        for row in rows:
            for name in [column.key for column in inspect(row).mapper.column_attrs]:
                if isinstance(value := getattr(row, name), date):
                    setattr(row, name, value - timedelta(days=days))
        self.session.commit()

    def seen(self, who: str, name: str) -> None:
        """Look at the page on a desk and, closely, on a telephone; a renewal's pages are those of the first time."""
        if name in self.names:
            return
        self.names.add(name)
        for width in (1280, 360):
            self.windows[who].set_viewport_size({"width": width, "height": 900})
            picture(self.windows[who], f"recognition-{name}-{width}")
        self.wrong += look_at(self.windows[who], name)


def token_at(window: Page, address: str) -> str:
    """The token of the forms on a page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', window.request.get(address).text())
    assert found, address
    return found[1]


def press(window: Page, act: str, **given: str) -> None:
    """Open the form of an act, fill it in and press its button."""
    form = window.locator(f"form:has(button[value={act}])")
    if not form.is_visible():
        window.locator("details", has=form).locator("summary").click()
    for name, value in given.items():
        form.locator(f"[name={name}]").fill(value)
    form.locator(f"button[value={act}]").click()
    window.wait_for_load_state()


def make_people(session: Session) -> None:
    """Those of the base, its town and the round whom the sample season lacks."""
    base = session.scalars(select(ScienceBase).where(ScienceBase.slug == BASE)).one()
    round = session.scalars(select(AccreditationRound).where(AccreditationRound.code == ROUND)).one()
    now, secret = clock.now(), hash_password("sample-2026")

    def make(who: str, name: str) -> Person:
        address = Address(kind=AddressKind.EMAIL, value=f"{who}@sciencepop.example", verified_at=now)
        person = Person(name=name, password_hash=secret, created_at=now, addresses=[address])
        session.add(person)
        session.flush()
        return person

    keeper, town = make("keeper", "馆长"), make("town", "街镇老周")
    session.add(Grant(person_id=keeper.id, role=Role.BASE_MANAGER, base_id=base.id, granted_at=now))
    session.add(Grant(person_id=town.id, role=Role.TOWN_OFFICER, town_code=base.town_code, granted_at=now))
    for who in EXPERTS:
        person = make(who, who)
        session.add(
            RoundExpert(round_id=round.id, person_id=person.id, name=who, added_by=round.created_by, added_at=now)
        )
    session.commit()


def test_a_base_is_named_put_right_and_named_again(site: Site, session: Session, visit: Callable[..., Page]) -> None:
    make_people(session)
    scene = Scene(site, session)
    for who in ("keeper", "town", "officer", "applicant", "desk", "resident", *EXPERTS):
        scene.let_in(who, visit())
    first = hand_in(scene, ("application", "report", "legal-person", "space"))
    prepare(scene, first)
    decide(scene, first, day=clock.today(), number="松科〔2026〕7号")
    is_listed(scene, clock.today(), "有效")
    scene.send("keeper", f"{site.url}/my/accreditation/{BASE}/{ROUND}", "", 422)

    scene.pass_days(670)
    file = check_year(scene)
    is_listed(scene, clock.today(), "需整改")
    scene.pass_days(30)
    mend(scene, file)
    is_listed(scene, clock.today(), "有效")

    second = hand_in(scene, ("application", "report"))
    prepare_again(scene, second)
    decide(scene, second, day=clock.today() + timedelta(days=31), number="松科〔2028〕9号")
    expect(scene.windows["applicant"].locator("main .tags").first).to_contain_text("已命名")
    scene.pass_days(31)
    site.run(DUE)
    expect(scene.at("keeper", first).locator("main .tags").first).to_contain_text("已到期")
    expect(scene.at("keeper", second).locator("main .tags").first).to_contain_text("有效")
    is_listed(scene, clock.today(), "有效")
    is_listed(scene, clock.today() - timedelta(days=40), "需整改")
    page = scene.at("resident", f"/bases/{BASE}").locator("main")
    expect(page).to_contain_text("松科〔2028〕9号")
    expect(page).to_contain_text("整改完成")
    scene.seen("resident", "renewed")
    assert scene.wrong == []


def is_listed(scene: Scene, day: date, status: str) -> None:
    """The public list of a day says this of the base."""
    page = scene.at("resident", f"/designations?on={day}&town={TOWN}")
    row = page.locator("tr", has_text="“幸福里”社区书院")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(status)


def hand_in(scene: Scene, papers: tuple[str, ...]) -> str:
    """The base fills in its application, without one paper in vain and then with all of them; the case's address."""
    base = scene.at("keeper", "/my/accreditation")
    base.get_by_role("button", name="申请：").click()
    base.locator("[name=category]").select_option("basic")
    base.locator("[name=about]").fill("展厅常年开放，每月有讲座。")
    base.locator("[name=contact]").fill("馆长 021-5555 0100")
    scene.seen("keeper", "application")
    base.get_by_role("button", name="保存").click()
    base.wait_for_url(lambda url: not url.endswith("/edit"))
    path = base.url
    for kind in papers:
        expect(base.locator("main")).to_contain_text("还缺")
        scene.send("keeper", f"{path}/step", "submit", 422)
        base.locator(f"#paper-{kind}").set_input_files(PDF)
        base.locator(f"form:has(#paper-{kind}) button").click()
        base.wait_for_load_state()
    expect(base.locator("main")).not_to_contain_text("还缺")
    scene.send("officer", f"{path}/step", "submit", 404)
    scene.seen("keeper", "draft")
    press(base, "submit")
    expect(base.locator("main .tags").first).to_contain_text("街镇初审")
    return path


def prepare(scene: Scene, path: str) -> None:
    """Town, district and experts, each after somebody else has tried."""
    step = f"{path}/step"
    for who, status in (("resident", 404), ("desk", 404), ("expert-1", 404), ("keeper", 403), ("applicant", 403)):
        scene.send(who, step, "pass", status)
    for who in ("keeper", "town", "expert-1", "resident"):
        assert scene.windows[who].request.get(f"{scene.site.url}/accreditation/cases/SAMPLECASE2").status == 404, who
    town = scene.at("town", path)
    scene.seen("town", "town-check")
    press(town, "pass")
    scene.send("town", step, "accept", 403, number="受理 1 号")
    office = scene.at("officer", path)
    press(office, "accept", number="受理 1 号")
    press(office, "assign_visit", addresses=LOOKED)
    press(office, "report_visit", day=str(clock.today()), words="开放正常，通道畅通。")
    for expert in EXPERTS:
        office.get_by_label(expert).check()
    scene.seen("officer", "experts")
    press(office, "assign_experts")
    scene.send("officer", step, "propose", 403, number="决 1 号")
    scene.send("keeper", step, "propose", 403, number="决 1 号")

    expert = scene.at("expert-1", path)
    expert.locator("[name=recommends][value=yes]").check()
    scene.seen("expert-1", "score")
    press(expert, "score", words="有特色。", **{f"score_{slug}": points for slug, points in SCORES.items()})
    scene.send("expert-1", step, "score", 422, recommends="no", **scores(SCORES))
    scene.send("expert-1", step, "propose", 403, number="决 1 号")
    scene.send("applicant", step, "propose", 422, number="决 1 号")
    for who in EXPERTS[1:]:
        scene.send(who, step, "score", recommends="yes", **scores(SCORES))


def scores(points: dict[str, str]) -> dict[str, str]:
    return {f"score_{slug}": value for slug, value in points.items()}


def prepare_again(scene: Scene, path: str) -> None:
    """The same for a renewal, by the forms' own requests."""
    step = f"{path}/step"
    scene.send("town", step, "pass")
    scene.send("officer", step, "accept", number="受理 2 号")
    scene.send("officer", step, "assign_visit", addresses=LOOKED)
    scene.send("officer", step, "report_visit", day=str(clock.today()), words="开放正常。")
    office = scene.at("officer", path)
    for expert in EXPERTS:
        office.get_by_label(expert).check()
    press(office, "assign_experts")
    for who in EXPERTS:
        scene.send(who, step, "score", recommends="yes", **scores(SCORES))


def decide(scene: Scene, path: str, *, day: date, number: str) -> None:
    """The lead proposes, the public may object for some days, the lead names."""
    lead = scene.at("applicant", path)
    scene.seen("applicant", "propose")
    press(lead, "propose", number="决定")
    press(scene.at("officer", path), "publish", contact="科普部 021-5555")
    naming = {"number": number, "plaque": f"牌{number}", "day": str(day), "until_on": str(day + TERM)}
    scene.send("applicant", f"{path}/step", "name", 422, **naming)
    scene.send("officer", f"{path}/step", "name", 403, **naming)
    case = scene.session.scalars(
        select(AccreditationCase).where(AccreditationCase.code == path.rsplit("/", 1)[1])
    ).one()
    case.notice_until = clock.today() - timedelta(days=1)
    scene.session.commit()
    scene.at("applicant", path)
    press(lead, "name", **naming)


def look_at_figures(base: Page, year: int) -> None:
    """What was held this year is filled in, and its rows add up."""
    base.get_by_role("button", name=f"开始填 {year} 年度档案").click()
    said = re.search(r"举办活动场次：(\d+) 场", base.locator("main").inner_text())
    assert said and int(said[1])
    base.goto(f"{base.url.removesuffix('/edit')}/figures/sessions")
    held = [int(cell.inner_text()) for cell in base.locator("main tbody td").all()]
    assert (sum(held), len(held)) == (int(said[1]), int(said[1]))


def check_year(scene: Scene) -> str:
    """The base files its year, experts find little, the lead says 需整改; the file's address."""
    base, year = scene.at("keeper", "/my/yearcheck"), clock.today().year - 1
    look_at_figures(base, year + 1)
    scene.at("keeper", "/my/yearcheck")
    base.get_by_role("button", name=f"开始填 {year} 年度档案").click()
    base.wait_for_url(re.compile("/edit"))
    path = base.url.removesuffix("/edit")
    for box in base.locator("input[name^=figure_]").all():
        box.fill(f"{year}-06-30" if box.get_attribute("name") == "figure_drill_on" else "0")
    for choice in base.locator("select[name^=figure_]").all():
        choice.select_option("-")
    scene.seen("keeper", "year-edit")
    base.get_by_role("button", name="保存").click()
    expect(base.get_by_role("heading", name="现在的数字")).to_be_visible()
    scene.send("officer", f"{path}/step", "file", 404, name="x")
    press(base, "file", name="馆长")
    expect(base.get_by_role("heading", name="上报的数字")).to_be_visible()

    office = scene.at("officer", path)
    for expert in EXPERTS:
        office.get_by_label(expert).check()
    press(office, "assign")
    for who in EXPERTS:
        scene.send(who, f"{path}/step", "score", words="一般", **scores(WEAK))
    for who, act, status in (
        ("keeper", "decide", 403),
        ("officer", "decide", 403),
        ("expert-1", "decide", 403),
        ("applicant", "bonus", 403),
        ("town", "decide", 404),
        ("resident", "file", 404),
    ):
        scene.send(who, f"{path}/step", act, status, words="x", name="x")
    lead = scene.at("applicant", path)
    scene.seen("applicant", "year-decide")
    press(lead, "decide", words="活动太少。")
    return path


def mend(scene: Scene, path: str) -> None:
    """The base hands in plan and evidence, and the district looks again."""
    base = scene.at("keeper", path)
    expect(base.get_by_role("heading", name="结果：需整改")).to_be_visible()
    scene.send("keeper", f"{path}/step", "hand_in", 422, words="没有证据")
    base.locator("#paper").set_input_files(PDF)
    base.get_by_role("button", name="上传").click()
    press(base, "hand_in", words="已增加活动。")
    scene.seen("keeper", "year-handed-in")
    scene.send("keeper", f"{path}/step", "clear", 403, words="x")
    press(scene.at("officer", path), "clear", day=str(clock.today()), addresses=LOOKED, words="现场看过，属实。")
    expect(scene.windows["officer"].locator("main .tags").first).to_contain_text("整改完成")
