"""The digest for an e-mail address without an account: asked for, and confirmed by the link that was sent there."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for

from sciencepop.accounts.consents import DIGEST, FEEDBACK, WORDINGS
from sciencepop.bases.messages import WEEKDAYS
from sciencepop.campaigns import links, services
from sciencepop.campaigns.forms import SubscribeForm, frequency
from sciencepop.campaigns.messages import FREQUENCIES, SENTENCES, sentence
from sciencepop.campaigns.models import Frequency
from sciencepop.campaigns.rules.states import Refusal
from sciencepop.campaigns.settings import settings
from sciencepop.campaigns.views import bp
from sciencepop.campaigns.views.pressing import Answer, words
from sciencepop.campaigns.views.sample import group_asked_for
from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.attempts import lead_again
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import request_language
from sciencepop.core.web import limiter

asked_by_network = limiter.shared_limit("20 per hour", scope="digest", methods=["POST"])


@bp.route("/news", methods=["GET", "POST"])
@public
@asked_by_network
def subscribe() -> Answer:
    """Ask for the digest. Whether the address is known is told to nobody: the answer is the same."""
    group = group_asked_for()
    form = SubscribeForm(data={"frequency": Frequency.WEEKLY.value, "audiences": group.audiences, "ages": group.ages})
    if form.validate_on_submit():
        try:
            services.ask_by_mail(_wish(form), now=clock.now())
        except RuleBroken as refused:
            form.refuse("email" if refused.code == Refusal.BAD_ADDRESS else "audiences", sentence(refused))
        else:
            return redirect(url_for("campaigns.asked"), 303)
    wordings = {kind: WORDINGS[kind] for kind in (DIGEST, FEEDBACK)}
    asked_for = request.args["group"] if group.audiences else None
    page = render_template("campaigns/subscribe.html", form=form, wordings=wordings, group=asked_for)
    return (page, 422) if form.errors else page


@bp.get("/news/asked")
@public
def asked() -> Answer:
    """The letter is on its way."""
    return render_template("campaigns/asked.html", days=links.CONFIRM_DAYS)


@bp.route("/news/confirm/<token>", methods=["GET", "POST"])
@public
@asked_by_network
def confirm(token: str) -> Answer:
    """Confirm by a press: programs that look at links in letters only GET."""
    wish = links.read_wish(token)
    if wish is None:
        return render_template("campaigns/confirm.html", wish=None, refusal=SENTENCES[Refusal.LINK_OVER]), 404
    form = PressForm()
    if form.validate_on_submit():
        services.confirm(wish, clock.now())
        return redirect(url_for("campaigns.confirmed"), 303)
    return render_template("campaigns/confirm.html", wish=wish, form=form, frequencies=FREQUENCIES, **words())


@bp.get("/news/confirmed")
@public
def confirmed() -> Answer:
    """The digest will come."""
    weekly = settings().weekly
    return render_template("campaigns/confirmed.html", weekday=WEEKDAYS[weekly.weekday], at=weekly.at)


def _wish(form: SubscribeForm) -> links.Wish:
    return links.Wish(
        email=form.email.data or "",
        frequency=frequency(form, Frequency.WEEKLY),
        audiences=list(form.audiences.data or ()),
        ages=list(form.ages.data or ()),
        language=request_language(),
        gives_feedback=bool(form.gives_feedback.data),
    )


lead_again(lambda _result, **_found: url_for("campaigns.asked"), subscribe)
lead_again(lambda _result, **_found: url_for("campaigns.confirmed"), confirm)
