"""A letter's words, written once, and its two faces: plain text, and HTML for programs that show it.

The HTML is one frame for all letters: it fetches nothing from anywhere, so opening it tells nobody anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import current_app
from flask_babel import gettext as _

from sciencepop.core.config import Config
from sciencepop.core.i18n import in_language, language, tr
from sciencepop.core.reference import get_reference


@dataclass(frozen=True)
class Entry:
    """One of several things that a letter tells of: its title with an address, and a few lines."""

    title: str
    url: str
    lines: Sequence[str]


@dataclass(frozen=True)
class Letter:
    """What a letter says, in the language that is being written. `facts` are labels with values, `entries` things with
    a page of their own. `ask` is a question with its answers, each of them words with an address.

    `link` and `stop` are words with an address: what to do now, and how to get no more of this kind. `short` is the
    whole of it as an SMS. `glance` is what bystanders may read on a locked screen, where the paragraphs say more or
    speak of what stands below them. `language` is the one that was being written.
    """

    subject: str
    paragraphs: Sequence[str]
    short: str
    facts: Sequence[tuple[str, str]] = ()
    entries: Sequence[Entry] = ()
    link: tuple[str, str] | None = None
    stop: tuple[str, str] | None = None
    ask: tuple[str, Sequence[tuple[str, str]]] | None = None
    glance: str = ""
    language: str = field(default_factory=language)


def as_text(letter: Letter) -> str:
    """The letter as plain text."""
    with in_language(letter.language):
        return _as_text(letter)


def _as_text(letter: Letter) -> str:
    colon = _("：")
    parts = [letter.subject, *letter.paragraphs]
    if letter.facts:
        parts.append("\n".join(f"{label}{colon}{value}" for label, value in letter.facts))
    parts += ["\n".join([f"■ {entry.title}", *entry.lines, entry.url]) for entry in letter.entries]
    if letter.link:
        parts.append(colon.join(letter.link))
    if letter.ask:
        parts.append("\n".join([letter.ask[0], *(colon.join(answer) for answer in letter.ask[1])]))
    parts.append("\n".join(foot()))
    if letter.stop:
        parts.append(colon.join(letter.stop))
    return "\n\n".join(parts) + "\n"


def as_html(letter: Letter) -> str:
    """The same words as a whole HTML document."""
    template = current_app.jinja_env.get_template("mail/letter.html")
    district = get_reference().district
    lang = "en" if letter.language == "en" else "zh-Hans"
    with in_language(letter.language):
        product = tr(district, "product")
        return template.render(letter=letter, foot=foot(), district=district, product=product, lang=lang)


def site_address() -> str:
    """The site in the language that is being written, without a final slash; for links in letters."""
    config: Config = current_app.extensions["config"]
    return config.public_url + ("/en" if language() == "en" else "")


def foot() -> list[str]:
    """Who writes, and the telephone for those who would rather speak."""
    district = get_reference().district
    lines = [f"{tr(district, 'product')} · {tr(district, 'host')}"]
    if district.phone:
        lines.append(_("电话 %(phone)s（%(hours)s）", phone=district.phone, hours=tr(district, "phone_hours")))
    return lines
