"""Every route stands in one table: who may open it. A new route without a row fails."""

from __future__ import annotations

import pytest
from flask import Flask

from sciencepop.core.db import db
from tests.cast import Cast
from tests.page import Page

# endpoint → its mark: public, signed_in, manager (of some base, or an officer), officer, desk (who books for others).
# What a mark leaves open (this manager's own base?) is tested in the view's own file.
ACCESS: dict[str, str] = {
    # core
    "core.asset": "public",
    "core.healthz": "public",
    "core.readyz": "public",
    # accounts
    "accounts.sign_in": "public",
    "accounts.sign_in_password": "public",
    "accounts.sign_in_code": "public",
    "accounts.resend_code": "public",
    "accounts.reset": "public",
    "accounts.reset_code": "public",
    "accounts.sign_out": "signed_in",
    "accounts.me": "signed_in",
    "accounts.profile": "signed_in",
    "accounts.security": "signed_in",
    "accounts.password": "signed_in",
    "accounts.remove_password": "signed_in",
    "accounts.add_address": "signed_in",
    "accounts.address_code": "signed_in",
    "accounts.remove_address": "signed_in",
    "accounts.sign_out_everywhere": "signed_in",
    "accounts.export": "signed_in",
    "accounts.close": "signed_in",
    "accounts.family": "signed_in",
    "accounts.child_new": "signed_in",
    "accounts.child_edit": "signed_in",
    "accounts.child_erase": "signed_in",
    "accounts.child_leave": "signed_in",
    "accounts.child_invite": "signed_in",
    "accounts.join_family": "signed_in",
    "accounts.organisations": "signed_in",
    "accounts.organisation_new": "signed_in",
    "accounts.organisation": "signed_in",
    "accounts.organisation_invite": "signed_in",
    "accounts.organisation_join": "signed_in",
    "accounts.organisation_lead": "signed_in",
    "accounts.organisation_leave": "signed_in",
    "accounts.messages": "signed_in",
    "accounts.seen": "signed_in",
    "accounts.kinds": "signed_in",
    "accounts.device_add": "signed_in",
    "accounts.device_remove": "signed_in",
    "accounts.push_worker": "public",
    "accounts.prove": "signed_in",
    "accounts.prove_code": "signed_in",
    "accounts.stop": "public",
    "accounts.set_elder": "public",
    "accounts.me_fragment": "public",
    # bases
    "bases.bases": "public",
    "bases.map_json": "public",
    "bases.base": "public",
    "bases.registrations": "signed_in",
    "bases.register": "signed_in",
    "bases.edit": "signed_in",
    "bases.drop": "signed_in",
    "bases.paper": "signed_in",
    "bases.drop_paper": "signed_in",
    "bases.manage": "manager",
    # programme (finding)
    "programme.home": "public",
    "programme.events": "public",
    "programme.calendar": "public",
    "programme.event": "public",
    "programme.art": "public",
    "programme.robots": "public",
    "programme.sitemap": "public",
    # programme (managing)
    "programme.manage": "manager",
    "programme.base_events": "manager",
    "programme.event_new": "manager",
    "programme.event_edit": "manager",
    "programme.event_manage": "manager",
    "programme.event_submit": "manager",
    "programme.event_cancel": "manager",
    "programme.occurrences_add": "manager",
    "programme.occurrence_edit": "manager",
    "programme.occurrence_cancel": "manager",
    "programme.occurrence_restore": "manager",
    # bookings
    "bookings.new": "signed_in",
    "bookings.mine": "signed_in",
    "bookings.ticket": "signed_in",
    "bookings.cancel": "signed_in",
    "bookings.away": "signed_in",
    "bookings.give_back": "signed_in",
    "bookings.accept": "signed_in",
    "bookings.decline": "signed_in",
    "bookings.offer": "public",
    "bookings.offer_accept": "public",
    "bookings.offer_decline": "public",
    "bookings.change": "public",
    "bookings.change_move": "public",
    "bookings.change_cancel": "public",
    "bookings.undo": "manager",
    "bookings.feedback": "public",
    "bookings.feedback_given": "public",
    "bookings.roster": "manager",
    "bookings.children": "manager",
    "bookings.mark": "manager",
    "bookings.resize": "manager",
    "bookings.desk": "desk",
    "bookings.desk_book": "desk",
    "bookings.slip": "desk",
    "bookings.desk_accept": "desk",
    "bookings.desk_cancel": "desk",
    "bookings.claim": "signed_in",
    "bookings.passport": "signed_in",
    "bookings.passport_open": "signed_in",
    "bookings.passport_end": "signed_in",
    "bookings.card_new": "signed_in",
    "bookings.card": "signed_in",
    "bookings.card_drop": "signed_in",
    "bookings.certificate_new": "signed_in",
    "bookings.certificate": "signed_in",
    "bookings.certificate_revoke": "signed_in",
    "bookings.certificate_drop": "signed_in",
    "bookings.verify": "public",
    "bookings.stamp": "manager",
    "bookings.points": "signed_in",
    "bookings.appeal": "signed_in",
    "bookings.appeals": "manager",
    "bookings.decide_appeal": "manager",
    "bookings.export": "manager",
    # bookings (check-in; the gate's api is opened by a device's own secret)
    "bookings.scanned": "signed_in",
    "bookings.check_in_self": "signed_in",
    "bookings.check_in": "manager",
    "bookings.gate_end": "manager",
    "bookings.venue_screen": "manager",
    "bookings.paper_list": "manager",
    "bookings.gate": "public",
    "bookings.gate_worker": "public",
    "bookings.gate_manifest": "public",
    "bookings.gate_arm": "public",
    "bookings.gate_guests": "public",
    "bookings.gate_sync": "public",
    "bookings.gate_allowance": "public",
    "bookings.gate_close": "public",
    # bookings (outings)
    "bookings.outing_new": "signed_in",
    "bookings.outing": "signed_in",
    "bookings.outing_cancel": "signed_in",
    # bookings (groups)
    "bookings.group_new": "signed_in",
    "bookings.group_visit": "signed_in",
    "bookings.group_names": "signed_in",
    "bookings.group_names_delete": "signed_in",
    "bookings.group_cancel": "signed_in",
    "bookings.group_rotation": "signed_in",
    "bookings.groups": "manager",
    "bookings.group_request": "manager",
    "bookings.group_request_names": "manager",
    "bookings.group_terms": "manager",
    "bookings.capacity": "manager",
    "bookings.capacity_reserve": "manager",
    "bookings.capacity_use": "manager",
    "bookings.guide_add": "manager",
    "bookings.guide_withdraw": "manager",
    "bookings.event_capacity": "manager",
    "bookings.event_reserve": "manager",
    "bookings.event_use": "manager",
    "bookings.event_guides": "manager",
    "bookings.resources": "manager",
    "bookings.resource_resize": "manager",
    # volunteers (hours and proofs)
    "volunteers.sign": "signed_in",
    "volunteers.sign_now": "signed_in",
    "volunteers.attendance": "manager",
    "volunteers.mark": "manager",
    "volunteers.kiosk_open": "manager",
    "volunteers.kiosk_end": "manager",
    "volunteers.shift_screen": "manager",
    "volunteers.kiosk": "public",
    "volunteers.kiosk_mark": "public",
    "volunteers.kiosk_notes": "public",
    "volunteers.kiosk_worker": "public",
    "volunteers.hours": "signed_in",
    "volunteers.dispute": "signed_in",
    "volunteers.report": "signed_in",
    "volunteers.odd_hours": "manager",
    "volunteers.settle_odd": "manager",
    "volunteers.hours_claims": "manager",
    "volunteers.answer_claim": "manager",
    "volunteers.find_volunteer": "manager",
    "volunteers.volunteer_hours": "manager",
    "volunteers.correct": "manager",
    "volunteers.add_training": "officer",
    "volunteers.proof_new": "signed_in",
    "volunteers.proof": "signed_in",
    "volunteers.proof_pdf": "signed_in",
    "volunteers.proof_withdraw": "signed_in",
    "volunteers.proofs_published": "signed_in",
    "volunteers.verify_proof": "public",
    "volunteers.register": "officer",
    "volunteers.publish_proofs": "officer",
    "volunteers.batch_proofs": "officer",
    "volunteers.proof_desk": "officer",
    "volunteers.hours_table": "officer",
    # volunteers
    "volunteers.home": "public",
    "volunteers.shift": "public",
    "volunteers.take": "signed_in",
    "volunteers.mine": "signed_in",
    "volunteers.assignment": "signed_in",
    "volunteers.accept": "signed_in",
    "volunteers.withdraw": "signed_in",
    "volunteers.swap": "signed_in",
    "volunteers.swap_end": "signed_in",
    "volunteers.join": "signed_in",
    "volunteers.profile": "signed_in",
    "volunteers.line_add": "signed_in",
    "volunteers.line_drop": "signed_in",
    "volunteers.skill_claim": "signed_in",
    "volunteers.pause": "signed_in",
    "volunteers.leave": "signed_in",
    "volunteers.guardian": "signed_in",
    "volunteers.shift_list": "manager",
    "volunteers.shift_new": "manager",
    "volunteers.shift_manage": "manager",
    "volunteers.shift_edit": "manager",
    "volunteers.template_edit": "manager",
    "volunteers.my_roster": "signed_in",
    "volunteers.accept_risk": "signed_in",
    "volunteers.skill_paper": "signed_in",
    "volunteers.skill_paper_remove": "signed_in",
    "volunteers.shift_step": "manager",
    "volunteers.shift_cancel": "manager",
    "volunteers.assignment_answer": "manager",
    "volunteers.need": "manager",
    "volunteers.assign": "manager",
    "volunteers.call": "manager",
    "volunteers.numbers": "manager",
    "volunteers.template_list": "manager",
    "volunteers.template": "manager",
    "volunteers.volunteer_list": "officer",
    "volunteers.volunteer": "officer",
    "volunteers.volunteer_seen": "officer",
    "volunteers.skill_grant": "officer",
    "volunteers.skill_revoke": "officer",
    "volunteers.paper": "officer",
    # feeds
    "feeds.all": "public",
    "feeds.audience": "public",
    "feeds.base": "public",
    "feeds.calendars": "signed_in",
    "feeds.event": "public",
    "feeds.occurrence": "public",
    "feeds.personal": "public",
    "feeds.revoke": "signed_in",
    "feeds.subscribe": "public",
    "feeds.topic": "public",
    "feeds.town": "public",
    # district (pages)
    "district.privacy": "public",
    "district.accessibility": "public",
    # district (desk, roles, audit)
    "district.desk": "officer",
    "district.events": "officer",
    "district.event_review": "officer",
    "district.event_withdraw": "officer",
    "district.roles": "officer",
    "district.end_role": "officer",
    "district.audit": "officer",
    "district.organisations": "officer",
    "district.verify_organisation": "officer",
    # district (bases)
    "district.bases": "officer",
    "district.base_decision": "officer",
    # notify
    # volunteers: rosters
    "volunteers.rosters": "manager",
    "volunteers.roster_run": "manager",
    "volunteers.roster_publish": "manager",
    "volunteers.roster_discard": "manager",
    "volunteers.roster": "manager",
}

