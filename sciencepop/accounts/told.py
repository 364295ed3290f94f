"""What `flask doctor` learns of accounts: what must hold, and what is only worth knowing."""

from __future__ import annotations

from flask_babel import gettext as _

from sciencepop.accounts.queries.devices import list_devices_of_nobody
from sciencepop.accounts.queries.four_eyes import list_wrong_permits
from sciencepop.accounts.queries.invitations import list_old
from sciencepop.accounts.queries.messages import count_lost
from sciencepop.accounts.queries.second_step import list_second_steps_of_nobody
from sciencepop.accounts.rules.invitations import A_DAY
from sciencepop.core import clock
from sciencepop.core.db import db


def lost_addresses() -> list[str]:
    """How many addresses get nothing because their mailbox is gone; whose they are is nobody's business here."""
    count = count_lost()
    return [_("有 %(count)d 个邮箱已不存在，只发验证码；本人重新验证后恢复。", count=count)] if count else []


def old_invitations() -> list[str]:
    """Who was asked for what is forgotten in time."""
    old = list_old(clock.now() - A_DAY)
    return [_("邀请 %(id)d 应当已经删去：后台程序在运行吗？", id=number) for number in old]


def devices_of_nobody() -> list[str]:
    """Whoever has left has no device on which messages are shown."""
    return [_("设备 %(id)d 属于已注销的账号，应当已经去掉。", id=number) for number in list_devices_of_nobody()]


def wrong_permits() -> list[str]:
    """Nobody sees children's data who has left, or for longer than a permit may last."""
    found = list_wrong_permits(db.session(), clock.today())
    return [_("查看未成年人信息的许可 %(id)d 属于已注销的账号，或期限太长。", id=number) for number in found]


def second_steps_of_nobody() -> list[str]:
    """Of whoever has left no second factor is kept."""
    return [_("账号 %(id)d 已注销，第二步验证应当已经去掉。", id=number) for number in list_second_steps_of_nobody()]
