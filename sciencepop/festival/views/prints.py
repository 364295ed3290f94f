"""Printed programmes: what is ready, posters of towns on demand, and the files."""

from __future__ import annotations

from flask import abort, current_app, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sciencepop.core import documents
from sciencepop.core.access import officer, public
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.core.reference import get_reference
from sciencepop.festival.papers import LANGS, SHAPES, TOWN, kind_of
from sciencepop.festival.queries import editions, releases
from sciencepop.festival.services.prints import want_town_papers
from sciencepop.festival.views import bp
from sciencepop.festival.views.pressing import Answer, names, press


@bp.route("/district/festival/<code>/prints", methods=["GET", "POST"])
@officer
def prints(code: str) -> Answer:
    """What is ready; the button asks for the posters of all towns, of the latest release."""
    session = db.session()
    edition = editions.get_edition(session, code)
    form = PressForm()
    if form.is_submitted():
        refusal = press(form, want_town_papers, code, done=str(_("正在制作，几分钟后刷新这一页。")))
        if not refusal:
            return redirect(url_for("festival.prints", code=code), 303)
    towns = get_reference().towns
    ready = {
        (shape, lang, ""): documents.find_content(session, kind_of(shape, lang), code) is not None
        for shape in SHAPES
        for lang in LANGS
    } | {
        (TOWN, "zh", town): documents.find_content(session, kind_of(TOWN, "zh"), f"{code}/{town}") is not None
        for town in towns
    }
    page = render_template(
        "festival/prints.html",
        edition=edition,
        release=releases.find_latest(session, edition.id),
        ready=ready,
        towns=towns.values(),
        frame=_frame(code),
        press=PressForm(formdata=None),
        **names(),
    )
    return (page, 422) if form.errors else page


def _frame(code: str) -> str:
    """The line of HTML that shows the listing in another site."""
    address = str(current_app.extensions["config"].public_url) + url_for("festival.embed", code=code)
    return f'<iframe src="{address}" width="100%" height="600" title="{_("节目单")}"></iframe>'


prints.replay = lambda _result, code: url_for("festival.prints", code=code)  # type: ignore[attr-defined]


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
    return _file(kind_of(TOWN, "zh"), f"{code}/{town}", f"{code}-{town}")


def _file(kind: str, code: str, name: str) -> Response:
    content = documents.find_content(db.session(), kind, code)
    if content is None:
        abort(404)
    answer = make_response(content)
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer
