"""Lecturers: nobody is sent, and nothing told of an account, before its owner agreed; what they do on the day."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Message, OrganisationKind
from sciencepop.accounts.services import close_account, export_data
from sciencepop.bookings.models import Commitment
from sciencepop.core import clock
from sciencepop.delivery import invariants, services
from sciencepop.delivery.check_in_codes import digits_for
from sciencepop.delivery.models import DeliveryLecturer, DeliveryPhoto, ItemLecturer, LecturerInvitation
from sciencepop.delivery.policy import policy
from sciencepop.delivery.queries.dispatch import read_task
from sciencepop.delivery.queries.lecturers import list_invitations
from sciencepop.delivery.queries.menu import lecturers_for
from sciencepop.delivery.queries.orders import get_order
from sciencepop.delivery.rules.lecturers import Consent
from sciencepop.delivery.rules.orders import OrderState, Side
from sciencepop.delivery.rules.photos import Faces
from sciencepop.delivery.rules.refusals import Refusal
from sciencepop.delivery.services import Acceptance, Named
from sciencepop.delivery.services.photos import Shot
from tests.accounts.post import letters_to
from tests.cast import Cast
from tests.conftest import NOW
from tests.delivery.menu import Scene, at, make_scene, make_verified
from tests.delivery.test_orders import approved, confirmed, refused
from tests.factories import make_person
from tests.page import Page

DAY = timedelta(days=1)
STRANGER = "stranger@example.org"


@pytest.fixture
def scene(session: Session, cast: Cast) -> Scene:
    return make_scene(session, cast)


def newest(session: Session) -> DeliveryLecturer:
    found = select(DeliveryLecturer).order_by(DeliveryLecturer.id.desc()).limit(1)
    return session.scalars(found.execution_options(populate_existing=True)).one()


def link_in(body: str) -> str:
    found = re.search(r"/delivery/lecturing/[A-Za-z0-9_-]{32}", body)
    assert found, body
    return found.group()


def shape_of(page: Page, html: str) -> tuple[list[str], str]:
    """The last page's tags, and its text without addresses, veiled or not."""
    return re.findall("<[a-z]+", html), re.sub(r"\S+\*+\S+|[\w.]+@[\w.]+", "", page.text())


def messages_of(session: Session, person_id: int) -> list[str]:
    return list(session.scalars(select(Message.subject).where(Message.person_id == person_id).order_by(Message.id)))


def test_a_supplier_cannot_tell_whether_an_address_has_an_account(
    app: Flask, session: Session, cast: Cast, scene: Scene
) -> None:
    """Two suppliers ask, one somebody with an account, one nobody: page for page they see the same."""
    known = cast.resident.addresses[0].value
    seen = []
    for address in (known, STRANGER):
        page, sent = Page(app).sign_in(cast.manager), {"name_zh": "某老师", "address": address}
        desk = f"/delivery/desk/{scene.supplier.code}"
        answer = page.post(f"{desk}/lecturers", sent)
        asked = newest(session)
        told = [shape_of(page, page.get(desk).text)]
        told.append(shape_of(page, page.post(f"{desk}/lecturers", sent, status=422).text))
        seen.append((answer.status, answer.headers["Location"], told))
        assert (asked.consent, asked.person_id) == (Consent.ASKED, None)
        services.end_lecturer(scene.supplier.code, asked.id, by=cast.manager, now=NOW)
    assert seen[0] == seen[1]
    # Each was written to all the same, and neither address is kept.
    assert messages_of(session, cast.resident.id) == ["辰山植物园请您做科普配送的讲师"]
    assert "先用这个地址登录" in letters_to(STRANGER)[0].body
    row = session.scalars(select(LecturerInvitation).order_by(LecturerInvitation.id.desc()).limit(1)).one()
    assert STRANGER not in repr(vars(row))


