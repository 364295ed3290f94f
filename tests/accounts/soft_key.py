"""A passkey in software: what a browser would answer for a site, without a browser."""

from __future__ import annotations

import hashlib
import json
import struct
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url

PRESENT, WITH_KEY = 0x01, 0x40


class SoftKey:
    """One key pair for one domain. `origin` is the page that asks for it, the domain's own or another's."""

    def __init__(self, domain: str, name: bytes = b"a passkey in a test") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.domain, self.name, self.count = domain, name, 0

    def made(self, asked: str, origin: str) -> str:
        """The answer to being asked for a new one."""
        numbers = self.key.public_key().public_numbers()
        point = {-2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        about = bytes(16) + struct.pack(">H", len(self.name)) + self.name + cbor2.dumps({1: 2, 3: -7, -1: 1, **point})
        shown = self._shown(PRESENT | WITH_KEY) + about
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": shown})
        said = self._said("webauthn.create", asked, origin)
        return self._answer(clientDataJSON=said, attestationObject=attestation)

    def signed(self, asked: str, origin: str) -> str:
        """The answer to being asked to show it."""
        self.count += 1
        said, shown = self._said("webauthn.get", asked, origin), self._shown(PRESENT)
        signature = self.key.sign(shown + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=said, authenticatorData=shown, signature=signature)

    def _shown(self, flags: int) -> bytes:
        return hashlib.sha256(self.domain.encode()).digest() + bytes([flags]) + struct.pack(">I", self.count)

    def _said(self, kind: str, asked: str, origin: str) -> bytes:
        said = {"type": kind, "challenge": json.loads(asked)["challenge"], "origin": origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _answer(self, **response: bytes) -> str:
        name = bytes_to_base64url(self.name)
        parts: dict[str, Any] = {key: bytes_to_base64url(value) for key, value in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": parts})
