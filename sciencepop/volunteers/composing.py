"""How a letter of this feature is put together, in the language that is being written."""

from __future__ import annotations

from collections.abc import Sequence

from sciencepop.core.letter import Letter, site_address


def compose(
    subject: str,
    lines: Sequence[str],
    *,
    link: tuple[str, str] | None = None,
    facts: Sequence[tuple[str, str]] = (),
    glance: str = "",
    brief: Sequence[str] | None = None,
) -> Letter:
    """A letter; `link` is words and a path of the site. An SMS says `brief` instead of the lines, where it is given."""
    whole = (link[0], site_address() + link[1]) if link else None
    said = [subject, *(lines if brief is None else brief), *([whole[1]] if whole else [])]
    return Letter(subject=subject, paragraphs=list(lines), short=" ".join(said), facts=facts, link=whole, glance=glance)
