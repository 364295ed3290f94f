"""A real SMTP server on this machine, in the clear or with TLS, and certificates made for it."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from tests.ports import free_port


@dataclass
class MailServer:
    """Keeps what it is handed. `refuse` answers instead of accepting; `stuck` mail gets no answer at all.

    `logins` are the names and passwords that it was told. Some mailboxes are special: nobody@… does not exist, later@…
    is full today.
    """

    port: int
    raw: list[bytes] = field(default_factory=list)
    refuse: list[str] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    senders_refused: bool = False
    stuck: set[str] = field(default_factory=set)
    is_stuck: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def url_with(self, scheme: str = "smtp", login: str = "site:secret", host: str = "127.0.0.1") -> str:
        return f"{scheme}://{login}@{host}:{self.port}"

    @property
    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=policy.default) for raw in self.raw]  # type: ignore[misc]

    def authenticate(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, told: Any) -> AuthResult:
        name, password = told.login.decode(), told.password.decode()
        self.logins.append((name, password))
        return AuthResult(success=password == "secret", handled=False)

    async def handle_MAIL(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.senders_refused:
            return "553 not from you"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.stuck.intersection(envelope.rcpt_tos):
            import asyncio

            self.is_stuck.set()
            await asyncio.Event().wait()
        if self.refuse:
            return self.refuse.pop(0)
        self.raw.append(envelope.content)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if address.startswith("nobody"):
            return "550 no such mailbox"
        if address.startswith("later"):
            return "451 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@dataclass(frozen=True)
class Certificate:
    """A certificate and its key as files; it is its own authority, so that a test can trust it."""

    public: Path
    key: Path

    @classmethod
    def make(cls, folder: Path, name: str = "IP:127.0.0.1") -> Certificate:
        """A certificate for a name, as a subjectAltName writes it. Missing openssl is a failure, never a skip."""
        openssl = shutil.which("openssl")
        if openssl is None:
            raise RuntimeError("openssl is not installed. Run `make services`, then run the tests again.")
        made = cls(folder / "mail.crt", folder / "mail.key")
        subprocess.run(
            [
                *(openssl, "req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=mail.example"),
                *("-newkey", "rsa:2048", "-keyout", str(made.key), "-out", str(made.public)),
                *("-addext", f"subjectAltName={name}", "-addext", "keyUsage=critical,digitalSignature,keyCertSign"),
            ],
            check=True,
            capture_output=True,
        )
        return made

    def context(self) -> ssl.SSLContext:
        """What a server shows it with."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.public, self.key)
        return context


@contextmanager
def serving(**options: Any) -> Iterator[MailServer]:
    """A running server; `options` are those of aiosmtpd, such as `tls_context` (STARTTLS) or `ssl_context` (smtps)."""
    server = MailServer(free_port())
    controller = Controller(
        server, hostname="127.0.0.1", port=server.port, authenticator=server.authenticate, **options
    )
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
