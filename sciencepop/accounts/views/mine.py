"""A person's own pages: overview, profile, their data, leaving."""

from __future__ import annotations

import json

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from sciencepop.accounts import services
from sciencepop.accounts.forms import CloseForm, ProfileForm
from sciencepop.accounts.mine_links import links_for
from sciencepop.accounts.models import Person
from sciencepop.accounts.queries.messages import count_unread
from sciencepop.accounts.views import bp
from sciencepop.accounts.views.entering import leave, me, set_cookie
from sciencepop.core import clock, to_do
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.downloads import saved
from sciencepop.core.forms import PressForm

Answer = str | Response | tuple[str, int]

# Endpoint, icon, words, explanation. Pages of features above are shown where this site has them.
MINE = [
    ("bookings.mine", "ticket", _l("我的预约"), _l("看票、改、取消")),
    ("accounts.messages", "info", _l("我的消息"), _l("本站写给您的话，要不要提醒")),
    ("accounts.invitations", "people", _l("给我的邀请"), _l("有人请您担任评委、讲师等，同意以后才算")),
    ("campaigns.mine", "info", _l("科普周报和推送"), _l("要不要收，用什么方式，为谁")),
    ("bookings.passport", "check", _l("科普护照"), _l("去过的基地、时长、证明，孩子也可以有")),
    ("bookings.points", "clock", _l("守约记录"), _l("没来或很晚取消的记录，可以申诉")),
    ("feeds.calendars", "calendar", _l("我的日历"), _l("把预约同步到手机日历")),
    ("recommend.tags", "info", _l("我的推荐标签"), _l("推荐用了什么，删一条或全部，关掉推荐")),
    ("volunteers.mine", "people", _l("志愿服务"), _l("找班次，我的班次，换班，志愿者资料")),
    ("college.mine", "list", _l("社区科普大学"), _l("我报的班，每一课的时间，找班")),
    ("accreditation.desk", "check", _l("基地认定"), _l("街镇初审、专家评审、区里受理和决定")),
    ("delivery.mine", "calendar", _l("科普配送"), _l("单位点单、借用，街镇审核，配送方接单")),
    ("contests.mine", "check", _l("科学竞赛"), _l("我的队伍、作品、证书，我评审的作品")),
    ("showcase.mine", "share", _l("科技成果"), _l("我发布的成果，对接和见面")),
    ("search.demands", "search", _l("有了告诉我"), _l("我想参加而还没有的活动")),
    ("accounts.family", "people", _l("我的家人"), _l("孩子的小名和年龄，预约时勾选")),
    ("accounts.organisations", "people", _l("我的单位"), _l("学校、企业、社区：带班级或团体参观")),
    ("accounts.profile", "user", _l("我的资料"), _l("称呼、街镇、兴趣、语言、长辈版")),
    ("accounts.security", "info", _l("登录与安全"), _l("邮箱、手机号、密码、退出其他设备")),
    ("bases.registrations", "pin", _l("我的场馆"), _l("登记科普场馆，看审核进展")),
]
WORK = ("accounts.to_do", "check", _l("等我办的事"), _l("要审核、答复、评分和决定的，快到期的在前"))
MANAGING = ("programme.manage", "list", _l("管理基地"), _l("活动、场次、预约名单"))
DESK = ("bookings.desk", "phone", _l("代约服务台"), _l("替不上网的居民预约，打印凭条"))
APPEALS = ("bookings.appeals", "info", _l("居民申诉"), _l("居民对守约记录的申诉，等您决定"))
TEACHING = ("college.points", "list", _l("教学点"), _l("我负责的教学点：班、学员、每一课"))
PERMITS = ("district.permits", "info", _l("查看未成年人信息"), _l("批准或拒绝申请，看年度统计"))
OFFICE = ("district.desk", "people", _l("区科协工作台"), _l("审核、授权、记录"))


@bp.get("/my", endpoint="me")
@signed_in
def me_page() -> Answer:
    """What is mine, and where to change it."""
    unread, waiting = count_unread(me().id), to_do.count_of(db.session(), me(), clock.now())
    return render_template(
        "accounts/me.html",
        person=me(),
        links=_links(me(), has_work=bool(waiting or me().live_grants)),
        unread=unread,
        waiting=waiting,
        press=PressForm(),
    )


@bp.route("/my/profile", methods=["GET", "POST"])
@signed_in
def profile() -> Answer:
    form = ProfileForm(obj=me())
    if not form.validate_on_submit():
        page = render_template("accounts/profile.html", form=form)
        return (page, 422) if form.errors else page
    person = services.update_profile(
        me(),
        name=form.name.data or "",
        town_code=form.town_code.data or None,
        audiences=form.audiences.data or [],
        topics=form.topics.data or [],
        language=form.language.data,
        is_elder=bool(form.is_elder.data),
        now=clock.now(),
    )
    flash(_("资料已保存。"))
    answer = redirect(url_for("accounts.me"), 303)
    if person.is_elder:
        set_cookie(answer, "elder")
    else:
        answer.delete_cookie("elder", samesite="Lax")
    return answer


@bp.get("/my/export")
@signed_in
def export() -> Answer:
    """Everything the site has of this person, as one file."""
    data = services.export_data(me(), clock.now())
    content = json.dumps(data, ensure_ascii=False, indent=2).encode()
    return saved(content, "application/json", f"sciencepop-{clock.today().isoformat()}.json")


@bp.route("/my/close", methods=["GET", "POST"])
@signed_in
def close() -> Answer:
    form = CloseForm()
    if not form.validate_on_submit():
        page = render_template("accounts/close.html", form=form)
        return (page, 422) if form.errors else page
    services.close_account(me(), clock.now())
    answer = leave(redirect(url_for("accounts.sign_in"), 303))
    flash(_("账号已注销，您的姓名和联系方式已经清除。"))
    return answer


def _links(person: Person, *, has_work: bool) -> list[tuple[str, str, object, object]]:
    wanted = [WORK, *MINE] if has_work else [*MINE]
    if person.is_manager or person.is_officer:
        wanted += [MANAGING, APPEALS]
    if person.is_desk:
        wanted.append(DESK)
    if person.is_point_head:
        wanted.append(TEACHING)
    if person.is_lead:
        wanted.append(PERMITS)
    if person.is_officer:
        wanted.append(OFFICE)
    wanted += links_for(person)
    return [
        (url_for(endpoint), icon, words, explained)
        for endpoint, icon, words, explained in wanted
        if endpoint in current_app.view_functions
    ]


lead_again(lambda _result, **_found: url_for("accounts.me"), profile)
lead_again(lambda _result, **_found: url_for("accounts.sign_in"), close)
