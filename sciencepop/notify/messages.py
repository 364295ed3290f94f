"""Sentences for whoever operates the site: why a mail server did not take a message, and what bounced."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from sciencepop.notify.bounces import Outcome
from sciencepop.notify.mail import NO_ENCRYPTION, UNTRUSTED

WHY = {
    NO_ENCRYPTION: _l("邮件服务器不支持加密，所以没有把密码发给它。请改用 smtps://，或换一个支持 STARTTLS 的端口。"),
    UNTRUSTED: _l("邮件服务器的证书不可信。请核对主机名；自建证书请用 SSL_CERT_FILE 指定。"),
    "SMTPAuthenticationError": _l("邮件服务器不接受 SMTP_URL 里的用户名和密码。"),
    "SMTPSenderRefused": _l("邮件服务器不接受发件人，请核对 MAIL_FROM。"),
    "SMTPRecipientsRefused": _l("邮件服务器不接受这个收件地址。"),
    "SMTPDataError": _l("邮件服务器不接受这封邮件。"),
    "gaierror": _l("找不到邮件服务器，请核对 SMTP_URL 里的主机名。"),
    "ConnectionRefusedError": _l("邮件服务器没有应答，请核对 SMTP_URL 里的主机名和端口。"),
    "TimeoutError": _l("邮件服务器没有应答，请核对 SMTP_URL 里的主机名、端口和防火墙。"),
    "SSLError": _l("邮件服务器在这个端口不直接加密，请改用 smtp://，或换一个端口。"),
    "SMTPServerDisconnected": _l("邮件服务器挂断了。如果这个端口一开始就加密（如 465），请改用 smtps://。"),
    "no such address": _l("这不是一个邮箱地址。"),
}

OUTCOMES = {
    Outcome.LOST: _l("邮箱已不存在，以后只发验证码："),
    Outcome.KEPT: _l("只是这次没送到，照常再写："),
    Outcome.ERASED: _l("信已清除，不再追究："),
    Outcome.STRANGE: _l("不是本站的信的退信报告，没有理会："),
}
"""What became of the reports that `flask mail bounces` read; a number follows."""


def explain(why: str) -> str:
    """A carrier's reason in words and, in brackets, as the outbox keeps it."""
    words = next((words for start, words in WHY.items() if why.startswith(start)), _l("邮件没有发出。"))
    return f"{words} [{why}]"