WHO: dict[str, set[str]] = {
    "public": {"visitor", "resident", "manager", "officer", "desk"},
    "signed_in": {"resident", "manager", "officer", "desk"},
    "manager": {"manager", "officer"},
    "officer": {"officer"},
    "desk": {"desk"},
}


def test_every_route_has_its_row_and_wears_its_mark(app: Flask) -> None:
    marks = {
        rule.endpoint: getattr(app.view_functions[rule.endpoint], "access", None) for rule in app.url_map.iter_rules()
    }
    assert marks == ACCESS


@pytest.mark.parametrize("who", ["visitor", "resident", "manager", "officer", "desk"])
def test_a_wrong_role_is_kept_out_of_every_route(app: Flask, cast: Cast, who: str) -> None:
    page = Page(app)
    if who != "visitor":
        page.sign_in(getattr(cast, who))
    wrong = []
    for rule in app.url_map.iter_rules():
        mark = ACCESS[rule.endpoint]
        if who in WHO[mark]:
            continue
        url = _url_of(app, rule.endpoint, rule.arguments)
        methods = sorted(rule.methods & {"GET", "POST"})
        for method in methods:
            data = {"csrf_token": page._csrf_token()} if method == "POST" else None
            response = page.client.open(url, method=method, data=data)
            kept_out = response.status_code == (303 if who == "visitor" else 403)
            if not kept_out:
                wrong.append((rule.endpoint, method, response.status_code))
            db.session.rollback()
    assert wrong == []


def _url_of(app: Flask, endpoint: str, arguments: set[str]) -> str:
    values = {name: _example(app, endpoint, name) for name in arguments}
    with app.test_request_context():
        from flask import url_for

        return url_for(endpoint, **values)


def _example(app: Flask, endpoint: str, name: str) -> object:
    rule = next(r for r in app.url_map.iter_rules(endpoint))
    converter = type(rule._converters[name]).__name__
    return 1 if converter == "IntegerConverter" else "1"
