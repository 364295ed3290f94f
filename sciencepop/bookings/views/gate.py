"""The gate's own page, which works without network, and what its device sends and gets.

The page is the same for everybody and knows nothing: the secret stands in the fragment of its address, which no server
sees. `/gate/api` reads no cookie; a device shows its own secret in the Authorization header, so there is nothing that
another site could make a browser send.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import abort, current_app, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from sciencepop.bookings import services
from sciencepop.bookings.gate_messages import VERDICTS, gate_sentence
from sciencepop.bookings.models import Booking, BookingState, Gate
from sciencepop.bookings.queries import gates as queries
from sciencepop.bookings.queries.roster import get_occurrence
from sciencepop.bookings.rules.gates import ORDINARY, GateRefusal, doors_open_at
from sciencepop.bookings.tickets import sign
from sciencepop.bookings.views import bp
from sciencepop.bookings.views.gate_input import read_allowance, read_device, read_guests_wish, read_notes
from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import span, tr
from sciencepop.core.reference import get_reference
from sciencepop.core.tokens import hash_token
from sciencepop.core.web import csrf, limiter

LARGEST_BODY = 128 * 1024
FILES = (
    "css/site.css", "css/theme.css", "img/icons.svg", "img/logo.svg", "js/gate/main.js", "js/gate/api.js",
    "js/gate/door.js", "js/gate/guests.js", "js/gate/panel.js", "js/gate/queue.js", "js/gate/scan.js",
    "js/gate/store.js",
)  # fmt: skip
"""What the page needs when there is no network."""
Json = dict[str, Any]


@bp.get("/gate/")
@public
def gate() -> str:
    return _shell()


@bp.get("/gate/worker.js")
@public
def gate_worker() -> Response:
    """The service worker; its text changes with whatever it keeps, and the browser then fetches everything anew."""
    assets = current_app.extensions["assets"]
    files = [url_for("bookings.gate"), url_for("bookings.gate_manifest"), *(assets.url(name) for name in FILES)]
    kept = {"version": hashlib.sha256(_shell().encode()).hexdigest()[:12], "files": files}
    text = f"const KEPT = {json.dumps(kept)};\n" + assets.by_name["js/gate/worker.js"].plain.decode()
    return Response(text, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})


@bp.get("/gate/app.webmanifest")
@public
def gate_manifest() -> Response:
    start = url_for("bookings.gate")
    icon = {"src": current_app.extensions["assets"].url("img/logo.svg"), "sizes": "any", "type": "image/svg+xml"}
    colours = {"background_color": "#fbfaf7", "theme_color": get_reference().district.colour}
    names = {"name": _("签到入口"), "short_name": _("签到入口")}
    manifest = {**names, **colours, "start_url": start, "scope": start, "display": "standalone", "icons": [icon]}
    return Response(json.dumps(manifest, ensure_ascii=False), mimetype="application/manifest+json")


def _shell() -> str:
    return render_template("bookings/gate.html")


def _secret() -> str:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme == "Bearer" else ""


def _device() -> str:
    return "gate:" + hash_token(_secret())[:24]


def api(find: Callable[[str], Gate | None]) -> Callable[[Callable[[Gate, Json], Json]], Callable[[], Any]]:
    """A POST of a device: JSON in and out, the gate found by the secret in the header; refusals are 422 with words."""

    def decorate(view: Callable[[Gate, Json], Json]) -> Callable[[], Any]:
        @wraps(view)
        def answer() -> Any:
            try:
                if (request.content_length or 0) > LARGEST_BODY:
                    abort(413)
                found = find(_secret()) or abort(401)
                body = request.get_json()
                return view(found, body if isinstance(body, dict) else abort(400))
            except RuleBroken as broken:
                return {"refused": broken.code.value, "words": gate_sentence(broken)}, 422
            except HTTPException as error:
                return {"refused": "http", "words": ""}, error.code or 400

        guarded: Callable[[], Any] = csrf.exempt(public(limiter.limit("240 per minute", key_func=_device)(answer)))
        return guarded

    return decorate


@bp.post("/gate/api/arm")
@api(queries.find_by_link)
def gate_arm(gate: Gate, body: Json) -> Json:
    """Bind this gate to this device."""
    services.arm_gate(gate.id, read_device(body), now=clock.now())
    return _state(gate)


@bp.post("/gate/api/guests")
@api(queries.find_by_device)
def gate_guests(gate: Gate, body: Json) -> Json:
    """A part of the guest list, from a number on; the device encrypts it before it keeps it. None for an ended gate."""
    if gate.ended_at:
        raise RuleBroken(GateRefusal.GATE_ENDED)
    since, after = read_guests_wish(body)
    rows = queries.list_guests(gate.pool.occurrence_id, since=since, after=after)
    more = rows[-1].id if len(rows) == queries.GUESTS_AT_ONCE else None
    return {"guests": [_guest(row) for row in rows], "more": more, "now": int(clock.now().timestamp())}


@bp.post("/gate/api/sync")
@api(queries.find_by_device)
def gate_sync(gate: Gate, body: Json) -> Json:
    """Take what the device noted; a nonce that came before gets its first answer."""
    verdicts = services.merge(gate.id, read_notes(body), now=clock.now())
    answers = {
        nonce: {"verdict": verdict.value, "words": str(VERDICTS[verdict]), "odd": verdict not in ORDINARY}
        for nonce, verdict in verdicts.items()
    }
    return {"answers": answers, **_state(gate)}


@bp.post("/gate/api/allowance")
@api(queries.find_by_device)
def gate_allowance(gate: Gate, body: Json) -> Json:
    """Raise or lower the allowance."""
    allowance, version = read_allowance(body)
    services.set_allowance(gate.id, allowance, version=version, now=clock.now())
    return _state(gate)


@bp.post("/gate/api/end")
@api(queries.find_by_device)
def gate_close(gate: Gate, body: Json) -> Json:
    """The device is done; what it did not use goes back."""
    services.end_gate(gate.id, by=None, now=clock.now())
    return _state(gate)


def _state(gate: Gate) -> Json:
    """What the device shows and counts with."""
    found = get_occurrence(gate.pool.occurrence_id)
    return {
        "gate": {
            "id": gate.id,
            "name": gate.name,
            "title": tr(found.event, "title"),
            "when": span(found.starts_at, found.ends_at),
            "doors": int(doors_open_at(found.starts_at).timestamp()),
            "allowance": gate.allowance,
            "walked_in": gate.walked_in,
            "version": gate.version,
            "ended": gate.ended_at is not None,
        },
        "now": int(clock.now().timestamp()),
    }


_STANDING = {BookingState.NO_SHOW: "absent", **dict.fromkeys(queries.EXPECTED, "expected")}


def _guest(booking: Booking) -> Json:
    """One party. Of children only their number: the door needs no names of theirs."""
    return {
        "code": booking.code,
        "signature": sign(booking.code),
        "name": booking.person.name,
        "party": [guest.name for guest in booking.guests if guest.name],
        "children": booking.children,
        "seats": booking.seats,
        "came": booking.came,
        "standing": _STANDING.get(booking.state, "ended"),
    }
