"""The pages of the auto-roster and of the roster as it stands."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.volunteers.models import AssignmentState, RosterRun, RunState, Shift
from sciencepop.volunteers.roster.reasons import Lack
from sciencepop.volunteers.roster_words import LEFT_OUT, lack_sentence, left_out_words
from sciencepop.volunteers.rules.refusals import Refusal
from sciencepop.volunteers.services.roster_publish import publish_due
from sciencepop.volunteers.services.roster_work import work_off
from tests.cast import Cast
from tests.page import Page
from tests.volunteers.people import make_assignment, make_shift, make_volunteer


def here(work: Any, *arguments: Any, **options: Any) -> Any:
    return work(*arguments, **options)


def day_of(shift: Shift) -> date:
    return clock.local(shift.starts_at).date()


def asked(page: Page, shift: Shift, status: int = 303, **values: Any) -> str:
    """Ask on the page; where the answer leads, or the page's text."""
    day = day_of(shift).isoformat()
    wish = {"base": "chenshan", "from_on": day, "until_on": day, "asks_unknown": "y", "most_moved": "0"}
    answer = page.post("/manage/rosters", wish | values, status=status)
    return answer.headers["Location"] if status == 303 else answer.get_data(as_text=True)


def test_a_manager_asks_sees_the_draft_with_its_proof_and_publishes_it(page: Page, cast: Cast) -> None:
    shift = make_shift(db.session(), cast.base, roles={"helper": 1, "first-aid": 1})
    first_aid = next(need for need in shift.needs if need.role == "first-aid")
    first_aid.skills = ["first-aid"]
    volunteer = make_volunteer(db.session())
    db.session.commit()
    page.sign_in(cast.manager)
    address = asked(page, shift)
    assert "等待开始" in page.get(address).text
    work_off(clock.now(), here)
    draft = page.get(address).text
    assert volunteer.name in draft
    assert "2 个，原来有人 0 个，这样排有人 1 个" in draft
    assert "已经证明：没有更好的排法" in draft
    assert "没有会急救（初级）的志愿者，需要招募或培训。" in draft
    assert page.post(address + "/publish").headers["Location"] == address
    publish_due(clock.now())
    assert "已公布" in page.get(address).text
    assert "（等答复）" in page.get(f"/manage/roster?base=chenshan&from={day_of(shift)}").text


def test_a_draft_is_dropped_once_and_nothing_changes(page: Page, cast: Cast) -> None:
    shift = make_shift(db.session(), cast.base)
    make_volunteer(db.session())
    db.session.commit()
    page.sign_in(cast.manager)
    address = asked(page, shift)
    work_off(clock.now(), here)
    page.post(address + "/discard")
    assert db.session.query(RosterRun).one().state is RunState.DISCARDED
    refused = page.post(address + "/publish", status=422).text
    assert "这份排班已经决定过了，或者还没有排好。" in refused


def test_another_base_and_a_run_that_nobody_asked_for_are_out_of_reach(page: Page, cast: Cast) -> None:
    shift = make_shift(db.session(), cast.base)
    db.session.commit()
    page.sign_in(cast.manager)
    address = asked(page, shift)
    page.get("/manage/rosters/NOSUCHRUN2", status=404)
    page.get("/manage/roster?base=kejiguan", status=403)
    asked(page, shift, status=422, base="kejiguan")
    asked(page, shift, status=422, base="")
    page.sign_in(cast.other_manager)
    page.get(address, status=403)
    page.post(address + "/publish", status=403)


def test_an_officer_rosters_the_whole_district(page: Page, cast: Cast) -> None:
    shift = make_shift(db.session(), cast.base)
    make_shift(db.session(), cast.other_base)
    db.session.commit()
    page.sign_in(cast.officer)
    address = asked(page, shift, base="")
    work_off(clock.now(), here)
    assert "2 个班次" in page.get(address).text
    page.sign_in(cast.manager)
    page.get(address, status=403)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"until_on": "2026-10-11"}, "结束的日子不能早于开始的日子。"),
        ({"until_on": "2026-12-24"}, "一次最多排 31 天。"),
        ({"from_on": "2026-10-20", "until_on": "2026-10-20"}, "这几天没有已公布、还没开始的班次。"),
        ({"from_on": "9999-12-31", "until_on": "9999-12-31"}, "这几天没有已公布、还没开始的班次。"),
        ({"from_on": "0001-01-01", "until_on": "0001-01-02"}, "这几天没有已公布、还没开始的班次。"),
        ({"from_on": "x"}, "请写成 2026-10-24 这样的日期。"),
        ({"most_moved": "-1"}, "请填写 0 到 200 之间的整数。"),
    ],
)
def test_a_wrong_wish_is_told_at_its_field(page: Page, cast: Cast, values: dict[str, str], words: str) -> None:
    shift = make_shift(db.session(), cast.base)
    db.session.commit()
    page.sign_in(cast.manager)
    assert words in asked(page, shift, status=422, **values)


@pytest.mark.parametrize("look", ["list", "grid", "sheet"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_roster_shows_who_serves_when_in_every_look(page: Page, cast: Cast, look: str, prefix: str) -> None:
    shift = make_shift(db.session(), cast.base, title_en="Guiding", roles={"helper": 3})
    person, waits = make_volunteer(db.session()), make_volunteer(db.session())
    make_assignment(db.session(), shift, person)
    make_assignment(db.session(), shift, waits, AssignmentState.APPLIED)
    db.session.commit()
    page.sign_in(cast.manager)
    until = day_of(shift) + timedelta(days=1)
    text = page.get(f"{prefix}/manage/roster?from={day_of(shift)}&until={until}&as={look}").text
    assert (person.name in text, waits.name in text) == (True, False)


def test_who_serves_sees_the_roster_of_their_base_with_others_first_letters_alone(page: Page, cast: Cast) -> None:
    shift = make_shift(db.session(), cast.base, roles={"helper": 3}, meet_zh="南门")
    mine, other = make_volunteer(db.session(), cast.resident), make_volunteer(db.session())
    other.name = "王小明"
    make_assignment(db.session(), shift, mine)
    make_assignment(db.session(), shift, other, AssignmentState.OFFERED, offer_ends_at=shift.starts_at)
    elsewhere = make_shift(db.session(), cast.other_base, title_zh="别处的班")
    db.session.commit()
    page.sign_in(mine).get("/volunteer/roster")
    assert "陈小雨妈妈" in page.text()
    assert "王＊ （等答复）" in page.text()
    assert "王小明" not in page.text()
    assert elsewhere.title_zh not in page.text()
    page.get(f"/volunteer/roster?base={cast.other_base.slug}")
    assert elsewhere.title_zh not in page.text()
    page.sign_in(cast.neighbour).get("/volunteer/roster")
    assert "接下来两周您没有班次" in page.text()


def test_every_reason_has_words_that_differ(page: Page, cast: Cast) -> None:
    need = make_shift(db.session(), cast.base, need={"skills": ["first-aid"]}).needs[0]
    with page.app.test_request_context("/"):
        sentences = [lack_sentence(lack, {lack.value: 3}, need) for lack in Lack]
        assert len(set(sentences)) == len(Lack)
        assert {left_out_words(refusal) for refusal in Refusal} >= {str(words) for words in LEFT_OUT.values()}
