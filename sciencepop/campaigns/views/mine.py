"""What I want to be written: the page of somebody with an account."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from sciencepop.accounts.consents import CAMPAIGNS, DIGEST, FEEDBACK, WORDINGS
from sciencepop.accounts.post import mail_address
from sciencepop.accounts.queries.devices import list_devices
from sciencepop.campaigns import services
from sciencepop.campaigns.forms import NewsForm, frequency, ways
from sciencepop.campaigns.messages import sentence
from sciencepop.campaigns.models import Frequency, Reader
from sciencepop.campaigns.queries.campaigns import find_reader
from sciencepop.campaigns.services.readers import Choice
from sciencepop.campaigns.settings import settings
from sciencepop.campaigns.views import bp
from sciencepop.campaigns.views.pressing import Answer, me
from sciencepop.campaigns.views.sample import group_asked_for
from sciencepop.core import clock
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import request_language


@bp.route("/my/news", methods=["GET", "POST"])
@signed_in
def mine() -> Answer:
    """Choose digest, campaigns, ways and audiences."""
    form = NewsForm(data=_present(find_reader(db.session(), me().id)))
    if form.validate_on_submit():
        try:
            services.choose(_choice(form), language=request_language(), by=me(), now=clock.now())
        except RuleBroken as refused:
            form.refuse("carriers", sentence(refused))
        else:
            flash(_("已保存。"))
            return redirect(url_for("campaigns.mine"), 303)
    page = render_template(
        "campaigns/mine.html",
        form=form,
        wordings={kind: WORDINGS[kind] for kind in (DIGEST, CAMPAIGNS, FEEDBACK)},
        has_mail=mail_address(me()) is not None,
        has_devices=bool(list_devices(db.session(), me().id)),
        settings=settings(),
    )
    return (page, 422) if form.errors else page


def _present(reader: Reader | None) -> dict[str, object]:
    """What the form shows at first: nothing is ticked for anybody but what they told of whom they look for, and the
    group from whose page they come."""
    group = group_asked_for()
    if reader is None:
        audiences = [*(me().audiences or ()), *group.audiences]
        return {"frequency": Frequency.OFF.value, "wants_general": "1", "audiences": audiences, "ages": group.ages}
    return {
        "frequency": reader.frequency.value,
        "wants_general": "1" if reader.wants_general else "0",
        "campaigns": reader.campaigns_since_at is not None,
        "carriers": [carrier.value for carrier in reader.carriers],
        "audiences": [*reader.audiences, *group.audiences],
        "ages": [*reader.ages, *group.ages],
        "gives_feedback": reader.gives_feedback,
    }


def _choice(form: NewsForm) -> Choice:
    return Choice(
        frequency=frequency(form, Frequency.OFF),
        campaigns=bool(form.campaigns.data),
        audiences=tuple(form.audiences.data or ()),
        ages=tuple(form.ages.data or ()),
        wants_general=form.wants_general.data != "0",
        gives_feedback=bool(form.gives_feedback.data),
        **ways(form),
    )


lead_again(lambda _result, **_found: url_for("campaigns.mine"), mine)
