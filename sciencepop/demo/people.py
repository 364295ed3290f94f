"""Who lives in the sample season: seven people with a role to try, a manager of each base, and residents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sciencepop.demo.chance import moment, stream
from sciencepop.demo.texts import Phrases, Venue

Row = dict[str, object]

RESIDENT, OFFICER, APPLICANT, DESK, COLLEAGUE, FIRST_MANAGER = 1, 2, 3, 4, 5, 6
REVIEWER_NAME = "示例审核员"
COLLEAGUE_NAME = "示例复核员"
PASSWORD = "sample-2026"  # noqa: S105 - printed for everybody, and never set in production
MANAGED, OTHER_MANAGED = "astronomy-museum", "kejiguan"
RESIDENTS_AT_SCALE_ONE = 700
MARK = "（示例）"


@dataclass(frozen=True)
class Account:
    """A sample person whom somebody trying the site signs in as."""

    person_id: int
    role: str
    address: str


def accounts(venues: Sequence[Venue]) -> list[Account]:
    """The people to try, the resident first."""
    slugs = [venue.slug for venue in venues]
    return [
        Account(RESIDENT, "居民 resident", "resident@sciencepop.example"),
        Account(
            FIRST_MANAGER + slugs.index(MANAGED),
            "基地管理员（上海天文博物馆） base manager",
            "manager@sciencepop.example",
        ),
        Account(
            FIRST_MANAGER + slugs.index(OTHER_MANAGED),
            "基地管理员（松江区科技馆） other base manager",
            "other-manager@sciencepop.example",
        ),
        Account(OFFICER, "区级审核员 district officer", "officer@sciencepop.example"),
        Account(COLLEAGUE, "第二位区级审核员 second officer", "second-officer@sciencepop.example"),
        Account(DESK, "佘山镇代约服务台 booking desk", "desk@sciencepop.example"),
        Account(APPLICANT, "场馆登记人 applicant", "applicant@sciencepop.example"),
    ]


@dataclass
class People:
    """All people's rows, and what bookings need of the residents who are not to be tried: ids, names, languages."""

    rows: list[Row]
    addresses: list[Row]
    grants: list[Row]
    names: dict[int, str]
    languages: dict[int, str]
    residents: range


def make_people(
    venues: Sequence[Venue], phrases: Phrases, towns: Sequence[str], *, seed: int, today: date, scale: float
) -> People:
    """Everybody, with ids from 1. Nobody has a telephone number."""
    first = FIRST_MANAGER + len(venues)
    count = max(60, round(RESIDENTS_AT_SCALE_ONE * scale))
    joined = moment(today - timedelta(days=120))
    rows = [*_named(venues, towns, joined), *_residents(first, count, phrases, towns, seed, joined)]
    special = {account.person_id: account.address for account in accounts(venues)}
    addresses: list[Row] = []
    for number, row in enumerate(rows, 1):
        person_id = int(str(row["id"]))
        value = special.get(person_id) or _address(person_id, first, venues)
        addresses.append({"id": number, "person_id": person_id, "kind": "email", "value": value, "verified_at": joined})
    return People(
        rows,
        addresses,
        _grants(venues, _sheshan(towns), joined),
        {int(str(row["id"])): str(row["name"]) for row in rows},
        {int(str(row["id"])): str(row["language"]) for row in rows},
        range(first, first + count),
    )


def _address(person_id: int, first: int, venues: Sequence[Venue]) -> str:
    if person_id < first:
        return f"manager.{venues[person_id - FIRST_MANAGER].slug}@example.org"
    return f"resident{person_id - first + 1:05d}@example.org"


def _person(person_id: int, name: str, joined: datetime, **more: object) -> Row:
    row: Row = {
        "id": person_id,
        "name": name,
        "language": "zh",
        "is_elder": False,
        "town_code": None,
        "audiences": [],
        "topics": [],
        "password_hash": None,
        "is_sample": True,
        "created_at": joined,
    }
    return row | more


def _sheshan(towns: Sequence[str]) -> str:
    return "310117103000" if "310117103000" in towns else towns[0]


def _named(venues: Sequence[Venue], towns: Sequence[str], joined: datetime) -> Iterator[Row]:
    likes: Row = {"audiences": ["preschool-family"], "topics": ["astronomy", "botany"]}
    yield _person(RESIDENT, "示例居民", joined, town_code=_sheshan(towns), **likes)
    yield _person(OFFICER, REVIEWER_NAME, joined)
    yield _person(COLLEAGUE, COLLEAGUE_NAME, joined)
    yield _person(APPLICANT, "示例登记人", joined)
    yield _person(DESK, "示例服务台", joined)
    for number, venue in enumerate(venues):
        yield _person(FIRST_MANAGER + number, f"{venue.name.zh.removesuffix(MARK)}管理员{MARK}", joined)


def _residents(
    first: int, count: int, phrases: Phrases, towns: Sequence[str], seed: int, joined: datetime
) -> Iterator[Row]:
    rng = stream(seed, "residents")
    groups = ["preschool-family", "teenagers", "students", "workers", "seniors", "everyone"]
    for number in range(count):
        group = rng.choice(groups)
        yield _person(
            first + number,
            rng.choice(phrases.surnames) + rng.choice(phrases.given_names) + MARK,
            joined + timedelta(minutes=rng.randrange(60 * 24 * 30)),
            language="en" if rng.random() < 0.08 else "zh",
            is_elder=group == "seniors" and rng.random() < 0.5,
            town_code=rng.choice(towns),
            audiences=[group],
        )


def _grants(venues: Sequence[Venue], sheshan: str, joined: datetime) -> list[Row]:
    rows: list[Row] = [
        {"person_id": OFFICER, "role": "officer", "base_id": None, "town_code": None, "granted_by": None},
        {"person_id": COLLEAGUE, "role": "officer", "base_id": None, "town_code": None, "granted_by": OFFICER},
        {"person_id": DESK, "role": "desk", "base_id": None, "town_code": sheshan, "granted_by": OFFICER},
    ]
    for number in range(len(venues)):
        person, base = FIRST_MANAGER + number, number + 1
        rows.append(
            {"person_id": person, "role": "base_manager", "base_id": base, "town_code": None, "granted_by": OFFICER}
        )
    return [{"id": number, **row, "granted_at": joined} for number, row in enumerate(rows, 1)]
