"""What `flask doctor` is told of accounts that is worth knowing and nobody's fault."""

from __future__ import annotations

from flask_babel import gettext as _

from sciencepop.accounts.queries.messages import count_lost


def lost_addresses() -> list[str]:
    """How many addresses get nothing because their mailbox is gone; whose they are is nobody's business here."""
    count = count_lost()
    return [_("有 %(count)d 个邮箱已不存在，只发验证码；本人重新验证后恢复。", count=count)] if count else []