def test_who_was_asked_is_sent_only_once_they_agreed_and_until_they_leave(
    app: Flask, session: Session, cast: Cast, scene: Scene
) -> None:
    person, desk = cast.neighbour, scene.supplier.code
    services.add_lecturer(desk, Named("新老师", address=person.addresses[0].value), by=cast.manager, now=NOW)
    asked = newest(session)
    session.add(ItemLecturer(item_id=scene.item.id, lecturer_id=asked.id))
    session.commit()
    found = approved(scene, session, cast)
    services.match_order(found.code, scene.item.code, by=cast.officer, now=NOW)
    with refused(Refusal.NOT_OWN_LECTURER):
        services.accept_order(found.code, Acceptance(1, asked.id), by=cast.manager, now=NOW)
    assert asked not in lecturers_for(session, [scene.item.id])[scene.item.id]
    assert "新老师" not in Page(app).get(f"/delivery/items/{scene.item.code}").get_data(as_text=True)
    assert session.scalar(select(func.count(Commitment.id))) == 0
    stranger, page = Page(app).sign_in(cast.resident), Page(app).sign_in(person)
    number = str(list_invitations(session, person, NOW)[0].id)
    stranger.post("/delivery/lecturing/answer", {"invitation": number, "answer": "yes"}, status=404)
    page.get("/delivery/lecturing")
    assert "辰山植物园" in page.text()
    page.post("/delivery/lecturing/answer", {"invitation": number, "answer": "yes"})
    page.post("/delivery/lecturing/answer", {"invitation": number, "answer": "no"}, status=422)
    assert (newest(session).person_id, messages_of(session, cast.manager.id)[-1]) == (person.id, "新老师同意做讲师")
    services.accept_order(found.code, Acceptance(1, asked.id), by=cast.manager, now=NOW)
    assert session.scalars(select(Commitment.person_id)).all() == [person.id]
    assert invariants.checks() == []
    stranger.post(f"/delivery/lecturing/{asked.id}/leave", status=404)
    page.get("/delivery/lecturing")
    assert "佘山看星" in page.text()
    page.post(f"/delivery/lecturing/{asked.id}/leave")
    assert get_order(session, found.code).lecturer is None
    assert session.scalar(select(func.count(Commitment.id))) == 0
    assert {"新老师不再做讲师", "讲师去不了，请换人：佘山看星"} <= set(messages_of(session, cast.manager.id))
    with refused(Refusal.NOT_OWN_LECTURER):
        services.send_lecturer(found.code, asked.id, by=cast.manager, now=NOW)
    # Whoever comes instead is told to who ordered.
    services.send_lecturer(found.code, scene.lecturer.id, by=cast.manager, now=NOW)
    assert messages_of(session, scene.orderer.id)[-1] == "换了讲师：佘山看星"
    services.end_lecturer(desk, scene.lecturer.id, by=cast.manager, now=NOW)
    proposed = [one.code for one in read_task(session, scene.window, policy(), NOW).items]
    assert scene.item.code not in proposed, "nobody is left who could accept"
    assert scene.other_item.code in proposed


def test_who_lectures_no_more_sees_the_contact_of_what_they_gave_and_of_nothing_else(
    app: Flask, session: Session, cast: Cast, scene: Scene
) -> None:
    given = confirmed(scene, session, cast).code
    slots = [at("2026-11-17 14:00"), at("2026-11-19 14:00")]
    school = make_verified(session, cast, scene.orderer, OrganisationKind.SCHOOL, name="陈坊小学")
    session.commit()
    coming = confirmed(scene, session, cast, slots=slots, organisation_id=school.id).code
    speaker = Page(app).sign_in(scene.lecturer_person)
    with clock.frozen_at(at("2026-11-10 14:20")):
        heads = {"seniors": 40}
        services.check_in(given, digits_for(given), heads, Side.SUPPLIER, by=scene.lecturer_person, now=clock.now())
        for code in (given, coming):
            assert "021-5555 0201" in speaker.get(f"/delivery/orders/{code}").text
        supplier = Page(app).sign_in(cast.manager)
        supplier.get(f"/delivery/desk/{scene.supplier.code}")
        supplier.post(f"/delivery/desk/{scene.supplier.code}/lecturers/{scene.lecturer.id}/end")
        speaker.get(f"/delivery/orders/{coming}", status=404)
        assert "021-5555 0201" in speaker.get(f"/delivery/orders/{given}").text
        speaker.get("/delivery/lecturing")
        assert f"/delivery/orders/{coming}" not in [link.get("href") for link in speaker.all("a")]
        assert get_order(session, coming).lecturer is None
        assert messages_of(session, scene.lecturer_person.id)[-1] == "这一场不用您去了：佘山看星"
        assert messages_of(session, cast.manager.id)[-1] == "讲师去不了，请换人：佘山看星"
    assert session.scalar(select(func.count(Commitment.id))) == 1
    assert invariants.checks() == []


