"""The list for whoever asks, the one that is the same for everybody, and the bit of it on the home page."""

from __future__ import annotations

from flask import Response, render_template
from flask_login import current_user

from sciencepop.accounts.pressing import me
from sciencepop.accounts.queries.children import list_children
from sciencepop.accounts.rules.ages import age_on
from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.core.reference import Segment, get_reference
from sciencepop.programme.finder import get_finder, moment_of
from sciencepop.programme.rules.search import Search
from sciencepop.programme.seasons import ANYTHING
from sciencepop.programme.views.seasons import SeasonLine, season_lines
from sciencepop.programme.views.wording import address
from sciencepop.recommend.rules.tastes import NOBODY, Choice
from sciencepop.recommend.shelf import get_shelves
from sciencepop.recommend.views import bp
from sciencepop.recommend.views.choosing import asker
from sciencepop.recommend.views.lists import long_list, short_list
from sciencepop.recommend.views.tags import chosen_tags

AROUND_KM = 10


@bp.get("/for-you")
@public
def for_you() -> str:
    """What suits whoever asks, each with its reason; for somebody of whom nothing is known, what suits everybody."""
    who = asker()
    feed = "" if who.is_off or who.choice.is_empty else address("feeds.persona", _question(who.choice))
    return render_template(
        "recommend/for_you.html",
        listed=long_list(who.tastes),
        who=who,
        tags=chosen_tags(who.choice),
        children=_pages_of_children(),
        feed_url=feed,
        seasons=_seasons(who.tastes.choice),
        press=PressForm(),
        now=clock.now(),
    )


@bp.get("/for-you/everyone")
@public
def for_everyone() -> str:
    """The list that is made for nobody in particular."""
    return render_template("recommend/for_everyone.html", listed=long_list(NOBODY), now=clock.now())


@bp.get("/fragments/for-you")
@public
def fragment() -> Response:
    """The inside of the home page's section; empty where there is nothing personal to show."""
    who = asker()
    body = ""
    if who.tastes.is_personal:
        body = render_template(
            "recommend/_home_list.html", listed=short_list(who.tastes), press=PressForm(), now=clock.now()
        )
    answer = Response(body, mimetype="text/html")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _seasons(choice: Choice) -> list[SeasonLine]:
    """What one may look at now, among what is for those who were chosen."""
    moment = moment_of(clock.now())
    among = Search(audiences=(*choice.audiences, *get_shelves().for_all)) if choice.audiences else ANYTHING
    return season_lines(get_finder().index(clock.now()), moment, moment.today, among)


def _question(choice: Choice) -> list[tuple[str, str]]:
    """A choice as a question for a feed: around the town, not only in it."""
    pairs = [(kind, value) for kind, value in choice.pairs() if kind != "town"]
    return pairs + [("near", choice.town), ("km", str(AROUND_KM))] * bool(choice.town)


def _pages_of_children() -> list[Segment]:
    """Of children only their age is used, and only to link to the page that is there for all of that age."""
    if not current_user.is_authenticated:
        return []
    today = clock.today()
    ages = [
        age_on(child.birth_year, child.birth_month, today)
        for child in list_children(db.session(), me().id)
        if child.birth_year and child.birth_month
    ]
    return [one for one in get_reference().segments.values() if any(one.is_for_age(age) for age in ages)]
