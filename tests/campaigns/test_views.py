"""The pages: choosing, subscribing without an account, stopping and answering by a link, and the officers' desk."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.campaigns import links, services
from sciencepop.campaigns.models import Campaign, Digest, Frequency, Reader, SentLetter
from sciencepop.campaigns.services.readers import Choice
from sciencepop.core.logs import safe_path
from sciencepop.core.outbox import OutboxMessage
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_event, make_grant, make_occurrence, make_person
from tests.page import Page


def test_nothing_is_ticked_for_anybody_and_what_is_chosen_stays(page: Page, cast: Cast, session: Session) -> None:
    page.sign_in(cast.resident).get("/my/news")
    assert [tick.get("name") for tick in page.all("input", checked="")] == ["frequency", "wants_general"]
    form = {"frequency": "weekly", "campaigns": "y", "audiences": ["seniors", "farmers"], "wants_general": "0"}
    page.post("/my/news", form, status=422)
    assert "请至少选一种收信方式。" in page.text()
    page.post("/my/news", form | {"carriers": ["by_mail", "on_site"]})
    reader = session.scalars(select(Reader)).one()
    assert (reader.frequency, reader.carriers, reader.wants_general) == (
        Frequency.WEEKLY,
        {"by_mail", "on_site"},
        False,
    )
    page.get("/my/news")
    ticked = {tick.get("value") for tick in page.all("input", checked="")}
    assert {"weekly", "0", "y", "by_mail", "on_site", "seniors", "farmers"} == ticked
    page.post("/my/news", {"frequency": "hourly", "carriers": "by_pigeon"}, status=422)
    page.get("/en/my/news?group=primary")
    assert {"seniors", "farmers", "teenagers", "7-12"} < {tick.get("value") for tick in page.all("input", checked="")}


def test_the_digest_of_a_group_can_be_seen_before_and_its_form_begins_with_the_group(
    page: Page, session: Session, cast: Cast
) -> None:
    for title, audience, age in (("搭桥", "teenagers", 8), ("做火箭", "teenagers", 14), ("量血压", "seniors", None)):
        event = make_event(session, cast.base, title_zh=title, audiences=[audience], age_min=age)
        make_occurrence(session, event, starts_in=timedelta(days=5))
    session.commit()
    page.get("/audiences/primary/digest")
    assert "搭桥" in page.text() and "适合“青少年”" in page.text() and "10月15日（周四） 17:00 左右" in page.text()
    assert "做火箭" not in page.text() and "量血压" not in page.text()
    assert page.all("a", href="/news?group=primary")
    page.get("/news?group=primary")
    assert {tick.get("value") for tick in page.all("input", checked="")} == {"weekly", "teenagers", "7-12"}
    assert page.all("a", href="/my/news?group=primary")
    page.get("/audiences/farmers/digest")
    assert "没有合适的，那一周就不寄。" in page.text()
    for slug in ("access", "nobody"):  # who belongs there is not asked
        page.get(f"/audiences/{slug}/digest", status=404)
    assert session.scalars(select(Reader)).all() == []


def test_an_address_subscribes_by_the_link_that_was_sent_there(page: Page, session: Session, cast: Cast) -> None:
    page.get("/news")
    form = {"email": "reader@example.org", "audiences": ["seniors"], "frequency": "monthly"}
    page.post("/news", form, status=422)
    page.post("/news", form | {"consent": "y", "email": "reader"}, status=422)
    page.post("/news", form | {"consent": "y", "audiences": []}, status=422)
    for address in ("reader@example.org", cast.resident.addresses[0].value):
        answer = page.post("/news", form | {"consent": "y", "email": address})
        assert answer.location == "/news/asked"
    page.get("/news/asked")
    letter = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).first()
    assert letter is not None and letter.html and "确认订阅" in letter.html
    path = "/news/confirm/" + letter.body.split("/news/confirm/")[1].split()[0]
    page.get(path)
    assert "reader@example.org" in page.text() and session.scalars(select(Reader)).all() == []
    page.post(path)
    page.get("/news/confirmed")
    assert session.scalars(select(Reader.email)).one() == "reader@example.org"
    page.get("/news/confirm/x", status=404)


def test_links_of_a_letter_stop_and_answer_without_sign_in_and_only_for_their_reader(
    app: Flask, page: Page, session: Session, cast: Cast
) -> None:
    choice = Choice(Frequency.WEEKLY, True, by_mail=True, gives_feedback=True)
    for person in (cast.resident, cast.neighbour):
        services.choose(choice, language="zh", by=person, now=NOW)
    mine, others = session.scalars(select(Reader).order_by(Reader.id))
    digest = Digest(due_on=NOW.date(), created_at=NOW)
    session.add(digest)
    session.flush()
    session.add(SentLetter(reader_id=mine.id, digest_id=digest.id, written_at=NOW, by_mail=True))
    session.commit()
    useful = links.answer_url(digest, mine.id).removeprefix("http://localhost")
    stop = links.stop_url(links.DIGEST, mine.id).removeprefix("http://localhost")
    for wrong in (useful[:-1], stop[:-1], stop.replace("digest", "campaigns"), stop.replace(f"/{mine.id}/", "/99/")):
        page.get(wrong, status=404)
        page.post(wrong, status=404)
    page.get(f"{useful}?useful=1")
    assert session.scalars(select(SentLetter.is_useful)).one() is None
    stranger = app.test_client()
    assert "谢谢，记下了" in stranger.post(useful, data={"useful": "0"}).text
    assert session.scalars(select(SentLetter.is_useful)).one() is False
    page.get(stop)
    assert mine.frequency is Frequency.WEEKLY
    assert "已停止" in stranger.post(stop, data={"List-Unsubscribe": "One-Click"}).text
    session.expire_all()
    assert (mine.frequency, others.frequency) == (Frequency.OFF, Frequency.WEEKLY)
    assert mine.campaigns_since_at is not None
    page.get("/en" + stop)
    assert [safe_path(path) for path in ("/news/confirm/x.y", f"/en{stop}")] == [
        "/news/confirm/***",
        f"/en/news/stop/digest/{mine.id}/***",
    ]


def test_two_officers_write_and_let_go_and_see_no_small_number(page: Page, session: Session, cast: Cast) -> None:
    second = make_person(session, name="区科协小李")
    make_grant(session, second)
    for number in range(13):
        person = make_person(session, audiences=["seniors"], town_code="310117103000")
        session.commit()
        if number > 2:
            services.choose(Choice(Frequency.OFF, True, on_site=True), language="zh", by=person, now=NOW)
    writer, other = Page(page.app).sign_in(cast.officer), Page(page.app).sign_in(second)
    writer.get("/district/campaigns/new")
    later = NOW + timedelta(hours=3)
    form = {
        "title_zh": "防诈讲座",
        "text_zh": "讲骗子怎么说话。",
        "title_en": "Fraud",
        "text_en": "How they talk.",
        "path": "//evil",
        "audiences": ["seniors"],
        "carriers": ["on_site", "by_mail"],
        "send_at": "2026-10-10T13:00",
    }
    writer.post("/district/campaigns/new", form | {"title_zh": ""}, status=422)
    writer.post("/district/campaigns/new", form, status=422)
    writer.post("/district/campaigns/new", form | {"path": "/events"})
    code = session.scalars(select(Campaign.code)).one()
    path = f"/district/campaigns/{code}"
    writer.get(path)
    shown = ("收得到 10", "没有同意收推送 少于 10", "有账号的： 不显示", "How they talk.")
    assert [words for words in shown if words not in writer.text()] == []
    mail = writer.client.get(f"{path}/letter.html")
    assert "sandbox" in mail.headers["Content-Security-Policy"] and "讲骗子怎么说话。" in mail.text
    writer.post(f"{path}/step/submitted")
    writer.post(f"{path}/step/approved", status=422)
    assert "另一位同事" in writer.text()
    other.get("/district")
    assert "1专题推送等审核" in other.text().replace(" ", "")
    other.post(f"{path}/step/draft", status=422)
    other.post(f"{path}/step/draft", {"reason": "写清楚地点"})
    assert "写清楚地点" in writer.get(path).text
    writer.get(f"{path}/edit")
    writer.post(f"{path}/edit", form | {"path": "/events", "text_zh": "在佘山文化中心。"})
    writer.post(f"{path}/step/submitted")
    other.get(path)
    [seen] = [field.get("value") for field in other.all("input", name="seen")]
    writer.post(f"{path}/edit", form | {"path": "/events", "text_zh": "在佘山文化中心，带上存折。"})
    writer.post(f"{path}/step/submitted")
    other.post(f"{path}/step/approved", {"seen": seen}, status=422)  # let go is what was seen
    other.get(path)
    [seen] = [field.get("value") for field in other.all("input", name="seen")]
    other.post(f"{path}/step/approved", {"seen": seen})
    assert services.send_portion(later) == 10
    other.get(path)
    assert "已写给 10" in other.text()
    other.post(f"{path}/step/stopped", status=422)
    other.post(f"{path}/step/flying", status=404)
    writer.get("/district/campaigns")
    writer.get("/en/district/campaigns")
    writer.get("/district/reach")
    seniors = next(row for row in writer.all("tr") if "老年人" in "".join(row.itertext()))
    numbers = [" ".join("".join(cell.itertext()).split()) for cell in seniors if cell.tag == "td"]
    assert numbers == ["不显示", "10", "少于 10", "0", "0", "0", "0"]
    writer.get("/en" + path)
