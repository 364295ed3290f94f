"""How was it? A page behind the link of the thanks, without signing in and without personal data."""

from __future__ import annotations

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from sciencepop.bookings import services
from sciencepop.bookings.forms import FeedbackForm
from sciencepop.bookings.messages import CLOSED
from sciencepop.bookings.models import Booking
from sciencepop.bookings.queries.feedback import find_feedback
from sciencepop.bookings.queries.mine import find_booking
from sciencepop.bookings.rules.feedback import why_closed
from sciencepop.bookings.views import bp
from sciencepop.bookings.words import feedback_token
from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.signing import same

Answer = str | Response | tuple[str, int]


@bp.route("/feedback/<code>/<token>", methods=["GET", "POST"])
@public
def feedback(code: str, token: str) -> Answer:
    """A score and, for those who like, a sentence. The same link changes it later."""
    if not same(token, feedback_token(code)):
        abort(404)
    booking = find_booking(code) or abort(404)
    given = find_feedback(booking.id)
    form = FeedbackForm(score=str(given.score), words=given.words) if given else FeedbackForm()
    if not form.validate_on_submit():
        return _page(booking, form), 422 if form.errors else 200
    score, words = int(form.score.data or 0), form.words.data or ""
    if not services.give_feedback(code, score=score, words=words, now=clock.now()):
        return _page(booking, form), 422
    return redirect(url_for("bookings.feedback_given", code=code, token=token), 303)


@bp.get("/feedback/<code>/<token>/thanks")
@public
def feedback_given(code: str, token: str) -> Answer:
    """The answer is kept; here is how to change it."""
    if not same(token, feedback_token(code)):
        abort(404)
    booking = find_booking(code) or abort(404)
    given = find_feedback(booking.id) or abort(404)
    event = booking.pool.occurrence.event
    return render_template("bookings/feedback_given.html", event=event, given=given, code=code, token=token)


def _page(booking: Booking, form: FeedbackForm) -> str:
    occurrence, given = booking.pool.occurrence, find_feedback(booking.id)
    given_at = given.given_at if given else None
    closed = why_closed(booking.state, ends_at=occurrence.ends_at, given_at=given_at, now=clock.now())
    return render_template(
        "bookings/feedback.html",
        form=form,
        event=occurrence.event,
        occurrence=occurrence,
        given=given,
        refusal=CLOSED[closed] if closed else "",
    )
