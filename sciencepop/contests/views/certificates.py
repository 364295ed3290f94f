"""Certificates: taken by those whose they are, checked by anybody, issued and revoked by the organiser."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from sciencepop.contests import services
from sciencepop.contests.certificate_paper import kind_of
from sciencepop.contests.forms.contests import WhyForm
from sciencepop.contests.queries import certificates as queries
from sciencepop.contests.queries import contests
from sciencepop.contests.services.certificates import list_owed
from sciencepop.contests.views import bp
from sciencepop.contests.views.pressing import Answer, me, organised, press, words
from sciencepop.core.access import manager, public, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.certificates import LANGS, checking_page
from sciencepop.core.db import db
from sciencepop.core.downloads import saved_paper
from sciencepop.core.forms import PressForm
from sciencepop.core.sealed import masked
from sciencepop.core.web import limiter


@bp.get("/contests/certificates/<code>/<lang>.pdf")
@signed_in
def certificate_pdf(code: str, lang: str) -> Response:
    """A certificate as a file, for whoever answers for the member, and the organiser. 404 until it is made."""
    found = queries.get_certificate(db.session(), code)
    mine = found.member.answers == me().id or contests.organises(me(), found.member.team.contest)
    if not mine or lang not in LANGS:
        raise NotFound
    return saved_paper(kind_of(lang), code, f"{found.serial}-{lang}.pdf")


@bp.get("/contest-certificate/<code>")
@public
@limiter.limit("120 per hour")
def verify_certificate(code: str) -> str:
    """What a certificate says, for whoever was given its code: part of a name, the award, and whether it holds."""
    return checking_page("contests/verify_certificate.html", queries.get_certificate(db.session(), code.upper()))


@bp.get("/manage/contests/<code>/certificates")
@manager
def contest_certificates(code: str) -> Answer:
    """The register of a contest."""
    return _page(code)


def _page(code: str, refusal: str | None = None) -> Answer:
    one, session = organised(code), db.session()
    page = render_template(
        "contests/certificates.html",
        one=one,
        rows=queries.list_of_contest(session, one.id),
        masked=masked,
        owed=len(list_owed(session, one)),
        press=PressForm(formdata=None),
        why_form=WhyForm(formdata=None),
        refusal=refusal,
        **words(),
    )
    return (page, 422) if refusal else page


@bp.post("/manage/contests/<code>/certificates")
@manager
def certificates_issue(code: str) -> Answer:
    """A certificate for everybody who handed something in and has none."""
    organised(code)
    refusal = press(PressForm(), services.issue_certificates, code, done=str(_("证书已签发，并写信告诉了队长。")))
    return _page(code, refusal) if refusal else redirect(url_for("contests.contest_certificates", code=code), 303)


@bp.post("/manage/contests/certificates/<code>/revoke")
@manager
def certificate_revoke(code: str) -> Answer:
    """It does not hold any more, and why."""
    contest_code = queries.get_certificate(db.session(), code).member.team.contest.code
    organised(contest_code)
    form = WhyForm()
    refusal = press(form, services.revoke_certificate, code, form.reason.data or "", done=str(_("证书已撤销。")))
    if refusal:
        return _page(contest_code, refusal)
    return redirect(url_for("contests.contest_certificates", code=contest_code), 303)


def _again(_result: str, code: str) -> str:
    return url_for("contests.contest_certificates", code=code)


def _register_of(result: str, **_found: object) -> str:
    code = queries.get_certificate(db.session(), result).member.team.contest.code
    return url_for("contests.contest_certificates", code=code)


lead_again(_again, certificates_issue)
lead_again(_register_of, certificate_revoke)