def test_a_letter_leads_somebody_without_account_who_declines_or_signs_in(
    app: Flask, session: Session, cast: Cast, scene: Scene
) -> None:
    desk = scene.supplier.code
    services.add_lecturer(desk, Named("甲", address=STRANGER), by=cast.manager, now=NOW)
    link, page = link_in(letters_to(STRANGER)[-1].body), Page(app)
    page.get(link)
    assert "登录后同意" in page.text()
    page.post(link, {"answer": "yes"})  # leads to signing in, and agrees to nothing
    assert newest(session).consent is Consent.ASKED
    page.post(link, {"answer": "no"})
    assert newest(session).consent is Consent.DECLINED
    assert messages_of(session, cast.manager.id)[-1] == "甲没有同意做讲师"
    page.get(link)
    assert "已经答复过" in page.text()
    # Another letter; by then the address has an account, which finds it without the link too.
    services.add_lecturer(desk, Named("甲", address=STRANGER), by=cast.manager, now=NOW)
    link = link_in(letters_to(STRANGER)[-1].body)
    newcomer = make_person(session, name="新来的", email=STRANGER)
    session.commit()
    assert len(list_invitations(session, newcomer, NOW)) == 1
    assert list_invitations(session, newcomer, NOW + 15 * DAY) == []
    Page(app).sign_in(newcomer).post(link, {"answer": "yes"})
    assert newest(session).person_id == newcomer.id
    assert export_data(newcomer, NOW)["delivery"]["lectures_for"][0]["supplier"] == "辰山植物园"
    close_account(newcomer, NOW)
    assert (newest(session).person_id, newest(session).consent) == (None, Consent.LEFT)
    assert messages_of(session, cast.manager.id)[-1] == "甲不再做讲师"
    assert invariants.checks() == []


def test_asking_has_a_pace_and_an_end(session: Session, cast: Cast, scene: Scene) -> None:
    desk, other = scene.supplier.code, scene.other_supplier.code
    with refused(Refusal.ADDRESS_UNUSABLE):
        services.add_lecturer(desk, Named("甲", address="nobody"), by=cast.manager, now=NOW)
    services.add_lecturer(desk, Named("甲", address=STRANGER), by=cast.manager, now=NOW)
    with refused(Refusal.ASKED_ALREADY):
        services.add_lecturer(desk, Named("甲", address=STRANGER), by=cast.manager, now=NOW)
    # An address gets three such letters a month, whoever asks; that it had them is told to nobody.
    for _turn in range(3):
        services.add_lecturer(other, Named("甲", address=STRANGER), by=scene.other_head, now=NOW)
        services.end_lecturer(other, newest(session).id, by=scene.other_head, now=NOW)
    assert len(letters_to(STRANGER)) == 3
    for number in range(19):
        services.add_lecturer(desk, Named("甲", address=f"somebody{number}@example.org"), by=cast.manager, now=NOW)
    with refused(Refusal.ASKED_TOO_OFTEN):
        services.add_lecturer(desk, Named("甲", address="last@example.org"), by=cast.manager, now=NOW)
    # Who names themselves has agreed; once is enough.
    own = Named("我", address=cast.manager.addresses[0].value)
    services.add_lecturer(desk, own, by=cast.manager, now=NOW)
    assert newest(session).person_id == cast.manager.id
    with refused(Refusal.LECTURES_ALREADY):
        services.add_lecturer(desk, own, by=cast.manager, now=NOW)
    with clock.frozen_at(NOW + 120 * DAY):
        assert "should be forgotten" in invariants.checks()[0]
        assert services.forget_invitations(clock.now()) > 20
        assert messages_of(session, cast.manager.id)[-1] == "甲没有答复邀请"
        assert invariants.checks() == []
    assert session.scalar(select(func.count(LecturerInvitation.id))) == 0


