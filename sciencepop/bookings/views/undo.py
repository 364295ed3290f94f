"""Taking a change of an occurrence back, from the pages of those who made it."""

from __future__ import annotations

from typing import cast

from flask import abort, flash, redirect
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from sciencepop.accounts.models import Person
from sciencepop.bookings import services
from sciencepop.bookings.messages import sentence
from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.bookings.views import bp
from sciencepop.bookings.views.roster import managed
from sciencepop.core import clock
from sciencepop.core.access import manager
from sciencepop.core.attempts import lead_again
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.programme.messages import sentence as programme_sentence
from sciencepop.programme.views.managing import event_page, to_event


@bp.post("/manage/occurrences/<int:id>/changes/<int:change>/undo")
@manager
def undo(id: int, change: int) -> Response | tuple[str, int]:
    """Put back what was before; a refusal is told on the event's page."""
    occurrence = managed(id)
    if not PressForm().validate_on_submit():
        abort(400)
    try:
        services.undo_change(id, change, by=cast(Person, current_user), now=clock.now())
    except RuleBroken as broken:
        words = sentence(broken) if broken.code in set(Refusal) else programme_sentence(broken)
        return event_page(managed(id).event, words), 422
    flash(_("已经撤销，恢复成改动以前的样子。"))
    return redirect(to_event(occurrence.event.slug), 303)


lead_again(lambda result, **_which: to_event(result), undo)
