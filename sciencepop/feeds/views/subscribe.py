"""What can be followed, and how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from sciencepop.bases.queries import list_public
from sciencepop.core.access import public
from sciencepop.core.db import db
from sciencepop.core.i18n import tr
from sciencepop.core.pagecache import cached
from sciencepop.core.reference import get_reference
from sciencepop.feeds.views import bp
from sciencepop.festival.models import EditionState
from sciencepop.festival.queries.editions import list_editions


@dataclass(frozen=True)
class Choice:
    """A feed that can be chosen: its name in the query, its words, its path."""

    value: str
    name: str
    url: str


@dataclass(frozen=True)
class Group:
    label: str
    choices: list[Choice]


@bp.get("/subscribe")
@public
@cached
def subscribe() -> str:
    """Every feed by kind; `?feed=base:chenshan` chooses one, and an unknown one chooses everything."""
    groups = _groups()
    everything = groups[0].choices[0]
    known = {choice.value: choice for group in groups for choice in group.choices}
    chosen = known.get(request.args.get("feed", ""), everything)
    return render_template("feeds/subscribe.html", groups=groups, chosen=chosen)


def _groups() -> list[Group]:
    reference = get_reference()
    editions = [one for one in list_editions(db.session()) if one.state is not EditionState.CLOSED]
    return [
        Group(_("全区"), [Choice("all", _("全部活动"), url_for("feeds.all"))]),
        *([_group(_("科技节"), "festival", "code", editions)] if editions else []),
        _group(_("按人群"), "audience", "slug", reference.audiences.values()),
        _group(_("按主题"), "topic", "slug", reference.topics.values()),
        _group(_("按街镇"), "town", "code", reference.towns.values()),
        _group(_("按基地"), "base", "slug", list_public()),
    ]


def _group(label: str, kind: str, key: str, rows: Iterable[Any]) -> Group:
    """A kind of feed: its endpoint is named like the kind and takes the row's slug or code."""
    return Group(
        label,
        [
            Choice(f"{kind}:{getattr(row, key)}", tr(row, "name"), url_for(f"feeds.{kind}", **{key: getattr(row, key)}))
            for row in rows
        ],
    )
