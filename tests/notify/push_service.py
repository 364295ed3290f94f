"""A push service on this machine, and browsers that subscribed to it: it checks who sends, they read what came."""

from __future__ import annotations

import base64
import json
import os
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.notify.mail_server import Certificate

POINT = (Encoding.X962, PublicFormat.UncompressedPoint)


def text_of(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Browser:
    """A subscription, with the private half that never leaves a real browser."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def keys(self) -> dict[str, str]:
        """What the browser gives to the site."""
        point = self.key.public_key().public_bytes(*POINT)
        return {"endpoint": self.endpoint, "p256dh": text_of(point), "auth": text_of(self.secret)}

    def read(self, body: bytes) -> Any:
        """What its service worker gets. Raises for what was not encrypted for it."""
        return json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret, version="aes128gcm"))


@dataclass
class Push:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class PushService:
    """Takes what is signed by `public_key` for this very service; `answers` are given instead, in their order."""

    url: str
    public_key: str = ""
    answers: list[int] = field(default_factory=list)
    taken: list[Push] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def host(self) -> str:
        return self.url.removeprefix("https://")

    def subscribe(self, name: str = "one") -> Browser:
        return Browser(f"{self.url}/push/{name}")

    def answer(self, push: Push) -> int:
        wrong = self._fault_of(push)
        if wrong:
            self.refused.append(wrong)
            return 403
        status = self.answers.pop(0) if self.answers else 201
        if status == 201:
            self.taken.append(push)
        return status

    def _fault_of(self, push: Push) -> str:
        """What RFC 8292 and 8030 would have a service object to; '' for nothing."""
        scheme, _space, rest = push.headers.get("authorization", "").partition(" ")
        given = dict(pair.strip().split("=", 1) for pair in rest.split(","))
        if scheme != "vapid" or given.get("k") != self.public_key:
            return "not signed with the subscription's key"
        head, claims_text, signature = given["t"].split(".")
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes_of(given["k"]))
        raw = bytes_of(signature)
        der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        key.verify(der, f"{head}.{claims_text}".encode(), ec.ECDSA(SHA256()))
        claims = json.loads(bytes_of(claims_text))
        now = time.time()
        if claims["aud"] != self.url or not now < claims["exp"] <= now + 24 * 3600 or "sub" not in claims:
            return f"claims {claims}"
        if push.headers.get("content-encoding") != "aes128gcm" or int(push.headers["ttl"]) < 0:
            return "headers"
        return "" if len(push.body) <= 4096 else "too large"


def handler_of(service: PushService) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status = service.answer(Push(self.path, headers, body))
            self.send_response(status)
            if status == 307:
                self.send_header("Location", f"{service.url}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_arguments: Any) -> None:
            pass

    return Handler


@contextmanager
def push_service_running(certificate: Certificate) -> Iterator[PushService]:
    """A running service behind TLS; its certificate is its own authority."""
    service = PushService("")
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(service))
    context: ssl.SSLContext = certificate.context()
    server.socket = context.wrap_socket(server.socket, server_side=True)
    service.url = f"https://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
