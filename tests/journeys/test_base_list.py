"""An officer looks through a messy list of bases on a telephone, decides its rows with one press, and gives it up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.bases.messy import messy_list
from tests.journeys.conftest import ON_ONE_DATABASE, Site, picture, sign_in
from tests.journeys.test_every_page import look_at

pytestmark = [pytest.mark.browser, ON_ONE_DATABASE]


def test_a_list_is_looked_through_and_decided(visit: Callable[..., Page], site: Site, tmp_path: Path) -> None:
    path = tmp_path / "基地名单.xlsx"
    path.write_bytes(messy_list())
    window = visit(width=360)
    sign_in(window, site, "officer@sciencepop.example")
    window.goto(f"{site.url}/district/base-lists")
    window.get_by_label("表格文件").set_input_files(path)
    window.get_by_role("button", name="上传并查看").click()
    expect(window.get_by_role("heading", name="查看名单")).to_be_visible()
    window.get_by_role("link", name="行要您改好或决定").click()
    expect(window.get_by_text("第 50 行“最大 承载量”")).to_be_visible()
    assert look_at(window, "base-list") == []
    picture(window, "base-list-360")
    expect(window.get_by_role("button", name="导入", exact=True)).to_have_count(0)
    window.get_by_role("button", name="记下这一页的选择").click()
    expect(window.get_by_text("每一行都可以导入。")).to_be_visible()
    expect(window.get_by_role("button", name="导入", exact=True)).to_be_enabled()
    window.get_by_role("button", name="不导入，删除文件").click()
    expect(window.get_by_text("这份表格不再导入，文件已删除。")).to_be_visible()
