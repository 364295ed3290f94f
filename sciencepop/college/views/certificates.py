"""Certificates: issued and revoked by the school, taken by whoever earned one, and checked by anybody."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from sciencepop.college import services
from sciencepop.college.certificate_paper import batch_kind, kind_of, link_of
from sciencepop.college.forms.lessons import WhyForm
from sciencepop.college.models import EnrolmentState
from sciencepop.college.queries import certificates as queries
from sciencepop.college.queries import classes
from sciencepop.college.services.completion import standings
from sciencepop.college.views import bp
from sciencepop.college.views.pressing import Answer, me, press, words
from sciencepop.core import documents
from sciencepop.core.access import officer, public, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.certificates import LANGS, checking_page
from sciencepop.core.db import db
from sciencepop.core.downloads import saved_paper
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import language
from sciencepop.core.qr import qr
from sciencepop.core.sealed import in_fours
from sciencepop.core.web import limiter


@bp.get("/college/certificates/<code>")
@signed_in
def certificate(code: str) -> str:
    """My certificate: what it says, its files, and the code to have it checked."""
    session, found = db.session(), queries.get_certificate(db.session(), code)
    if found.enrolment.person_id != me().id:
        raise NotFound
    return render_template(
        "college/certificate.html",
        row=found,
        said=found.payload,
        lang=language(),
        files=[lang for lang in LANGS if documents.find_content(session, kind_of(lang), code) is not None],
        link=link_of(code),
        code_shown=in_fours(code),
        picture=qr(link_of(code), str(_("核验二维码"))),
        **words(),
    )


@bp.get("/college/certificates/<code>/<lang>.pdf")
@signed_in
def certificate_pdf(code: str, lang: str) -> Response:
    """My certificate as a file in one of two languages; officers may take it too."""
    found = queries.get_certificate(db.session(), code)
    if lang not in LANGS or not (found.enrolment.person_id == me().id or me().is_officer):
        raise NotFound
    return saved_paper(kind_of(lang), code, f"{found.serial}-{lang}.pdf")


@bp.get("/certificate/<code>")
@public
@limiter.limit("120 per hour")
def verify_certificate(code: str) -> str:
    """What a certificate says, for whoever was given its code: part of a name, the course, and whether it holds."""
    return checking_page("college/verify_certificate.html", queries.get_certificate(db.session(), code.upper()))


@bp.get("/district/college/classes/<code>/certificates")
@officer
def class_certificates(code: str) -> Answer:
    """The register of a class: who is owed a certificate, who has one, and which do not hold any more."""
    return _page(code)


def _page(code: str, refusal: str = "") -> Answer:
    session = db.session()
    one = classes.get_class(session, code)
    held = queries.list_holding_certificates(session, one.id)
    owed = [
        row.enrolment
        for row in standings(session, one)
        if row.enrolment.state is EnrolmentState.COMPLETED and row.enrolment.id not in held
    ]
    page = render_template(
        "college/class_certificates.html",
        one=one,
        rows=queries.list_of_class(session, one.id),
        owed=owed,
        files=[lang for lang in LANGS if documents.find_content(session, batch_kind(lang), code) is not None],
        press=PressForm(formdata=None),
        why_form=WhyForm(formdata=None),
        refusal=refusal,
        **words(),
    )
    return (page, 422) if refusal else page


@bp.post("/district/college/classes/<code>/certificates")
@officer
def certificates_issue(code: str) -> Answer:
    """A certificate for everybody who completed and has none."""
    refusal = press(PressForm(), services.issue_certificates, code, done=str(_("证书已签发，并写信告诉了学员。")))
    return _page(code, refusal) if refusal else redirect(url_for("college.class_certificates", code=code), 303)


@bp.get("/district/college/classes/<code>/certificates/<lang>.pdf")
@officer
def certificates_pdf(code: str, lang: str) -> Response:
    """All certificates of a class that hold, to print."""
    if lang not in LANGS:
        raise NotFound
    one = classes.get_class(db.session(), code)
    return saved_paper(batch_kind(lang), one.code, f"certificates-{one.code}-{lang}.pdf")


@bp.post("/district/college/certificates/<code>/revoke")
@officer
def certificate_revoke(code: str) -> Answer:
    """It does not hold any more, and why."""
    class_code = queries.get_certificate(db.session(), code).enrolment.course_class.code
    form = WhyForm()
    done = str(_("已撤销，并写信告诉了本人。"))
    refusal = press(form, services.revoke_certificate, code, form.reason.data or "", done=done)
    if refusal:
        return _page(class_code, refusal)
    return redirect(url_for("college.class_certificates", code=class_code), 303)


def _to_register(_result: str, code: str) -> str:
    return url_for("college.class_certificates", code=code)


def _to_branch(_result: str, code: str) -> str:
    class_code = queries.get_certificate(db.session(), code).enrolment.course_class.code
    return url_for("college.class_certificates", code=class_code)


lead_again(_to_register, certificates_issue)
lead_again(_to_branch, certificate_revoke)
