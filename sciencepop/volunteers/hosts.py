"""Who runs a shift: a base, or a teaching point of the college. The one place that knows the kinds of hosts.

A further kind is a column of `Shift` and `ShiftTemplate` beside `base_id` and `point_id`, a type in
`models.shifts.Host` (with name, town and point on the map), a line in `columns_of` there, and one in each function
here.
"""

from __future__ import annotations

from typing import Protocol

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bases.models import ScienceBase
from sciencepop.bases.services import tell
from sciencepop.college.services.points import heads_of
from sciencepop.volunteers.models import Host


class Hosted(Protocol):
    """A shift or a template."""

    @property
    def base_id(self) -> int | None: ...
    @property
    def point_id(self) -> int | None: ...


def kind_of(host: Host) -> str:
    """Its name in templates: base, or point."""
    return "base" if isinstance(host, ScienceBase) else "point"


def may_host(person: Person, host: Host) -> bool:
    """Whether somebody staffs the shifts of a host: its managers or its heads, and officers."""
    if isinstance(host, ScienceBase):
        return person.manages(host.id)
    return person.is_officer or host.id in person.headed_point_ids


def may_run(person: Person, row: Hosted) -> bool:
    """As above, of a shift or a template."""
    if row.base_id is not None:
        return person.manages(row.base_id)
    return person.is_officer or row.point_id in person.headed_point_ids


def people_of(session: Session, host: Host) -> list[Person]:
    """Whoever hears of what happens at a host's shifts."""
    return tell.people_of(session, host) if isinstance(host, ScienceBase) else heads_of(session, host)


def in_address(host: Host) -> dict[str, str]:
    """What names a host in the address of its pages."""
    return {"slug": host.slug} if isinstance(host, ScienceBase) else {"code": host.code}
