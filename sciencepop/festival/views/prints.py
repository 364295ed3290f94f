"""Printed programmes: what is ready, posters of towns and communities on demand, and the files."""

from __future__ import annotations

from flask import abort, current_app, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sciencepop.accounts.queries.organisations import find_community, list_communities
from sciencepop.core import documents
from sciencepop.core.access import officer, public
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import tr
from sciencepop.core.reference import get_reference
from sciencepop.festival.papers import LANGS, SHAPES, TOWN, code_of_community, code_of_town, kind_of
from sciencepop.festival.queries import editions, releases
from sciencepop.festival.services.prints import want_place_papers
from sciencepop.festival.views import bp
from sciencepop.festival.views.pressing import Answer, names, press


@bp.route("/district/festival/<code>/prints", methods=["GET", "POST"])
@officer
def prints(code: str) -> Answer:
    """What is ready; the button asks for the posters of all towns and communities, of the latest release."""
    session = db.session()
    edition = editions.get_edition(session, code)
    form = PressForm()
    if form.is_submitted():
        refusal = press(form, want_place_papers, code, done=str(_("正在制作，几分钟后刷新这一页。")))
        if not refusal:
            return redirect(url_for("festival.prints", code=code), 303)
    addresses = _posters(code)
    made = documents.list_made
    ready = {(shape, lang): made(session, kind_of(shape, lang), [code]) for shape in SHAPES for lang in LANGS}
    printed = made(session, kind_of(TOWN, "zh"), list(addresses))
    page = render_template(
        "festival/prints.html",
        edition=edition,
        release=releases.find_latest(session, edition.id),
        ready=ready,
        posters=[(name, url) for place, (name, url) in addresses.items() if place in printed],
        frame=_frame(code),
        press=PressForm(formdata=None),
        **names(),
    )
    return (page, 422) if form.errors else page


def _posters(code: str) -> dict[str, tuple[str, str]]:
    """Name and address of the poster of each town and community, by the document's code."""
    found = {
        code_of_town(code, town.code): (tr(town, "name"), url_for("festival.town_paper", code=code, town=town.code))
        for town in get_reference().towns.values()
    }
    for one in list_communities(db.session()):
        address = url_for("festival.community_paper", code=code, id=one.id)
        found[code_of_community(code, one.id)] = one.name, address
    return found


def _frame(code: str) -> str:
    """The line of HTML that shows the listing in another site."""
    address = str(current_app.extensions["config"].public_url) + url_for("festival.embed", code=code)
    return f'<iframe src="{address}" width="100%" height="600" title="{_("节目单")}"></iframe>'


lead_again(lambda _result, code: url_for("festival.prints", code=code), prints)


@bp.get("/festival/<code>/print/<any(fold, poster):shape>-<any(zh, en):lang>.pdf")
@public
def paper(code: str, shape: str, lang: str) -> Response:
    """The printed programme of the latest release."""
    editions.get_shown(db.session(), code)
    return _file(kind_of(shape, lang), code, f"{code}-{shape}-{lang}")


@bp.get("/festival/<code>/print/town-<town>.pdf")
@public
def town_paper(code: str, town: str) -> Response:
    """The poster of a town in large type."""
    editions.get_shown(db.session(), code)
    if town not in get_reference().towns:
        abort(404)
    return _file(kind_of(TOWN, "zh"), code_of_town(code, town), f"{code}-{town}")


@bp.get("/festival/<code>/print/community-<int:id>.pdf")
@public
def community_paper(code: str, id: int) -> Response:
    """The poster of a community in large type."""
    editions.get_shown(db.session(), code)
    if find_community(db.session(), id) is None:
        abort(404)
    return _file(kind_of(TOWN, "zh"), code_of_community(code, id), f"{code}-community-{id}")


def _file(kind: str, code: str, name: str) -> Response:
    content = documents.find_content(db.session(), kind, code)
    if content is None:
        abort(404)
    answer = make_response(content)
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer
