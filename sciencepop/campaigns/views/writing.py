"""Writing a campaign, its preview in every way, and its steps."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sciencepop.accounts.post import page_text
from sciencepop.accounts.push import LONGEST_TEXT, LONGEST_TITLE, push_text, shortened
from sciencepop.accounts.queries import names_of
from sciencepop.campaigns import services
from sciencepop.campaigns.forms import CampaignForm, ReasonForm, ways
from sciencepop.campaigns.letters import campaign_letter
from sciencepop.campaigns.messages import sentence
from sciencepop.campaigns.models import Campaign, CampaignState
from sciencepop.campaigns.queries.campaigns import fate_of, get_campaign
from sciencepop.campaigns.queries.reach import REACHED, aim_of, count_reach
from sciencepop.campaigns.rules.cells import shown, shown_total
from sciencepop.campaigns.rules.states import EDITABLE, STEPS, Refusal, is_too_late
from sciencepop.campaigns.settings import settings
from sciencepop.campaigns.views import bp
from sciencepop.campaigns.views.pressing import Answer, me, press, told, words
from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import in_language
from sciencepop.core.letter import as_html, as_text

TEXTS = ("title_zh", "text_zh", "title_en", "text_en", "path")
TICKS = ("audiences", "stages", "towns", "ages")
FIELDS = {Refusal.BAD_LINK: "path"}


@bp.route("/district/campaigns/new", methods=["GET", "POST"])
@officer
def new() -> Answer:
    """Write a campaign; the address may say for whom (`towns`, `audiences`)."""
    form = CampaignForm(data={name: request.args.getlist(name) for name in ("towns", "audiences")})
    return _saved(form, None) or _form_page(form, None)


@bp.route("/district/campaigns/<code>/edit", methods=["GET", "POST"])
@officer
def edit(code: str) -> Answer:
    """Write it anew."""
    campaign = get_campaign(db.session(), code)
    if campaign.state not in EDITABLE:
        return redirect(url_for("campaigns.campaign", code=code), 303)
    form = CampaignForm(obj=campaign, data={"carriers": [carrier.value for carrier in campaign.carriers]})
    return _saved(form, code) or _form_page(form, campaign)


@bp.get("/district/campaigns/<code>")
@officer
def campaign(code: str) -> Answer:
    """One campaign: what it says in every way, whom it reaches, and what became of it."""
    return _page(code)


@bp.get("/district/campaigns/<code>/letter.html")
@officer
def letter(code: str) -> Response:
    """The mail as its reader would see it. It has a style element, which no page of ours may have."""
    found = get_campaign(db.session(), code)
    answer = Response(as_html(campaign_letter(found, None)), mimetype="text/html")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return answer


@bp.post("/district/campaigns/<code>/step/<state>")
@officer
def step(code: str, state: str) -> Answer:
    """Hand it in, let it go, give it back, stop it."""
    if state not in {one.value for steps in STEPS.values() for one in steps}:
        abort(404)
    form = ReasonForm()
    reason, seen = form.reason.data or "", request.form.get("seen", "")
    refusal = press(form, services.step_campaign, code, CampaignState(state), reason=reason, seen=seen)
    return (_page(code, refusal), 422) if refusal else redirect(url_for("campaigns.campaign", code=code), 303)


def _page(code: str, refusal: str | None = None) -> str:
    session = db.session()
    found = get_campaign(session, code)
    return render_template(
        "campaigns/campaign.html",
        campaign=found,
        faces=[_face(found, lang) for lang in ("zh", "en") if lang == "zh" or found.title_en],
        names=names_of(session, [found.written_by, found.approved_by]),
        seen=services.seen_of(found),
        is_mine=found.written_by == me().id,
        steps=STEPS[found.state],
        is_editable=found.state in EDITABLE,
        lateness=_lateness(found),
        fate=told(fate_of(session, found)) if found.cursor else None,
        press=PressForm(formdata=None),
        reason=ReasonForm(formdata=None),
        refusal=refusal,
        **_reach(found),
        **words(),
    )


def _lateness(found: Campaign) -> str:
    """What happens to a campaign whose hour went by before it was let go or written."""
    now, state = clock.now(), found.state
    if found.send_at > now or state not in (CampaignState.SUBMITTED, CampaignState.APPROVED):
        return ""
    if state is CampaignState.SUBMITTED and is_too_late(found.send_at, now):
        return str(_("时间过了一天多，请退回换一个时间"))
    if settings().is_quiet(now):
        return str(_("时间已过，现在是安静时段，%(at)s 以后才发", at=settings().quiet.until.strftime("%H:%M")))
    return str(_("时间已过，一审核通过就发")) if state is CampaignState.SUBMITTED else ""


def _reach(found: Campaign) -> dict[str, Any]:
    """Who is reached; counted while it is still to be sent."""
    if found.state in (CampaignState.SENT, CampaignState.STOPPED):
        return {"total": None, "cells": None}
    at = max(clock.now(), found.send_at)
    cells, least = count_reach(db.session(), aim_of(found), found.carriers, at), settings().least_shown
    seen = shown(cells, least, kept=REACHED)
    return {"total": shown_total(cells, seen, least), "cells": seen}


def _face(found: Campaign, lang: str) -> dict[str, str]:
    """What each carrier shows in a language."""
    with in_language(lang):
        written = campaign_letter(found, None)
        return {
            "lang": "en" if lang == "en" else "zh-Hans",
            "mail": as_text(written),
            "site": page_text(written),
            "title": written.subject,
            "push_title": shortened(written.subject, LONGEST_TITLE),
            "push_text": shortened(push_text(written), LONGEST_TEXT),
        }


def _saved(form: CampaignForm, code: str | None) -> Response | None:
    if not form.validate_on_submit():
        return None
    try:
        if code is None:
            code = services.add_campaign(_wish(form), by=me(), now=clock.now())
        else:
            services.change_campaign(code, _wish(form), by=me(), now=clock.now())
    except RuleBroken as refused:
        form.refuse(FIELDS.get(Refusal(refused.code)), sentence(refused))
        return None
    return redirect(url_for("campaigns.campaign", code=code), 303)


def _form_page(form: CampaignForm, found: Campaign | None) -> Answer:
    page = render_template("campaigns/form.html", form=form, campaign=found, settings=settings())
    return (page, 422) if request.method == "POST" else page


def _wish(form: CampaignForm) -> services.CampaignWish:
    assert form.send_at.moment is not None
    columns: dict[str, Any] = {name: form[name].data or "" for name in TEXTS}
    columns |= {name: tuple(form[name].data or ()) for name in TICKS} | ways(form)
    return services.CampaignWish(send_at=form.send_at.moment, **columns)


def _replay(result: str, **found: Any) -> str:
    return url_for("campaigns.campaign", code=result or found["code"])


lead_again(_replay, new, edit, step)
