"""Records and rows of bases that several tests start from."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Any

from sciencepop.bases.models import ScienceBase
from sciencepop.bases.queries import get_any
from sciencepop.bases.rules.hours import Stretch
from sciencepop.bases.rules.states import Step
from sciencepop.bases.services.decide import decide
from sciencepop.bases.services.papers import Paper
from sciencepop.bases.services.record import Record, record_of, write_record
from sciencepop.bases.services.register import start_registration, submit_registration
from sciencepop.core import clock
from tests.cast import Cast

PDF = b"%PDF-1.7 a licence"
PAPER = Paper("营业执照.pdf", PDF)


def full_record(**values: Any) -> Record:
    """A record that can be handed in, but for its paper."""
    defaults: dict[str, Any] = {
        "name_zh": "月湖雕塑科普馆",
        "name_en": "Moon Lake Science Hall",
        "kind": "nature",
        "town_code": "310117103000",
        "address_zh": "林荫新路1158号",
        "lat": 31.0963,
        "lon": 121.1885,
        "capacity": 200,
        "contact_phone": "021-00000000",
        "hours": (Stretch(5, time(9), time(17)),),
    }
    return Record(**(defaults | values))


def open_weekly(base: ScienceBase, *week: Stretch) -> None:
    """Let a base have this week, as it always was."""
    write_record(base, replace(record_of(base, clock.today()), hours=week), clock.now())


def submitted(cast: Cast, **values: Any) -> ScienceBase:
    """A registration of the resident that the district has before it."""
    slug = start_registration(full_record(**values), by=cast.resident.id, now=clock.now(), paper=PAPER)
    base = get_any(slug)
    submit_registration(base.id, by=cast.resident.id, now=clock.now())
    return get_any(slug)


def returned(cast: Cast, **values: Any) -> ScienceBase:
    """The same, sent back with two corrections."""
    base = submitted(cast, **values)
    decide(
        base.id,
        Step.RETURN,
        by=cast.officer.id,
        now=clock.now(),
        reason="差一点",
        corrections=["请补门牌号", "请换清楚的照片"],
    )
    return get_any(base.slug)
