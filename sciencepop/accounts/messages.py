"""One sentence for every refusal: what is the matter, and what to do instead."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from sciencepop.accounts.rules import codes, minors, passwords, second_step
from sciencepop.accounts.rules.invitations import Reply
from sciencepop.accounts.rules.messages import MessageKind
from sciencepop.accounts.rules.refusals import Refusal
from sciencepop.core.errors import RuleBroken

KINDS = {
    MessageKind.BOOKING: _l("预约、团体预约和志愿班次的结果和来信"),
    MessageKind.CHANGE: _l("改期和取消"),
    MessageKind.OFFER: _l("候补有了空位"),
    MessageKind.REMINDER: _l("活动前的提醒"),
    MessageKind.THANKS: _l("活动后的感谢和评价邀请"),
    MessageKind.ACCOUNT: _l("账号安全，和等您处理的事"),
    MessageKind.NEWS: _l("科普周报和专题推送"),
}
"""Words for the kinds, in the order of their choice."""

REPLIES = {
    Reply.OPEN: _l("等答复"),
    Reply.AGREED: _l("已同意"),
    Reply.DECLINED: _l("没有同意"),
    Reply.TAKEN_BACK: _l("已收回"),
    Reply.SILENT: _l("没有答复"),
}

SENTENCES = {
    Refusal.BAD_ADDRESS: _l("请填写邮箱，或 11 位手机号，例如 138 0000 0000。"),
    Refusal.CHANNEL_CLOSED: _l("现在还不能向这种地址发验证码，请换用邮箱或手机号中的另一种。"),
    Refusal.TOO_MANY_CODES: _l("发给这个地址的验证码太多了，请一小时后再试，或用密码登录。"),
    Refusal.WRONG_CODE: _l(
        "验证码不对，或已经失效。请看最新一条消息里的 %(digits)d 位数字，或重新发送。", digits=codes.DIGITS
    ),
    Refusal.WRONG_PASSWORD: _l("登录方式或密码不对。请再试一次，或改用验证码登录。"),
    Refusal.PASSWORD_SHORT: _l("密码至少要 %(count)d 个字符，一句话最好记。", count=passwords.SHORTEST),
    Refusal.PASSWORD_LONG: _l("密码最多 %(count)d 个字符。", count=passwords.LONGEST),
    Refusal.PASSWORD_DIGITS: _l("密码不能全是数字，请加上几个字母或汉字。"),
    Refusal.PASSWORD_GUESSABLE: _l("这个密码太容易被猜到，请换一句只有您知道的话。"),
    Refusal.ADDRESS_YOURS: _l("这个地址已经是您的登录方式了。"),
    Refusal.ADDRESS_TAKEN: _l("这个地址刚刚有了自己的账号，请直接用它登录。"),
    Refusal.TOO_MANY_ADDRESSES: _l("登录方式已经够多了，请先去掉一个再加。"),
    Refusal.LAST_ADDRESS: _l("这是您唯一的登录方式。请先加上新的，再去掉它。"),
    Refusal.NO_SUCH_PERSON: _l("没有找到这个账号。请对方先登录一次，再填写其邮箱或手机号。"),
    Refusal.LAST_OFFICER: _l("这是最后一位区科协管理员。请先授权另一位，再取消。"),
    Refusal.CHILD_AGE_UNFIT: _l("这里只登记未满 18 岁的孩子。请核对出生年月；满 14 岁也可以用自己的账号。"),
    Refusal.TOO_MANY_CHILDREN: _l("孩子已经登记满了，请先删去不再需要的。"),
    Refusal.TOO_MANY_GUARDIANS: _l("这个孩子的监护人已经满了，请先请其中一位退出。"),
    Refusal.INVITATION_OVER: _l("这个邀请已经用过或过期了。请对方在“我的家人”里重新生成一个链接。"),
    Refusal.TOO_MANY_ORGANISATIONS: _l("您的单位已经登记满了，请先退出不再需要的。"),
    Refusal.ORGANISATION_TWICE: _l("您已经登记过这个名字的单位。请直接用它，或写上校区、部门来区别。"),
    Refusal.LAST_LEAD: _l("您是最后一位负责人。请先邀请同事加入并设为负责人，再退出。"),
    Refusal.LINK_OVER: _l("这个邀请已经用过或过期了。请同事在“我的单位”里重新生成一个链接。"),
    Refusal.PUSH_SERVICE_UNKNOWN: _l("这个浏览器的推送服务不在本站的名单里，不能收通知。请换一个浏览器试试。"),
    Refusal.BAD_DEVICE: _l("浏览器给出的登记不完整。请刷新页面再试一次，或换一个浏览器。"),
    Refusal.TOO_MANY_DEVICES: _l("收通知的设备已经满了，请先去掉不再用的。"),
    Refusal.WRONG_STEP_CODE: _l("这个码不对，或已经用过。请填应用里现在显示的 6 位数字，或一个没用过的备用码。"),
    Refusal.STEP_PAUSED: _l(
        "错的次数太多了，请过 %(minutes)d 分钟再试，或用通行密钥。", minutes=second_step.PAUSE_MINUTES
    ),
    Refusal.STEP_REQUIRED: _l("您的权限要求第二步验证。请先加上另一种，再去掉这一种。"),
    Refusal.NO_FACTOR: _l("这个账号没有设置第二步验证。"),
    Refusal.BAD_PASSKEY: _l("通行密钥没有通过。请再试一次，或换一种方式。"),
    Refusal.TOO_MANY_PASSKEYS: _l("通行密钥已经满了，请先去掉不再用的。"),
    Refusal.RESET_OF_SELF: _l("不能为自己申请。请用备用码登录，或请另一位管理员申请。"),
    Refusal.ASKED_OVER: _l("这个申请已经处理过，或已过期。"),
    Refusal.NEEDS_ANOTHER: _l("要由申请人和本人以外的另一位管理员同意。"),
    Refusal.NAMED_SELF: _l("不能给自己授权，请另一位管理员来做。"),
    Refusal.PERMIT_UNEXPLAINED: _l("请写明为什么要看、要看什么，至少 %(count)d 个字。", count=minors.SHORTEST_REASON),
    Refusal.PERMIT_TOO_LONG: _l("请选今天起 %(count)d 天以内的日子。", count=minors.MOST_DAYS),
    Refusal.NOT_AT_BASE: _l("这个场次不在所选的基地。"),
    Refusal.ADDRESS_UNUSABLE: _l("请填对方完整的邮箱地址。网站能发短信时，也可以填手机号。"),
    Refusal.ASKED_ALREADY: _l("已经问过这个地址，还在等答复。"),
    Refusal.ASKED_TOO_OFTEN: _l("今天问的人太多了，请明天再问。"),
    Refusal.ASKED_NO_MORE: _l("这个邀请已经答复过、收回了，或者过期了。"),
    Refusal.SCOPE_MISSING: _l("基地管理员要选一个基地；区科协管理员不选基地。"),
}


def sentence(refusal: RuleBroken) -> str:
    """The words of a refusal in the language of the page."""
    return str(SENTENCES[Refusal(refusal.code)])
