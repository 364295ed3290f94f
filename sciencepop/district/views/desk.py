"""The district's desk: what waits for an officer, and what happened last."""

from __future__ import annotations

from flask import render_template

from sciencepop.accreditation.queries.cases import count_waiting as count_cases
from sciencepop.bases import queries as bases
from sciencepop.bases.models import BaseState
from sciencepop.bases.rules.filing import FilingState
from sciencepop.bases.rules.photos import PhotoState
from sciencepop.campaigns.queries.campaigns import count_waiting as count_campaigns
from sciencepop.college.models import PointState
from sciencepop.college.queries.points import count_by_state as count_points
from sciencepop.contests.queries.contests import count_submitted as count_contests
from sciencepop.core.access import officer
from sciencepop.core.db import db
from sciencepop.delivery.queries.orders import count_waiting
from sciencepop.district import queries
from sciencepop.district.audit_words import ACTIONS
from sciencepop.district.forms.roles import KINDS
from sciencepop.district.queries import AuditFilter
from sciencepop.district.views import bp
from sciencepop.programme.models import EventState
from sciencepop.programme.queries import managing as events
from sciencepop.showcase.queries import count_waiting as count_showcase
from sciencepop.statistics.queries.sets import count_waiting as count_statistics
from sciencepop.yearcheck.queries.files import count_waiting as count_files

LATEST = 10


@bp.get("/district")
@officer
def desk() -> str:
    recent = queries.page_of_audit(AuditFilter(), limit=LATEST).rows
    of_events = events.count_by_state()
    return render_template(
        "district/desk.html",
        registrations=bases.count_by_state().get(BaseState.SUBMITTED, 0),
        base_changes=bases.count_filings().get(FilingState.SUBMITTED, 0),
        base_photos=bases.count_photos().get(PhotoState.WAITING, 0),
        submitted=of_events.get(EventState.SUBMITTED, 0),
        changed=events.count_changed(),
        points_applied=count_points(db.session()).get(PointState.APPLIED, 0),
        deliveries=count_waiting(db.session()),
        accreditation=count_cases(db.session()),
        files=count_files(db.session()),
        contests=count_contests(db.session()),
        showcase=count_showcase(db.session()),
        campaigns=count_campaigns(db.session()),
        statistics=count_statistics(db.session()),
        returned=of_events.get(EventState.RETURNED, 0),
        withdrawn=of_events.get(EventState.WITHDRAWN, 0),
        recent=recent,
        names=queries.names_of(recent),
        actions=ACTIONS,
        kinds=KINDS,
    )
