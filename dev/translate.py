"""Collect, compile and check translations.

`python -m dev.translate compile` joins translations/en/*.po into one catalogue for Flask-Babel.
`python -m dev.translate check` also lists sentences in code and templates that have no English, and the reverse.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
ENGLISH = ROOT / "sciencepop" / "translations" / "en"
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2"), ("**.xml", "jinja2")]
OPTIONS = {pattern: {"extensions": "jinja2.ext.do", "silent": "false"} for pattern, kind in METHODS if kind == "jinja2"}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "_l": None, "lazy_gettext": None, "_n": (1, 2)}


def load() -> tuple[Catalog, list[str]]:
    """All English sentences in one catalogue, and complaints about the files."""
    joined = Catalog(locale="en", domain="messages")
    complaints = []
    for path in sorted(ENGLISH.glob("*.po")):
        with path.open("rb") as source:
            part = read_po(source, locale="en")
        for message in part:
            if not message.id:
                continue
            known = joined.get(message.id)
            if known is not None and known.string != message.string:
                complaints.append(f"{path.name}: another English for {message.id!r} than an earlier file's")
            if not message.string or message.fuzzy or (isinstance(message.string, tuple) and not all(message.string)):
                complaints.append(f"{path.name}: no English for {message.id!r}")
            joined.add(message.id, message.string)
    return joined, complaints


def used() -> dict[str | tuple[str, ...], str]:
    """Every sentence in code and templates, with the file it stands in."""
    found: dict[str | tuple[str, ...], str] = {}
    for folder in ("sciencepop", "templates"):
        base = ROOT / folder
        for name, _line, message, _comments, _context in extract_from_dir(base, METHODS, OPTIONS, keywords=KEYWORDS):
            key = message[0] if isinstance(message, tuple) else message
            found.setdefault(key, f"{folder}/{name}")
    return found


def compile_catalogue(joined: Catalog) -> None:
    target = ENGLISH / "LC_MESSAGES" / "messages.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as out:
        write_mo(out, joined)


def check(joined: Catalog, complaints: list[str]) -> int:
    sentences = used()
    known = {m.id[0] if isinstance(m.id, tuple) else m.id for m in joined if m.id}
    for sentence, where in sorted(sentences.items(), key=lambda item: item[1]):
        if sentence not in known:
            complaints.append(f"{where}: no English for {sentence!r}")
    complaints += [f"no longer used: {sentence!r}" for sentence in sorted(known - set(sentences))]
    for complaint in complaints:
        print(complaint)
    print(f"{len(sentences)} sentences, {len(complaints)} complaints")
    return 1 if complaints else 0


def main() -> int:
    joined, complaints = load()
    compile_catalogue(joined)
    return check(joined, complaints) if sys.argv[1:] == ["check"] else 0


if __name__ == "__main__":
    sys.exit(main())
