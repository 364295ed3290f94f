"""Web Push (RFC 8030): a row of the outbox to one device, encrypted for it alone (RFC 8291) and signed (RFC 8292).

pywebpush and what it needs are loaded at the first push, so a process that sends none does not carry them.
"""

from __future__ import annotations

import hashlib
import json
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from sciencepop.accounts.models import Device
from sciencepop.accounts.queries.devices import find_device
from sciencepop.accounts.rules.devices import is_push_service
from sciencepop.core.config import Config
from sciencepop.core.db import db
from sciencepop.core.webpush import private_key
from sciencepop.notify.carriers import NoMailbox, NotNow, Parcel, Refused
from sciencepop.notify.rules import PUSH_SECONDS, PushAnswer, read_push_answer


class WebPush:
    """Carries pushes for one run; a service that does not answer is not asked again in the same run."""

    is_real = True

    def __init__(self, config: Config) -> None:
        self.services = config.push_services
        self.contact = contact_of(config)
        self._silent: set[str] = set()
        self._session: Any = None
        self._signer: Any = None

    def carry(self, parcel: Parcel) -> None:
        """Hand one push over. Raises NoMailbox for a device that is gone, Refused or NotNow with the answer's code."""
        device, key = self._look_up(parcel)
        host = urlsplit(device.endpoint).netloc
        if host in self._silent:
            raise NotNow("the push service does not answer")
        status = self._post(device, parcel, key)
        answer = read_push_answer(status)
        if answer is PushAnswer.GONE:
            raise NoMailbox(f"push {status}")
        if answer is PushAnswer.REFUSED:
            raise Refused(f"push {status}")
        if answer is PushAnswer.LATER:
            raise NotNow(f"push {status}")

    def _look_up(self, parcel: Parcel) -> tuple[Device, str]:
        session = db.session()
        device, key = find_device(session, parcel.address), private_key(session)
        if device is not None:
            session.expunge(device)
        session.rollback()
        if device is None:
            raise NoMailbox("no such device")
        if not is_push_service(device.endpoint, self.services):
            raise NoMailbox("no push service of the settings")
        if not key:
            raise NotNow("this process has no VAPID key")
        return device, key

    def _post(self, device: Device, parcel: Parcel, key: str) -> int:
        """The status of the service's answer."""
        import requests
        from pywebpush import WebPushException, webpush

        signer = self._signer_of(key)
        try:
            answer = webpush(
                {"endpoint": device.endpoint, "keys": {"p256dh": device.p256dh, "auth": device.auth}},
                payload_of(parcel),
                vapid_private_key=signer,
                vapid_claims={"sub": self.contact},
                ttl=(parcel.ttl_minutes or 0) * 60,
                headers={"Urgency": parcel.urgency or "normal", "Topic": topic_of(parcel.dedup_key)},
                timeout=PUSH_SECONDS,
                requests_session=self._opened(),
            )
        except requests.RequestException as error:  # Some of these are ValueErrors too.
            self._silent.add(urlsplit(device.endpoint).netloc)
            raise NotNow(type(error).__name__) from None
        except WebPushException as error:
            if error.response is None:
                raise NoMailbox("the device's keys are none") from None
            return int(error.response.status_code)
        except ValueError:
            raise NoMailbox("the device's keys are none") from None
        return int(answer.status_code)

    def _opened(self) -> Any:
        """One session, so that many pushes to a service share a connection. A redirect is an error."""
        import requests

        if self._session is None:
            self._session = requests.Session()
            self._session.max_redirects = 0
        return self._session

    def _signer_of(self, key: str) -> Any:
        from py_vapid import Vapid

        if self._signer is None:
            self._signer = Vapid.from_string(key)
        return self._signer

    def __enter__(self) -> WebPush:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._session is not None:
            self._session.close()


def payload_of(parcel: Parcel) -> str:
    """What the service worker gets. The same message has the same tag, so that it replaces itself if it comes twice."""
    link = parcel.link or "/"
    shown = {"title": parcel.subject, "text": parcel.body, "link": link, "tag": topic_of(parcel.dedup_key)}
    return json.dumps(shown | {"lang": "en" if link.startswith("/en/") else "zh-Hans"}, ensure_ascii=False)


def topic_of(dedup_key: str) -> str:
    """32 characters that are always the same for a row and tell nothing of it (RFC 8030 5.4)."""
    return hashlib.sha256(dedup_key.encode()).hexdigest()[:32]


def contact_of(config: Config) -> str:
    """Whom a push service may ask about our pushes (RFC 8292 2.1)."""
    site = urlsplit(config.public_url)
    if site.scheme == "https" and "." in (site.hostname or ""):
        return f"https://{site.hostname}"
    return f"mailto:{parseaddr(config.mail_from)[1]}"
