"""Every public page and the main personal ones: no accessibility violation, no sideways scroll, both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from sciencepop.core.clock import today
from tests.journeys.conftest import ON_ONE_DATABASE, Site, picture, sign_in

pytestmark = [pytest.mark.browser, ON_ONE_DATABASE]

LAST_YEAR = today().year - 1
PUBLIC = {
    "home": "/",
    "events": "/events",
    "facets": "/events?audience=teenagers&free=1&when=weekend",
    "search": "/search?q=周末",
    "calendar": "/events/calendar",
    "bases": "/bases",
    "practice-venues": "/practice-venues",
    "subscribe": "/subscribe",
    "for-you": "/for-you?audience=seniors&topic=health",
    "choose": "/for-you/choose?audience=seniors",
    "ranking-rules": "/for-you/rules",
    "exposure": "/for-you/exposure",
    "audiences": "/audiences",
    "audience": "/audiences/seniors",
    "persona": "/feeds/persona?age=8&when=weekend&free=1&near=310117103000&km=3",
    "privacy": "/privacy",
    "accessibility": "/accessibility",
    "volunteer": "/volunteer",
    "college": "/college",
    "class": "/college/classes/SAMPLECL03",
    "draw-open": "/college/rounds/SAMPLEDRAW2",
    "draw-done": "/college/rounds/SAMPLEDRAW1",
    "accreditation": "/accreditation",
    "designations": "/designations",
    "notice": "/accreditation/notices/SAMPLECASE4",
    "progress": "/accreditation/progress?code=SAMPLECASE2",
    "menu": "/delivery",
    "results": "/delivery/results",
    "edition": "/festival/sample-g60",
    "festival-programme": "/festival/sample-g60/programme?day=all",
    "festival-grid": "/festival/sample-g60/grid",
    "call": "/festival/sample-next/call",
    "contests": "/contests",
    "contest": "/contests/SAMPLECON1",
    "contest-result": "/contests/SAMPLECON2/rounds/1/result",
    "contest-certificate": "/contest-certificate/SAMPLEPRIZE001ZZZZZZ",
    "showcase": "/showcase",
    "project": "/showcase/SAMPLESHOW1",
    "news": "/news",
    "sign-in": "/sign-in",
    "missing": "/no-such-page",
}
MINE = {
    "resident@sciencepop.example": {
        "me": "/my",
        "bookings": "/my/bookings",
        "outing-empty": "/bookings/outings/new",
        "demands": "/my/demands",
        "new-demand": "/search/ask?words=乌鸦",
        "family": "/my/family",
        "new-child": "/my/family/new",
        "profile": "/my/profile",
        "security": "/my/security",
        "second-step": "/my/security/second",
        "second-step-app": "/my/security/app",
        "sign-ins": "/my/security/sign-ins",
        "messages": "/my/messages",
        "invitations": "/my/invitations",
        "my-news": "/my/news",
        "calendars": "/my/calendars",
        "tags": "/for-you/tags",
        "points": "/my/points",
        "passport": "/my/passport",
        "claim": "/my/claim",
        "my-bases": "/my/bases",
        "my-shifts": "/volunteer/mine",
        "my-roster": "/volunteer/roster",
        "volunteer-profile": "/volunteer/profile",
        "my-classes": "/college/mine",
        "my-wishes": "/college/wishes",
        "wish-form": "/college/rounds/SAMPLEDRAW2/wish",
        "receipt": "/college/wishes/SAMPLEDRAW1001",
        "my-class": "/college/mine/SAMPLECL01001",
        "my-past-class": "/college/mine/SAMPLEPAST001",
        "my-learning": "/college/learning",
        "apply-point": "/college/points/apply",
        "my-contests": "/contests/mine",
        "my-showcase": "/showcase/mine",
        "my-project": "/showcase/mine/SAMPLESHOW1",
        "my-talk": "/showcase/talks/SAMPLETALK1",
        "contact": "/showcase/SAMPLESHOW2/contact",
        "new-project": "/showcase/new",
        "my-team": "/contests/teams/SAMPLECON1T01",
        "my-past-team": "/contests/teams/SAMPLECON2T01",
        "register-base": "/my/bases/new",
        "volunteer-hours": "/volunteer/hours",
        "report-service": "/volunteer/hours/report",
        "published-proofs": "/volunteer/proofs/published",
        "training": "/volunteer/training",
        "volunteer-record": "/volunteer/record",
        "proposal": "/my/proposals/SAMPLEPRO3/edit",
        "lecturing": "/delivery/lecturing",
    },
    "manager@sciencepop.example": {
        "manager-to-do": "/my/to-do",
        "manage": "/manage",
        "asked-for": "/manage/demands",
        "appeals": "/manage/appeals",
        "odd-hours": "/manage/hours",
        "hours-claims": "/manage/hours/claims",
        "rosters": "/manage/rosters",
        "roster": "/manage/roster",
        "shifts": "/manage/bases/astronomy-museum/shifts",
        "new-shift": "/manage/bases/astronomy-museum/shifts/new",
        "training-desk": "/manage/training",
        "my-accreditation": "/my/accreditation",
        "case-to-correct": "/accreditation/cases/SAMPLECASE1",
        "application": "/accreditation/cases/SAMPLECASE1/edit",
        "my-years": "/my/yearcheck",
        "supplier": "/delivery/desk/SAMPLESUP1",
        "new-item": "/delivery/desk/SAMPLESUP1/new",
        "shift-templates": "/manage/bases/astronomy-museum/shift-templates",
        "contest-desk": "/manage/contests/SAMPLECON1",
        "contest-round": "/manage/contests/SAMPLECON1/rounds/1",
        "new-contest": "/manage/contests/new",
    },
    "applicant@sciencepop.example": {
        "lead-to-do": "/my/to-do",
        "permits-to-decide": "/district/minors",
        "case-to-decide": "/accreditation/cases/SAMPLECASE3",
        "year-scale": "/district/yearcheck/scale",
        "jury": "/contests/jury/SAMPLECON1",
        "jury-task": "/contests/jury/tasks/4",
        "my-orders": "/delivery/mine",
        "order-to-confirm": "/delivery/orders/SAMPLEDV13",
        "order-confirmed": "/delivery/orders/SAMPLEDV14",
        "order-to-evaluate": "/delivery/orders/SAMPLEDV16",
        "order-draft": "/delivery/orders/SAMPLEDV07/edit",
        "loan": "/delivery/loans/SAMPLELOAN2",
    },
    "desk@sciencepop.example": {
        "case-for-town": "/accreditation/cases/SAMPLECASE2",
        "town-orders": "/delivery/town",
        "order-to-review": "/delivery/orders/SAMPLEDV09",
        "booking-desk": "/desk?q=",
        "wish-desk": "/desk/wishes",
        "wish-for": "/desk/wishes/new/SAMPLEDRAW2",
        "slip": "/desk/wishes/SAMPLEDRAW2008",
    },
    "officer@sciencepop.example": {
        "desk": "/district",
        "to-do": "/my/to-do",
        "permits": "/district/minors",
        "minors-year": "/district/minors/2026",
        "factor-resets": "/district/factor-resets",
        "impact": "/district/recommendations",
        "recommendations-online": "/district/recommendations/online",
        "college-desk": "/district/college",
        "rounds": "/district/college/rounds/SAMPLEDRAW2",
        "new-term": "/district/college/terms/new",
        "point-desk": "/college/desk/points/SAMPLEPT01",
        "class-desk": "/college/desk/classes/SAMPLECL12",
        "class-taught": "/college/teach/SAMPLEPAST",
        "lesson": "/college/teach/SAMPLEPAST/2",
        "class-certificates": "/district/college/classes/SAMPLEPAST/certificates",
        "point-numbers": "/college/desk/points/SAMPLEPT01/numbers",
        "point-shifts": "/manage/points/SAMPLEPT01/shifts",
        "point-templates": "/manage/points/SAMPLEPT01/shift-templates",
        "district-bases": "/district/bases",
        "practice-desk": "/district/practice-venues",
        "base-lists": "/district/base-lists",
        "base-changes": "/district/base-changes",
        "base-photos": "/district/base-photos",
        "base-change": "/district/base-changes/SAMPLEMOVE",
        "late-hours": "/district/late-hours",
        "district-events": "/district/events",
        "roles": "/district/roles",
        "audit": "/district/audit",
        "almanac": "/district/almanac",
        "base-hours": "/manage/bases/dig-lab/hours",
        "base-photos-own": "/manage/bases/star-classroom/photos",
        "base-access": "/manage/bases/star-classroom/access",
        "base-contacts": "/manage/bases/dig-lab/contacts",
        "base-filings": "/manage/bases/dig-lab/changes",
        "base-filing": "/manage/bases/dig-lab/changes/new",
        "base-week": "/manage/bases/dig-lab/hours/new/week",
        "accreditation-desk": "/accreditation/desk",
        "accreditation-rounds": "/district/accreditation",
        "accreditation-round": "/district/accreditation/SAMPLEROUND1",
        "case-on-notice": "/accreditation/cases/SAMPLECASE4",
        "years": "/yearcheck",
        "year-weights": "/district/yearcheck/weights",
        "year-weight": "/district/yearcheck/weights/open_days",
        "year-filed": "/yearcheck/SAMPLEYEAR1",
        "year-mending": "/yearcheck/SAMPLEYEAR3",
        "year-figure": "/yearcheck/SAMPLEYEAR1/figures/open_days",
        "designations-of-base": "/district/bases/chenshan/designations",
        "designation": "/district/designations/1",
        "delivery-desk": "/district/delivery",
        "new-quarter": "/district/delivery/windows/new",
        "order-to-match": "/delivery/orders/SAMPLEDV11",
        "proposal": "/district/delivery/dispatches/SAMPLERUN1",
        "proofs": "/manage/proofs",
        "find-volunteer": "/manage/hours/volunteers?q=x",
        "volunteers": "/district/volunteers",
        "sanctions": "/district/sanctions",
        "new-course": "/manage/training/new",
        "edition-desk": "/district/festival/sample-g60",
        "edition-events": "/district/festival/sample-g60/events",
        "edition-shifts": "/district/festival/sample-g60/shifts",
        "edition-postpone": "/district/festival/sample-g60/postpone?days=90",
        "call-desk": "/district/festival/sample-next/call",
        "contests-desk": "/manage/contests",
        "showcase-desk": "/district/showcase",
        "campaign": "/district/campaigns/SAMPLEPUSH2",
        "reach": "/district/reach",
        "coverage": "/district/coverage",
        "coverage-sessions": "/district/coverage/sessions?by=audience&audience=seniors",
        "populations": "/district/coverage/populations",
        "statistics": "/district/statistics",
        "statistics-form": f"/district/statistics/{LAST_YEAR}/district?form=KP-005",
        "statistics-entry": f"/district/statistics/{LAST_YEAR}/district/enter/KP-003",
        "plan": "/plan",
        "contest-certificates": "/manage/contests/SAMPLECON2/certificates",
        "contest-round-form": "/manage/contests/SAMPLECON2/rounds/1/edit",
    },
}


# Links within a sentence are as high as their line; whatever stands alone is at least as high as a thumb is wide.
LOW_TARGETS = """() => [...document.querySelectorAll("a, button, select, summary, input, textarea")]
  .filter((it) => !it.matches("[type=hidden], [type=checkbox], [type=radio], .skip-link, .leaflet-container *"))
  .filter((it) => it.checkVisibility() && getComputedStyle(it).display !== "inline")
  .filter((it) => it.getBoundingClientRect().height < 43.5)
  .map((it) => `${it.tagName} ${it.textContent.trim() || it.name}`)
  .slice(0, 5)"""


WIDEST = """() => [...document.querySelectorAll("main *, header *, footer *")]
  .filter((it) => it.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
  .slice(-3).map((it) => `${it.tagName}.${it.className} ${it.textContent.trim().slice(0, 30)}`).join(", ")"""


WIDTHS = ((1280, 360), (360, 1280))
"""Pages take turns: each is measured in both, and axe looks at it in the last."""
NO_COLOURS = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": False}}}
NEW_LOOKS = """(known) => {
  const [before, found] = [new Set(known), new Map()];
  for (const it of document.querySelectorAll("body *")) {
    if (![...it.childNodes].some((part) => part.nodeType === 3 && part.data.trim()) || !it.checkVisibility()) continue;
    const own = getComputedStyle(it);
    const look = [it.tagName, it.className, own.color, own.fontSize, own.fontWeight, own.textShadow];
    for (let at = it; at; at = at.parentElement) {
      const { backgroundColor, backgroundImage, opacity, position } = getComputedStyle(at);
      const isPlain = backgroundColor === "rgba(0, 0, 0, 0)" && backgroundImage === "none" && opacity === "1";
      if (isPlain && position === "static") continue;
      look.push(at.tagName, at.className, backgroundColor, backgroundImage, opacity, position);
    }
    if (!before.has(look.join())) found.set(look.join(), it);
  }
  globalThis.newLooks = [...found.values()];
  return [...found.keys()];
}"""
"""One element with words for each look that is not known: what it is, its colour and size, and what lies behind it."""
COLOURS = """axe.run({ include: newLooks }, { resultTypes: ["violations"], runOnly: ["color-contrast"] })
  .then((found) => found.violations)"""
_known_looks: set[str] = set()


def look_at(window: Page, name: str) -> list[str]:
    """What is wrong with the page as it stands in the window; colours are looked at below."""
    return measured(window, name) + against_the_rules(window, name, colours=False)


def measured_in_all_widths(window: Page, name: str, widths: tuple[int, int]) -> list[str]:
    wrong = []
    for width in widths:
        window.set_viewport_size({"width": width, "height": 900})
        wrong += measured(window, f"{name}-{width}")
        picture(window, f"{name}-{width}")
    return wrong


def against_the_rules(window: Page, name: str, *, colours: bool = True) -> list[str]:
    """What axe finds: roles, names; and colours, of every look once, for they take axe longer than all the rest."""
    found = Axe().run(window, options=NO_COLOURS).response["violations"]
    if colours and (looks := window.evaluate(NEW_LOOKS, list(_known_looks))):
        _known_looks.update(looks)
        found += window.evaluate(COLOURS)
    wrong = []
    for violation in found:
        targets = [node["target"] for node in violation["nodes"][:3]]
        wrong.append(f"{name}: {violation['id']} {violation['help']} {targets}")
    return wrong


def measured(window: Page, name: str) -> list[str]:
    """What is too wide for the window or too low for a thumb; on a telephone in the elder version too."""
    window.wait_for_load_state()  # a click ends when the next page begins
    wrong = _measured(window, name)
    if not window.evaluate("innerWidth > 360 || document.documentElement.matches('[data-elder]')"):
        window.evaluate("document.documentElement.toggleAttribute('data-elder', true)")
        wrong += _measured(window, f"{name}-elder")
        window.evaluate("document.documentElement.toggleAttribute('data-elder', false)")
    return wrong


def _measured(window: Page, name: str) -> list[str]:
    wrong = []
    sideways = window.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if sideways > 0:
        widest = window.evaluate(WIDEST)
        wrong.append(f"{name}: {sideways} px of sideways scroll ({widest})")
    wrong += [f"{name}: too low for a thumb: {target}" for target in window.evaluate(LOW_TARGETS)]
    return wrong


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_public_pages_hold_in_both_languages_and_widths(site: Site, visit: Callable[..., Page], lang: str) -> None:
    """What axe asks about elements is the same in both languages, so pages take turns."""
    window = visit()
    pages = dict(PUBLIC)
    window.goto(site.url + "/events")
    pages["event"] = window.locator(".card h3 a").first.get_attribute("href") or ""
    window.goto(site.url + "/bases")
    pages["base"] = window.locator("main a[href^='/bases/']").first.get_attribute("href") or ""
    wrong = []
    for number, (name, path) in enumerate(pages.items()):
        window.goto(site.url + ("/en" if lang == "en" else "") + path)
        wrong += measured_in_all_widths(window, f"{name}-{lang}", WIDTHS[number // 2 % 2])
        if lang == ("zh", "en")[number % 2]:
            wrong += against_the_rules(window, f"{name}-{lang}")
    assert wrong == []


def test_the_elder_version_holds_on_a_phone(site: Site, visit: Callable[..., Page]) -> None:
    window = visit(width=360)
    window.goto(site.url)
    window.get_by_role("button", name="长辈版").click()
    expect(window.locator("html[data-elder]")).to_have_count(1)
    wrong = []
    # Every page is measured in the elder version above; its colours are looked at here, of every third.
    for name, path in list(PUBLIC.items())[::3]:
        window.goto(site.url + path)
        wrong += measured(window, f"{name}-elder") + against_the_rules(window, f"{name}-elder")
        picture(window, f"{name}-elder-360")
    assert wrong == []


@pytest.mark.parametrize("address", list(MINE))
def test_pages_of_a_person_hold(site: Site, visit: Callable[..., Page], address: str) -> None:
    """In English, whose words are the longest; journeys go through the Chinese pages and look at them too."""
    window = visit()
    sign_in(window, site, address)
    wrong = []
    for number, (name, path) in enumerate(MINE[address].items()):
        window.goto(f"{site.url}/en{path}")
        wrong += measured_in_all_widths(window, f"{name}-en", WIDTHS[number % 2])
        wrong += against_the_rules(window, f"{name}-en")
    assert wrong == []


def test_ticket_and_roster_are_printed_without_controls(site: Site, visit: Callable[..., Page]) -> None:
    resident = visit()
    sign_in(resident, site, "resident@sciencepop.example")
    resident.goto(site.url + "/my/bookings")
    resident.locator(".booking-list li", has_text="预约成功").locator("h2 a").first.click()
    expect(resident.locator(".ticket-qr")).to_be_visible()
    expect(resident.locator("main .button-danger")).to_be_visible()
    assert controls_on_paper(resident) == []
    expect(resident.locator(".ticket-qr")).to_be_visible()

    manager = visit()
    sign_in(manager, site, "manager@sciencepop.example")
    manager.goto(site.url + "/manage")
    manager.get_by_role("link", name="名单与签到").first.click()
    expect(manager.locator("#q")).to_be_visible()
    assert controls_on_paper(manager) == []


def controls_on_paper(window: Page) -> list[str]:
    """What a reader of the printed page could press in vain."""
    window.emulate_media(media="print")
    picture(window, f"paper-{window.url.rsplit('/', 2)[1]}")
    return [it.inner_text() for it in window.locator("button, .button, .tabbar, main input").all() if it.is_visible()]
