"""What must hold for every template: it compiles, is short, carries nothing inline, and says nothing outside `_()`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, TemplateSyntaxError

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = ROOT / "templates"
LONGEST = 200
RULES = (
    (re.compile(r"\sstyle=[\"']"), "inline style"),
    (re.compile(r"\son[a-z]+=[\"']"), "inline event handler"),
    (re.compile(r"<style\b"), "style element"),
    (re.compile(r"<script(?![^>]*\b(?:src=|type=\"application/ld\+json\"))"), "inline script"),
    (re.compile(r"(?:src|href)=\"https?://(?!schema\.org)"), "an address of another host"),
    (re.compile(r"\|\s*safe\b"), "|safe: build Markup where it is made safe"),
    (re.compile(r"\.query\b|session\.|\bdb\."), "a query"),
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
NOT_SAID = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
ALLOWED = {"中文"}


def main() -> int:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True
    )
    complaints: list[str] = []
    for path in sorted(TEMPLATES.rglob("*")):
        if path.is_file():
            complaints += check(environment, path)
    for complaint in complaints:
        print(complaint)
    return 1 if complaints else 0


def check(environment: Environment, path: Path) -> list[str]:
    name, source = path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
    found = []
    try:
        environment.parse(source, name)
    except TemplateSyntaxError as error:
        found.append(f"{name}:{error.lineno}: {error.message}")
    if source.count("\n") > LONGEST:
        found.append(f"{name}: longer than {LONGEST} lines")
    bare = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    is_mail = name.startswith("templates/mail/")
    for pattern, words in RULES:
        if is_mail and words == "style element":
            continue  # Mail has no other place for its rules.
        found += [f"{name}: {words}" for _match in pattern.finditer(bare)]
    said = NOT_SAID.sub("", source)
    for line in said.splitlines():
        text = re.sub("|".join(ALLOWED), "", line)
        if CHINESE.search(text):
            found.append(f"{name}: a sentence outside _(): {line.strip()[:60]}")
    return found


if __name__ == "__main__":
    sys.exit(main())
