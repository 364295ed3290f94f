"""What recommendations use of somebody, tag by tag, with where each comes from; choosing, deleting, switching off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sciencepop.accounts.pressing import me
from sciencepop.accounts.rules.targets import safe_target
from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.core.web import csrf
from sciencepop.programme.views.wording import VOCABULARIES, address, named
from sciencepop.recommend.forms import ChoiceForm
from sciencepop.recommend.queries.person import Source, list_sources
from sciencepop.recommend.rules.tastes import Choice, choose
from sciencepop.recommend.services import rights
from sciencepop.recommend.shelf import get_shelves
from sciencepop.recommend.views import bp
from sciencepop.recommend.views.choosing import KEPT, Asker, asker, forget_everything, keep


@dataclass(frozen=True)
class Tag:
    """One part of a choice, with its words."""

    kind: str
    value: str
    words: str


def chosen_tags(choice: Choice) -> list[Tag]:
    """The tags that somebody chose."""
    return [Tag(kind, value, named(value, VOCABULARIES[kind])) for kind, value in choice.pairs()]


@dataclass(frozen=True)
class Gathered:
    """A base with the bookings from which it is known that somebody goes there."""

    base_id: int
    name_zh: str
    name_en: str
    sources: Sequence[Source]


@bp.route("/for-you/tags", methods=["GET", "POST"])
@public
def tags() -> Any:
    """All tags; saving the form keeps another choice."""
    who = asker()
    form = ChoiceForm(data={name: getattr(who.choice, name) for name in ("audiences", "topics", "town")})
    if form.validate_on_submit():
        known = get_shelves().known
        choice = choose(form.audiences.data or (), form.topics.data or (), form.town.data or "", known)
        flash(_("已保存。下一次打开就按新的来。"))
        return keep(redirect(url_for("recommend.tags"), 303), replace(choice, is_off=who.is_off))
    page = render_template(
        "recommend/tags.html",
        form=form,
        who=who,
        tags=chosen_tags(who.choice),
        gathered=_gathered(who),
        press=PressForm(formdata=None),
    )
    return (page, 422) if form.errors else page


@bp.post("/for-you/tags/delete")
@public
def delete_tag() -> Response:
    """Delete one tag: a part of the choice, a booking, all bookings of a base; or everything."""
    answer = redirect(url_for("recommend.tags"), 303)
    kind, value, who = request.form.get("kind", ""), request.form.get("value", ""), asker()
    if kind == "all":
        answer = forget_everything(answer)
    elif kind in VOCABULARIES:
        answer = keep(answer, who.choice.without(kind, value))
    elif who.is_account:
        rights.forget_visits(_bookings_of(kind, value), by=me(), now=clock.now())
    flash(_("已全部删除，下一次打开就不再用了。") if kind == "all" else _("已删除，下一次打开就不再用了。"))
    return answer


@bp.route("/for-you/choose", methods=["GET", "POST"])
@public
@csrf.exempt  # type: ignore[untyped-decorator]
def choose_two() -> Any:
    """For whom, then what about: two taps, each of which may be left out. What was chosen before stays, and whoever
    chooses wants a list, so it is on again. The form is checked here, since without cookies it leads on all the same.
    """
    known, who = get_shelves().known, asker()
    audience, topic = request.values.get("audience", ""), request.values.get("topic", "")
    chosen = choose([audience], [topic], "", known)
    if request.method == "GET":
        step = 2 if "audience" in request.args else 1
        return render_template("recommend/choose.html", step=step, chosen=chosen, days=KEPT.days, press=PressForm())
    answer = redirect(address("recommend.for_you", chosen.pairs()), 303)
    if not PressForm().validate_on_submit():
        return answer  # without cookies nothing can be kept; the address carries the choice
    mine = who.choice
    kept = choose(chosen.audiences or mine.audiences, (*chosen.topics, *mine.topics), mine.town, known)
    return keep(answer, kept)


@bp.post("/for-you/switch")
@public
def switch() -> Response:
    """Switch recommendations off or on."""
    answer = redirect(safe_target(request.form.get("next"), url_for("recommend.for_you")), 303)
    is_off = request.form.get("off") == "1"
    flash(_("个性化推荐已关闭。您看到的和没登录的人完全一样。") if is_off else _("个性化推荐已打开。"))
    return keep(answer, replace(asker().choice, is_off=is_off))


def _gathered(who: Asker) -> list[Gathered]:
    if not who.is_account:
        return []
    found: dict[int, list[Source]] = {}
    for source in list_sources(db.session(), me().id, clock.now()):
        found.setdefault(source.base_id, []).append(source)
    return [Gathered(base, rows[0].base_zh, rows[0].base_en, rows) for base, rows in found.items()]


def _bookings_of(kind: str, value: str) -> list[int]:
    """The bookings that a tag rests on, of those of whoever asks."""
    sources = list_sources(db.session(), me().id, clock.now())
    if kind == "booking":
        return [one.booking_id for one in sources if one.code == value]
    return [one.booking_id for one in sources if kind == "base" and str(one.base_id) == value]
