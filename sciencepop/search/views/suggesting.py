"""Suggestions while typing: names that begin like what stands in the box. The box works without them."""

from __future__ import annotations

from flask import jsonify
from werkzeug.wrappers import Response

from sciencepop.core.access import public
from sciencepop.core.db import db
from sciencepop.core.i18n import tr
from sciencepop.core.web import limiter
from sciencepop.search.finding import find_names, shown
from sciencepop.search.queries.find import list_documents
from sciencepop.search.views import bp
from sciencepop.search.views.finding import OFTEN, TURNS, read_asking
from sciencepop.search.views.wording import address_of, kind_words

MOST = 8


@bp.get("/search/suggest.json")
@public
@limiter.limit(OFTEN)
@TURNS.taken
def suggest() -> Response:
    """At most eight things with their address and kind, the best first."""
    asking, _town = read_asking()
    found = find_names(db.session(), asking) if asking.question.parts else None
    hits = shown(db.session(), found.hits[: MOST * 2], asking.now) if found else []
    documents = list_documents(db.session(), [hit.id for hit in hits])
    words = kind_words()
    rows: dict[str, dict[str, str]] = {}
    for hit in hits:
        document = documents.get(hit.id)
        if document is not None:
            title = tr(document, "title")
            rows.setdefault(title, {"title": title, "kind": words[hit.kind], "url": address_of(document)})
    answer = jsonify(list(rows.values())[:MOST])
    answer.headers["Cache-Control"] = "no-store"  # what is taken down is gone with the next key
    return answer
