"""Languages, and the one place where dates, times and bilingual names become text.

Chinese has the plain addresses; English the same ones under `/en`. A small WSGI layer moves that prefix into
SCRIPT_NAME, so `url_for` keeps the language by itself. Message ids are the Chinese sentences; the English ones stand in
`translations/en/*.po`, one file a feature, compiled into one catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from flask import Flask, has_request_context, request
from flask_babel import Babel, force_locale, get_locale
from flask_babel import gettext as _
from markupsafe import Markup, escape

from sciencepop.core import clock

LANGUAGES = ("zh", "en")
LOCALES = {"zh": "zh_Hans_CN", "en": "en"}
WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
TIMES = re.compile(r"\d\d:\d\d–\d\d:\d\d$")
KEPT = Markup('<span class="keep">{}</span>')
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

babel = Babel()


def init_app(app: Flask) -> None:
    babel.init_app(app, locale_selector=lambda: LOCALES[request_language()])
    app.wsgi_app = EnglishPrefix(app.wsgi_app)  # type: ignore[method-assign]
    app.jinja_env.filters.update(
        tr=tr,
        day=day,
        day_short=day_short,
        day_month=day_month,
        day_number=lambda on: _as_date(on).day,
        clock=wall_clock,
        span=span,
        kept_span=kept_span,
        weekday=weekday,
        price=price,
    )
    app.context_processor(lambda: {"lang": language(), "other_language_url": other_language_url()})


class EnglishPrefix:
    """Serve `/en/...` as the same page with `sciencepop.lang` = en."""

    def __init__(self, wsgi: Callable[..., Iterable[bytes]]) -> None:
        self.wsgi = wsgi

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/en" or path.startswith("/en/"):
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/en"
            environ["PATH_INFO"] = path[3:] or "/"
            environ["sciencepop.lang"] = "en"
        return self.wsgi(environ, start_response)


def request_language() -> str:
    if has_request_context():
        return str(request.environ.get("sciencepop.lang", "zh"))
    return "zh"


def language() -> str:
    """`zh` or `en`: the language that is being written now (a request's, or one forced by `in_language`)."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "zh"


def in_language(lang: str) -> Any:
    """A context manager that writes in a person's own language, in a request or in the worker."""
    return force_locale(LOCALES.get(lang, LOCALES["zh"]))


def other_language_url() -> str:
    """The address of this very page in the other language, without scheme and host."""
    if not has_request_context():
        return "/"
    # Quoted, because browsers read a backslash as a slash, and two slashes as the name of another site.
    path = quote(request.path, safe="/:@!$&'()*+,;=~")
    if request.query_string:
        path += "?" + request.query_string.decode("utf-8", "replace")
    return path if request_language() == "en" else "/en" + path


def tr(thing: Any, field: str) -> str:
    """A bilingual field of a record (`title` → `title_zh`, `title_en`); Chinese where English is missing."""
    chinese = getattr(thing, f"{field}_zh") or ""
    if language() == "en":
        return getattr(thing, f"{field}_en", "") or chinese
    return chinese


def weekday(on: date | datetime) -> str:
    """周六 or Sat."""
    index = _as_date(on).weekday()
    return WEEKDAYS_EN[index] if language() == "en" else "周" + WEEKDAYS[index]


def day(on: date | datetime) -> str:
    """10月24日（周六） or Sat 24 Oct; with the year when it is not this one."""
    value = _as_date(on)
    other_year = value.year != clock.today().year
    if language() == "en":
        text = f"{WEEKDAYS_EN[value.weekday()]} {value.day} {MONTHS_EN[value.month - 1]}"
        return f"{text} {value.year}" if other_year else text
    text = f"{value.month}月{value.day}日（周{WEEKDAYS[value.weekday()]}）"
    return f"{value.year}年{text}" if other_year else text


def day_short(on: date | datetime) -> str:
    """10月24日 or 24 Oct."""
    value = _as_date(on)
    if language() == "en":
        return f"{value.day} {MONTHS_EN[value.month - 1]}"
    return f"{value.month}月{value.day}日"


def day_month(on: date | datetime) -> str:
    """10月 or Oct."""
    month = _as_date(on).month
    return MONTHS_EN[month - 1] if language() == "en" else f"{month}月"


def wall_clock(moment: datetime) -> str:
    """14:00, the wall time in the district."""
    return clock.local(moment).strftime("%H:%M")


def span(starts_at: datetime, ends_at: datetime) -> str:
    """10月24日（周六）14:00–15:30 or Sat 24 Oct, 14:00–15:30; over midnight both days are told."""
    start, end = clock.local(starts_at), clock.local(ends_at)
    glue = ", " if language() == "en" else ""
    first = f"{day(start)}{glue}{start:%H:%M}"
    if start.date() == end.date():
        return f"{first}–{end:%H:%M}"
    return f"{first} – {day(end)}{glue}{end:%H:%M}"


def kept_span(starts_at: datetime, ends_at: datetime) -> Markup:
    """`span` for narrow places on a page: the end of a line never parts the two clock times."""
    words = span(starts_at, ends_at)
    times = TIMES.search(words)
    return escape(words[: times.start()]) + KEPT.format(times[0]) if times else escape(words)


def price(cents: int) -> str:
    """免费 / Free, or ¥12 and ¥12.50."""
    if not cents:
        return str(_("免费"))
    yuan, rest = divmod(cents, 100)
    return f"¥{yuan}.{rest:02d}" if rest else f"¥{yuan}"


def _as_date(on: date | datetime) -> date:
    return clock.local(on).date() if isinstance(on, datetime) else on
