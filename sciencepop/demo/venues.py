"""Rows of the sample bases, and of registrations that are still on their way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from sciencepop.bases.rules.hours import EVERY_DAY
from sciencepop.demo.chance import moment, stream
from sciencepop.demo.people import APPLICANT, FIRST_MANAGER, OFFICER, Row
from sciencepop.demo.texts import Phrases, Registration, Venue

Point = tuple[float, float]

_WEEK = {
    "industry": (((0, 1, 2, 3, 4), "09:00", "17:00"),),
    "health": (((0, 1, 2, 3, 4), "08:30", "11:30"), ((0, 1, 2, 3, 4), "13:00", "16:30")),
    "research": (((4, 5), "13:00", "17:00"),),
    "community": (((0, 1, 2, 3, 4, 5), "09:00", "11:30"), ((1, 2, 3, 4, 5), "13:30", "20:30")),
}
_OTHER_WEEK = (((1, 2, 3, 4, 5, 6), "09:00", "17:00"),)

PAPER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 200]/Contents 4 0 R"
    b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
    b"4 0 obj<</Length 68>>stream\nBT /F1 20 Tf 40 100 Td (SAMPLE - a paper of a sample registration) Tj ET\n"
    b"endstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
"""One page that says that it is a sample."""


def grown(venues: Sequence[Venue], scale: float) -> list[Venue]:
    """The venues themselves, and copies of the invented ones under a number where the load is more than tenfold."""
    wanted = len(venues) if scale <= 10 else round(len(venues) * (scale / 10) ** 0.5)
    invented = [venue for venue in venues if not venue.is_real]
    copies = [_copy(invented[n % len(invented)], 2 + n // len(invented)) for n in range(wanted - len(venues))]
    return [*venues, *copies]


def _copy(venue: Venue, number: int) -> Venue:
    name = type(venue.name)(
        venue.name.zh.replace("（示例）", f"{number}号（示例）"),
        venue.name.en.replace("(sample)", f"{number} (sample)"),
    )
    values = {field: getattr(venue, field) for field in Venue.__dataclass_fields__}
    return Venue(**(values | {"slug": f"{venue.slug}-{number}", "name": name}))


def base_rows(venues: Sequence[Venue], towns: Mapping[str, Point], phrases: Phrases, today: date) -> list[Row]:
    """One row a venue, public, with ids from 1."""
    since = moment(today - timedelta(days=118))
    rows = []
    for number, venue in enumerate(venues):
        lat, lon = point_of(venue, towns)
        real = venue.is_real
        rows.append(
            _base(number + 1, venue.slug, venue.name.zh, venue.name.en, venue.kind)
            | {
                "summary_zh": venue.summary.zh,
                "summary_en": venue.summary.en,
                "town_code": venue.town_code,
                "address_zh": venue.address if real else "示例地址，不是真实门牌",
                "address_en": "" if real else "Sample address, not a real place",
                "lat": lat,
                "lon": lon,
                "hours_note_zh": phrases.hours_unknown.zh if real else "",
                "hours_note_en": phrases.hours_unknown.en if real else "",
                "capacity": venue.capacity,
                "access": list(venue.access),
                "contact_email": "" if real else f"manager.{venue.slug}@example.org",
                "state": "public",
                "registrant_id": FIRST_MANAGER + number,
                "created_at": since,
                "updated_at": since,
                "submitted_at": since,
                "published_at": since + timedelta(days=2),
            }
        )
    return rows


def confirmation_rows(venues: Sequence[Venue], today: date) -> list[Row]:
    """Two of three venues that tell all of the list for schools have confirmed it; real ones tell no contact."""
    told = [number for number, venue in enumerate(venues) if not venue.is_real and venue.capacity]
    return [
        {
            "base_id": number + 1,
            "confirmed_at": moment(today - timedelta(days=20 + number)),
            "confirmed_by": FIRST_MANAGER + number,
        }
        for number in told
        if number % 3
    ]


def _base(number: int, slug: str, name_zh: str, name_en: str, kind: str) -> Row:
    return {
        "id": number,
        "code": f"SAMPLE-{number:03d}",
        "slug": slug,
        "name_zh": name_zh,
        "name_en": name_en,
        "kind": kind,
        "is_sample": True,
    }


def point_of(venue: Venue, towns: Mapping[str, Point]) -> tuple[float | None, float | None]:
    """A real venue's own point or none; an invented one lies within some 1.3 km of its town's point."""
    if venue.is_real or venue.town_code is None or venue.town_code not in towns:
        return venue.lat, venue.lon
    lat, lon = towns[venue.town_code]
    rng = stream("point", venue.slug)
    return round(lat + rng.uniform(-0.012, 0.012), 5), round(lon + rng.uniform(-0.014, 0.014), 5)


def registration_rows(registrations: Sequence[Registration], first_id: int, today: date) -> list[Row]:
    """Venues that are not bases yet, registered by the sample applicant."""
    rows = []
    for number, item in enumerate(registrations):
        begun = moment(today - timedelta(days=9 - number))
        rows.append(
            _base(first_id + number, item.slug, item.name.zh, item.name.en, item.kind)
            | {
                "code": None,
                "summary_zh": item.summary.zh,
                "summary_en": item.summary.en,
                "town_code": item.town,
                "address_zh": "示例地址，不是真实门牌",
                "hours_note_zh": "周六、周日 9:00–16:00",
                "hours_note_en": "Sat and Sun 9:00–16:00",
                "capacity": 30,
                "access": [],
                "contact_name": "示例登记人",
                "contact_email": "applicant@sciencepop.example",
                "state": item.state,
                "registrant_id": APPLICANT,
                "created_at": begun,
                "updated_at": begun + timedelta(days=1),
                "submitted_at": None if item.state == "draft" else begun + timedelta(days=1),
            }
        )
    return rows


SPECIAL: tuple[tuple[str, Row, tuple[str, str] | None], ...] = (
    ("nature", {"kind": "rest", "weekday": 0, "moves": True}, None),
    ("museum", {"kind": "rest", "weekday": 0, "moves": True}, None),
    ("museum", {"kind": "youth_free", "free_days": "weekend"}, None),
    ("museum", {"kind": "school_holiday"}, ("09:00", "19:00")),
    ("health", {"kind": "public_holiday"}, None),
    ("health", {"kind": "makeup_day"}, ("08:30", "16:30")),
    ("community", {"kind": "public_holiday"}, ("09:00", "16:00")),
)
"""Rules of the kinds of venues beside their weeks; without times they close."""
MAINTENANCE_IN = timedelta(days=12)


def hours_tables(venues: Sequence[Venue], today: date) -> tuple[list[Row], list[Row]]:
    """Rules and their stretches for each invented venue; nobody may read invented hours of a real one."""
    rules: list[Row] = []
    stretches: list[Row] = []

    def add(base_id: int, values: Row, told: Iterable[tuple[int, str, str]]) -> None:
        rules.append(_rule(len(rules) + 1, base_id, today) | values)
        for weekday, opens, closes in told:
            number, at = len(stretches) + 1, (time.fromisoformat(opens), time.fromisoformat(closes))
            stretches.append({"id": number, "rule_id": len(rules), "weekday": weekday, "opens": at[0], "closes": at[1]})

    for index, venue in enumerate(venues, 1):
        if venue.is_real:
            continue
        week = _WEEK.get(venue.kind, _OTHER_WEEK)
        add(index, {}, [(weekday, opens, closes) for days, opens, closes in week for weekday in days])
        for kind, values, times in SPECIAL:
            if kind == venue.kind:
                add(index, values, [(EVERY_DAY, *times)] if times else [])
        if index % 5 == 0:
            closed = today + MAINTENANCE_IN
            words = {"reason_zh": "设备检修", "reason_en": "maintenance"}
            add(index, {"kind": "closure", "from_on": closed, "until_on": closed + timedelta(days=1), **words}, [])
    return rules, stretches


def _rule(number: int, base_id: int, today: date) -> Row:
    told = moment(today - timedelta(days=116))
    return {
        "id": number,
        "base_id": base_id,
        "kind": "week",
        "from_on": None,
        "until_on": None,
        "weekday": None,
        "moves": False,
        "free_days": "all",
        "reason_zh": "",
        "reason_en": "",
        "uid": str(uuid5(NAMESPACE_URL, f"sample-hours-{number}")),
        "announced_at": told,
        "changed_at": told,
    }


def decision_rows(venues: Sequence[Venue], registrations: Sequence[Registration], today: date) -> Iterator[Row]:
    """The acceptance of each base, and the return of registrations that need correction."""
    accepted = moment(today - timedelta(days=116))
    for number in range(1, len(venues) + 1):
        yield _decision(number, number, "public") | {"decided_at": accepted}
    number = len(venues)
    for index, item in enumerate(registrations, len(venues) + 1):
        if item.state == "returned":
            number += 1
            yield _decision(number, index, "returned") | {
                "corrections": list(item.corrections),
                "decided_at": moment(today - timedelta(days=4)),
            }


def _decision(number: int, base_id: int, state: str) -> Row:
    return {
        "id": number,
        "base_id": base_id,
        "state": state,
        "reason": "",
        "corrections": [],
        "decided_by": OFFICER,
    }


def paper_rows(registrations: Sequence[Registration], first_base: int, today: date) -> Iterator[Row]:
    """A paper for each registration that was handed in."""
    number = 0
    for index, item in enumerate(registrations, first_base):
        if item.state != "draft":
            number += 1
            yield {
                "id": number,
                "base_id": index,
                "filename": "示例材料.pdf",
                "media_type": "application/pdf",
                "size": len(PAPER),
                "content": PAPER,
                "uploaded_by": APPLICANT,
                "uploaded_at": moment(today - timedelta(days=8)),
            }
