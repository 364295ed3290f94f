"""Skills that volunteers claim, and the documents that show them."""

from __future__ import annotations

from flask import flash, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sciencepop.bases.messages import sentence_of
from sciencepop.bases.rules.refusals import Refusal as PaperRefusal
from sciencepop.core import clock
from sciencepop.core.access import require, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.downloads import saved
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.volunteers import services
from sciencepop.volunteers.forms.people import ClaimForm
from sciencepop.volunteers.messages import sentence
from sciencepop.volunteers.queries.evidence import get_paper
from sciencepop.volunteers.views import bp
from sciencepop.volunteers.views.pressing import Answer, me, press
from sciencepop.volunteers.views.profile import profile_page, to_profile


@bp.post("/volunteer/skills")
@signed_in
def skill_claim() -> Answer:
    """Claim a skill, perhaps with a document."""
    form = ClaimForm()
    if not form.validate_on_submit():
        return profile_page(refusal=str(_("页面放得太久了，请再提交一次。")))
    try:
        services.claim_skill(form.skill.data or "", paper=form.paper_sent(), by=me(), now=clock.now())
    except RuleBroken as broken:
        is_paper = isinstance(broken.code, PaperRefusal)
        return profile_page(refusal=sentence_of(broken) if is_paper else sentence(broken))
    flash(_("已申报。区科协核实后，就能报需要它的岗位。"))
    return to_profile()


@bp.get("/volunteer/skills/papers/<int:id>")
@signed_in
def skill_paper(id: int) -> Response:
    """A document, for its owner and for officers, always as a download."""
    require(me().is_officer or get_paper(db.session(), id).grant.person_id == me().id)
    paper = services.look_at_paper(id, by=me(), now=clock.now())
    return saved(paper.content, paper.media_type, paper.filename)


@bp.post("/volunteer/skills/papers/<int:id>/remove")
@signed_in
def skill_paper_remove(id: int) -> Answer:
    """Take a document of one's own back."""
    refusal = press(PressForm(), services.drop_paper, id, done=str(_("已删除材料。")))
    return profile_page(refusal=refusal) if refusal else to_profile()


lead_again(lambda _result: url_for("volunteers.profile"), skill_claim)
lead_again(lambda _result, id: url_for("volunteers.profile"), skill_paper_remove)