def jpeg(**saved: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (90, 60), "green").save(file, "JPEG", **saved)
    return file.getvalue()


def test_the_lecturer_checks_in_and_adds_photographs_and_does_nothing_else(
    app: Flask, session: Session, cast: Cast, scene: Scene
) -> None:
    order = f"/delivery/orders/{confirmed(scene, session, cast).code}"
    code = order.rsplit("/", 1)[1]
    speaker = Page(app).sign_in(scene.lecturer_person)
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    with clock.frozen_at(at("2026-11-10 14:20")):
        speaker.get(order)
        assert "现场签到" in speaker.text() and "报告对方失约" not in speaker.text()
        speaker.post(f"{order}/step", {"act": "absent", "reason": "没人"}, status=403)
        speaker.post(f"{order}/photos", {"faces": "none", "photo": (io.BytesIO(jpeg()), "a.jpg")}, status=422)
        speaker.post(f"{order}/check-in", {"digits": "1", "heads-seniors": "40"}, status=422)
        speaker.post(f"{order}/check-in", {"digits": digits_for(code), "heads-seniors": "40"})
        assert get_order(session, code).state is OrderState.HELD
        for path, sent in (("evaluate", {"score": "5"}), ("report", {"report": "好"}), ("send", {"lecturer": "1"})):
            speaker.post(f"{order}/{path}", sent, status=403)
        shot = {"faces": "none", "caption": "听讲"}
        speaker.post(f"{order}/photos", shot | {"photo": (io.BytesIO(b"%PDF-"), "a.jpg")}, status=422)
        speaker.post(f"{order}/photos", {"photo": (io.BytesIO(jpeg()), "a.jpg")}, status=422)
        assert "有没有能认出的未成年人" in speaker.text()
        speaker.post(f"{order}/photos", shot | {"photo": (io.BytesIO(jpeg(exif=exif)), "a.jpg")})
        photo = session.scalars(select(DeliveryPhoto)).one()
        assert (photo.faces, photo.width, b"Exif" in photo.content) == (Faces.NONE, 90, False)
        image = f"{order}/photos/{photo.id}"
        for who in (scene.orderer, cast.manager, cast.desk, cast.officer, scene.lecturer_person):
            answer = Page(app).sign_in(who).get(f"{image}-small.jpg")
            assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/jpeg", "private, no-store")
        Page(app).sign_in(cast.resident).get(f"{image}-large.jpg", status=404)
        for page in (Page(app).sign_in(cast.manager), Page(app).sign_in(cast.desk)):
            page.post(f"{image}/drop", status=404)
        Page(app).sign_in(cast.desk).post(f"{order}/photos", shot, status=403)
        for _turn in range(5):
            services.add_photo(code, Shot(jpeg(), Faces.AGREED), by=scene.orderer, now=clock.now())
        with refused(Refusal.PHOTOS_FULL):
            services.add_photo(code, Shot(jpeg(), Faces.AGREED), by=scene.orderer, now=clock.now())
        Page(app).sign_in(scene.orderer).post(f"{image}/drop")
    # Nobody ever reports: contact and photographs go all the same.
    late = at("2026-11-10 14:00") + 181 * DAY
    with clock.frozen_at(late + 190 * DAY):
        assert any("has a contact" in one for one in invariants.checks())
        assert any("Photograph" in one for one in invariants.checks())
        services.forget_photos(clock.now())
    assert services.forget_contacts(late - 2 * DAY) == 0
    assert services.forget_contacts(late) == 1
    assert get_order(session, code).contact_phone == ""
    assert session.scalar(select(func.count(DeliveryPhoto.id))) == 0
