"""Mail: a row of the outbox as a MIME message (RFC 5322, 2045; invitations RFC 6047), and its way to an SMTP server.

Certificates are always verified: against the system's authorities, or those of the file in SSL_CERT_FILE. A server that
fails, or that would have the password in the clear, gets nothing; the message stays owed.
"""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import Policy
from email.policy import default as default_policy
from types import TracebackType
from urllib.parse import unquote, urlsplit

from sciencepop.core.signing import keyed_hash
from sciencepop.notify.carriers import NoMailbox, NotNow, Parcel, Refused
from sciencepop.notify.rules import SMTP_SECONDS, Protection, choose_protection, is_mailbox_gone, message_id

NO_ENCRYPTION = "the mail server offers no encryption, so the password was not sent"
UNTRUSTED = "the mail server's certificate is not trusted"


@dataclass(frozen=True)
class Server:
    """Where mail is handed over. `is_tls` from the first byte (smtps); otherwise see `rules.choose_protection`."""

    host: str
    port: int
    user: str
    password: str
    is_tls: bool

    @classmethod
    def from_url(cls, url: str) -> Server:
        """Read `smtp://user:pass@host:port` or `smtps://…`; user and password percent-encoded. Raises ValueError."""
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("SMTP_URL must look like smtp://user:password@host:port or smtps://…")
        is_tls = parts.scheme == "smtps"
        port = parts.port or (465 if is_tls else 587 if parts.username else 25)
        return cls(parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or ""), is_tls)


class Unfolded(UnstructuredHeader, BaseHeader):
    """A header that stays one line. The standard folding writes a long address as an encoded word, which nobody reads.

    RFC 5322 2.1.1 allows 998 characters.
    """

    max_count = 1

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_headers = HeaderRegistry()
_headers.map_to_type("list-unsubscribe", Unfolded)
POLICY = default_policy.clone(header_factory=_headers)


def build_message(parcel: Parcel, *, sender: str, domain: str) -> EmailMessage:
    """The whole message: text, HTML and `text/calendar; method=…` side by side, and the calendar as an .ics file too.

    What can be stopped says how in a header, so that the reader's own program has a button for it (RFC 8058).
    """
    message = EmailMessage(POLICY)
    message["From"] = sender
    message["To"] = Address(addr_spec=parcel.address)
    message["Subject"] = " ".join(parcel.subject.split())
    message["Date"] = parcel.created_at
    message["Message-ID"] = message_id(parcel.id, mark_of(parcel.id, parcel.dedup_key), domain)
    message["Auto-Submitted"] = "auto-generated"
    if parcel.stop_url:
        message["List-Unsubscribe"] = f"<{parcel.stop_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(parcel.body, cte="base64")
    if parcel.html is not None:
        message.add_alternative(parcel.html, subtype="html", cte="base64")
    if parcel.calendar is not None:
        method = parcel.calendar_method or "PUBLISH"
        message.add_alternative(
            parcel.calendar,
            maintype="text",
            subtype="calendar",
            cte="base64",
            params={"charset": "utf-8", "method": method},
        )
        name = "cancel.ics" if method == "CANCEL" else "invite.ics"
        message.add_attachment(parcel.calendar, maintype="application", subtype="ics", filename=name)
    return message


def mark_of(number: int, dedup_key: str) -> str:
    """What in a Message-ID proves that this site wrote the letter: 128 bits of a keyed hash."""
    return keyed_hash("message-id", str(number), dedup_key)[:32]


class Smtp:
    """A connection to the mail server, opened at the first message of a run and used for all of them."""

    is_real = True

    def __init__(self, url: str, *, sender: str, domain: str) -> None:
        self.server = Server.from_url(url)
        self.sender = sender
        self.domain = domain
        self.protection: Protection | None = None
        """Of the connection that was dialled last."""
        self._connection: smtplib.SMTP | None = None

    def __enter__(self) -> Smtp:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _tb: TracebackType | None
    ) -> None:
        self._hang_up()

    def carry(self, parcel: Parcel) -> None:
        """Hand one message over. Raises Refused or NotNow, with the server's code and without the address."""
        try:
            message = build_message(parcel, sender=self.sender, domain=self.domain)
        except (ValueError, IndexError, MessageError) as error:
            raise Refused(f"no such address or subject ({type(error).__name__})") from None
        try:
            self._connected().send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, said = max(error.recipients.values(), default=(0, b""))
            if is_mailbox_gone(code, said.decode("ascii", "replace")):
                raise NoMailbox(f"{type(error).__name__} {code}") from None
            raise _answer(error, code, is_final=code >= 500) from None
        except smtplib.SMTPDataError as error:
            raise _answer(error, error.smtp_code, is_final=error.smtp_code >= 500) from None
        except smtplib.SMTPResponseException as error:
            self._hang_up()
            raise _answer(error, error.smtp_code, is_final=False) from None
        except ssl.SSLCertVerificationError as error:
            raise NotNow(f"{UNTRUSTED}: {error.verify_message}") from None
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            raise _answer(error, 0, is_final=False) from None

    def _connected(self) -> smtplib.SMTP:
        if self._connection is not None and not self._is_alive(self._connection):
            self._hang_up()
        if self._connection is None:
            self._connection = self._dial()
        return self._connection

    def _dial(self) -> smtplib.SMTP:
        server = self.server
        context = ssl.create_default_context()
        if server.is_tls:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=SMTP_SECONDS, context=context)
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=SMTP_SECONDS)
        try:
            connection.ehlo()
            self.protection = choose_protection(
                is_tls=server.is_tls,
                offers_starttls=connection.has_extn("starttls"),
                has_login=bool(server.user),
                host=server.host,
            )
            if self.protection is Protection.REFUSED:
                raise NotNow(NO_ENCRYPTION)
            if self.protection is Protection.STARTTLS:
                connection.starttls(context=context)
                connection.ehlo()
            if server.user:
                connection.login(server.user, server.password)
        except BaseException:
            connection.close()
            raise
        return connection

    @staticmethod
    def _is_alive(connection: smtplib.SMTP) -> bool:
        try:
            return connection.noop()[0] == 250
        except (smtplib.SMTPException, OSError):
            return False

    def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            connection.quit()
        except (smtplib.SMTPException, OSError):
            connection.close()


def _answer(error: Exception, code: int, *, is_final: bool) -> Exception:
    text = f"{type(error).__name__} {code}".removesuffix(" 0")
    return Refused(text) if is_final else NotNow(text)
