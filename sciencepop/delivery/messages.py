"""One sentence for every refusal of delivery: what is the matter, and what to do instead."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import day, wall_clock
from sciencepop.core.pictures import BadPicture, say_picture
from sciencepop.delivery.rules.refusals import Refusal
from sciencepop.delivery.words import window_name

R = Refusal
SENTENCES: dict[Refusal, Any] = {
    R.WRONG_STATE: _l("现在不能这样做：可能已经有人处理过。请看最新的情况。"),
    R.NOT_YOURS: _l("这一步不由您来做。"),
    R.REASON_MISSING: _l("请写明原因，对方会看到。"),
    R.NOT_VERIFIED: _l("这个单位还没有经区科协核实，请先联系区科协。"),
    R.NOT_ON_MENU: _l("这个项目现在不在菜单上，请另选一个。"),
    R.REVIEW_MISSING: _l("请写明科学性审核人，和今天以后的有效期。"),
    R.CHANGED_MEANWHILE: _l("您打开页面之后配送方又改过，请看过新内容再决定。"),
    R.REVIEW_OVER: _l("那一天这个项目的科学性审核已经到期，请另选时间或项目。"),
    R.ITEM_OVER: _l("那一天这个项目已经结束，请另选时间或项目。"),
    R.KIND_FIXED: _l("类别写进了编号，不能再改。请另写一个项目。"),
    R.NOT_OWN_LECTURER: _l("请在能讲这个项目的讲师里选一位。"),
    R.ADDRESS_UNUSABLE: _l("请填对方完整的邮箱地址。网站能发短信时，也可以填手机号。"),
    R.ASKED_ALREADY: _l("已经问过这个地址，还在等答复。"),
    R.ASKED_TOO_OFTEN: _l("今天问的人太多了，请明天再问。"),
    R.LECTURES_ALREADY: _l("您已经是这家的讲师了。"),
    R.LINK_OVER: _l("这个邀请已经答复过、收回了，或者过期了。想去讲的话，请对方再邀请一次。"),
    R.NOT_LENT: _l("这个项目不外借，请点单。"),
    R.LENT_ONLY: _l("这个项目是借用的，请在项目页上选日期借用。"),
    R.NO_UNIT_FREE: _l("这几天都借出去了，请换几天试试。"),
    R.DAYS_WRONG: _l("请选今天以后的日期，归还不早于借出，一次最多 60 天。"),
    R.UNIT_TAKEN: _l("已经有这个编号了，请换一个。"),
    R.NOT_AN_ORDERER: _l("只有经过核实的社区、学校、企业和园区可以点单。请先在“我的单位”里登记，等区科协核实。"),
    R.WINDOW_CLOSED: _l("%(window)s的点单时间是 %(opens)s 到 %(closes)s。可以先存为草稿。"),
    R.SLOT_OUTSIDE: _l("三个时间都要在同一个开放点单的季度里。请看项目页上的日期。"),
    R.SLOT_TOO_SOON: _l("时间太近，各方来不及安排。请选 %(days)d 天以后的日期。"),
    R.SLOT_BLACKED_OUT: _l("这个项目有一天不能来，请避开项目页上写的日期。"),
    R.SLOT_TWICE: _l("有两个时间相同，请改一个。"),
    R.SLOT_MISSING: _l("请至少选一个时间。"),
    R.GROUP_MISFIT: _l("这个项目一场 %(low)d 到 %(high)d 人，请改人数或另选项目。"),
    R.TOWN_NOT_SERVED: _l("这个项目不到这个街镇，请另选一个。"),
    R.SAME_ORDER: _l("同一个单位在一个季度里，一个项目只能点一次；合并的点单要是同街镇、同项目的。"),
    R.QUOTA_USED: _l("这个街镇本季度的名额用完了，可以列入候补。"),
    R.CAPACITY_USED: _l("这个项目本季度的场次用完了，请派给别的项目。"),
    R.ASKED_BEFORE: _l("这个配送方已经答复过这份点单，请派给别家。"),
    R.OTHER_KIND: _l("只能派给同一类的项目。"),
    R.LECTURER_BUSY: _l("这位讲师那个时间有别的安排，请换人或换时间。"),
    R.TOO_FAR: _l("能来的配送方都太远。"),
    R.DISPATCH_UNDER_WAY: _l("这个季度已经有一份方案在算，或等着您决定。"),
    R.NO_DRAFT: _l("这份方案已经处理过了，请看最新的一份。"),
    R.NOTHING_CHOSEN: _l("请至少勾选一份点单。"),
    R.DRAWN_LATER: _l("这个项目摇过号，还没有轮到这份点单。"),
    R.WINDOW_OPEN: _l("点单到 %(when)s 截止，截止以后才能封存。"),
    R.DRAW_EXISTS: _l("这个季度已经封存过点单。要重来，请先作废并写明原因。"),
    R.ENTROPY_MISSING: _l("请写明用哪一次公开的开奖，或开出的号码。"),
    R.ENTROPY_PAST: _l("开奖要在封存以后，请填以后的时间。"),
    R.ENTROPY_EARLY: _l("还没有到开奖时间：%(when)s。"),
    R.NOTHING_TO_DRAW: _l("没有一个项目的点单超过能配送的场次，不用摇号。"),
    R.CODE_CHANGED: _l("分配程序和封存时公布的不同，不能摇号。请告诉管理网站的人。"),
    R.TOO_LATE: _l("时间已经过了，来不及这样做。"),
    R.NOT_YET: _l("还没到时候：开始前一小时起可以签到，开始 15 分钟后可以报告失约。"),
    R.WRONG_DIGITS: _l("签到码不对。请看点单方页面上的六位数字。"),
    R.NOBODY_CAME: _l("请在至少一类人里填上人数。"),
    R.RATED: _l("您这一方已经评价过了，谢谢。"),
    R.RATED_TOO_LATE: _l("评价的时间已经过了。"),
    R.REPORT_ACCEPTED: _l("结项报告已经接受，不用再改。"),
    R.PHOTOS_FULL: _l("这份点单的照片满了，最多 %(most)d 张。要换，请先删掉一张。"),
    R.FACES_MISSING: _l("请说明照片里有没有能认出的未成年人。"),
    R.MOVE_OPEN: _l("已经有一个改期在等对方答复。"),
    R.NO_MOVE: _l("没有等您答复的改期。"),
    R.WINDOW_EXISTS: _l("这个季度已经开过了，请到它的页面修改。"),
    R.WINDOW_FIXED: _l("年份和季度写进了编号，不能再改。请另开一个季度。"),
    R.WINDOW_OVERLAPS: _l("这些配送日期和%(other)s的重叠：一天只能属于一个季度，请改日期。"),
    R.DAYS_OUT_OF_ORDER: _l("先开始、后结束：请核对点单时间和配送日期的先后。"),
}


def brief(refusal: Refusal) -> str:
    """The sentence of a refusal where its numbers do not matter."""
    words = str(SENTENCES[refusal])
    return words if "%(" not in words else str(_("人数不合适，或者时间太近。"))


def sentence(broken: RuleBroken) -> str:
    """What to tell somebody whose wish was refused, and what to do instead."""
    if isinstance(broken, BadPicture):
        return say_picture(broken.problem)
    facts = dict(broken.facts)
    if window := facts.pop("window", None):
        facts |= {"window": window_name(window), "opens": day(window.opens_at), "closes": day(window.closes_at)}
    if other := facts.get("other"):
        facts["other"] = window_name(other)
    if when := facts.get("when"):
        facts["when"] = f"{day(when)} {wall_clock(when)}"
    words = str(SENTENCES[Refusal(broken.code)])
    return words % facts if "%(" in words else words
