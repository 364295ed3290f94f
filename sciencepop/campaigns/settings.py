"""What the district decides of digests and campaigns: caps, quiet hours, the hour of the digest, bands of age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flask import Flask, current_app

from sciencepop.campaigns.rules.hours import Quiet, Weekly
from sciencepop.core import clock
from sciencepop.core.reference import Reference, get_reference

TABLE = "campaigns"


@dataclass(frozen=True)
class AgeBand:
    """Ages for which somebody looks for events; `from_age` and `until_age` are whole years, both included."""

    slug: str
    name_zh: str
    name_en: str
    from_age: str
    until_age: str

    def meets(self, age_min: int | None, age_max: int | None) -> bool:
        """Whether an event for these ages is for somebody of the band."""
        return (age_min or 0) <= int(self.until_age) and int(self.from_age) <= (120 if age_max is None else age_max)


class Settings:
    """All of it, read once."""

    def __init__(self, reference: Reference) -> None:
        section = reference.sections.get(TABLE, {})
        self.most_letters = int(section.get("most_letters", 3))
        self.window = timedelta(days=int(section.get("window_days", 7)))
        self.quiet = Quiet(_hour(section, "quiet_from", "21:00"), _hour(section, "quiet_until", "08:00"))
        self.least_shown = int(section.get("least_shown", 10))
        self.weekly = Weekly(
            int(section.get("digest_weekday", 3)),
            _hour(section, "digest_at", "17:00"),
            timedelta(hours=int(section.get("digest_late_hours", 24))),
        )
        self.letters_kept = timedelta(days=int(section.get("letters_kept_days", 180)))
        self.entries = int(section.get("digest_entries", 6))
        self.ages = {band.slug: band for band in reference.read_table("reader_ages.csv", AgeBand)}

    def is_quiet(self, now: datetime) -> bool:
        """Whether nobody is written to at a moment."""
        return self.quiet.holds(clock.local(now))

    def quiet_ends(self, now: datetime) -> datetime:
        """When letters may leave again, where it is quiet at a moment."""
        return self.quiet.ends_after(clock.local(now))

    def quiet_begins(self, now: datetime) -> datetime:
        """When it is quiet next."""
        return self.quiet.begins_after(clock.local(now))


def _hour(section: dict[str, object], name: str, default: str) -> time:
    return time.fromisoformat(str(section.get(name, default)))


def init_app(app: Flask) -> None:
    """Read the settings at once, so that a wrong file stops the start and not an application."""
    found = Settings(get_reference(app))
    assert found.least_shown >= 2, "district.toml: campaigns.least_shown must be 2 or more"
    assert found.quiet.until < found.quiet.since, "district.toml: the quiet hours of campaigns go over midnight"
    assert 0 <= found.weekly.weekday <= 6, "district.toml: campaigns.digest_weekday is 0 to 6"
    app.extensions["campaigns"] = found


def settings() -> Settings:
    """Those of the running application."""
    found: Settings = current_app.extensions["campaigns"]
    return found
