"""What calendar texts need to know of the site, set once when the application is built.

So services can write calendar text without asking the web framework for its settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sciencepop.core.reference import Audience, District, Reference, Topic, Town


@dataclass(frozen=True)
class CalendarContext:
    """`public_url` is the site's address without a final slash; the vocabularies are by slug."""

    public_url: str
    district: District
    audiences: Mapping[str, Audience]
    topics: Mapping[str, Topic]
    towns: Mapping[str, Town]

    def event_url(self, slug: str, lang: str) -> str:
        """The event's page; it carries no token and never changes."""
        return f"{self.site_url(lang)}/events/{slug}"

    def site_url(self, lang: str) -> str:
        """The site in a language, without a final slash."""
        return self.public_url + ("/en" if lang == "en" else "")


_context: CalendarContext | None = None


def configure(public_url: str, reference: Reference) -> None:
    """Set the context of this process."""
    global _context  # noqa: PLW0603
    _context = CalendarContext(public_url, reference.district, reference.audiences, reference.topics, reference.towns)


def get_context() -> CalendarContext:
    """The context of this process. Raises RuntimeError when no application has been built."""
    if _context is None:
        raise RuntimeError("no application has been built, so calendar texts have no address")
    return _context
