"""What the digest of a group would tell today: for whoever thinks of subscribing, and for staff before it leaves."""

from __future__ import annotations

from flask import abort, render_template, request, url_for

from sciencepop.campaigns.letters import NOBODY
from sciencepop.campaigns.models import Digest, Reader
from sciencepop.campaigns.services.choosing import Chooser
from sciencepop.campaigns.settings import settings
from sciencepop.campaigns.views import bp
from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.db import db
from sciencepop.core.pagecache import cached_with_seats
from sciencepop.core.reference import get_reference
from sciencepop.programme.views.wording import page_links
from sciencepop.recommend.views.audiences import search_of


@bp.get("/audiences/<slug>/digest")
@public
@cached_with_seats
def digest(slug: str) -> str:
    """The letter to an address that asked for this group, as it would be written now; nobody is written to."""
    reader = reader_of(slug)
    if not reader.audiences:
        abort(404)
    now = clock.now()
    leaves_at = settings().weekly.following(clock.local(now))
    chosen = Chooser(db.session(), now).choose(reader)
    letter = chosen.letter(Digest(due_on=leaves_at.date()), reader)[0] if chosen.cards else None
    return render_template(
        "campaigns/digest.html",
        one=get_reference().segments[slug],
        letter=letter,
        leaves_at=leaves_at,
        links=page_links(url_for("campaigns.digest", slug=slug)),
    )


def reader_of(slug: str) -> Reader:
    """Somebody who asks for the digest of a group, in the words of the form: its audiences, and its band of ages."""
    one = get_reference().segments.get(slug)
    search = search_of(one) if one else None
    age = search.age if search else None
    ages = [band.slug for band in settings().ages.values() if age is not None and band.meets(age, age)]
    return Reader(id=NOBODY, audiences=list(search.audiences) if search else [], ages=ages, wants_general=True)


def group_asked_for() -> Reader:
    """What the address of a form says of whom one subscribes for (`group`), for the form to begin with."""
    return reader_of(request.args.get("group", ""))
