"""Settings, read once from the environment into one typed object."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
MODES = ("development", "production", "test")
PUSH_SERVICES = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "*.push.apple.com",
    "*.notify.windows.com",
)
"""Whom a browser may name as its push service: those of Chrome, Firefox, Safari and Edge. Nobody else is written to."""

VAPID_KEY = re.compile(r"[A-Za-z0-9_-]{43}")
REDIS_PATIENCE = {"socket_connect_timeout": 1, "socket_timeout": 1}
"""Seconds that a visitor waits for a Redis that does not answer, before limits are counted without it."""


class ConfigError(RuntimeError):
    """A setting is missing or contradicts another; the message says which and what to do."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """Every setting of the site.

    `database_url` is an SQLAlchemy URL; `redis_url` and `smtp_url` may be empty (then SQLite and a page that
    shows outgoing messages stand in). `public_url` is the address that residents type, without a final slash.
    `push_services` are hosts, `*.` for all within a domain; none turns Web Push off. `vapid_private_key` is empty where
    the site makes its own. `template_cache` is a folder that keeps compiled templates from one start to the next; none
    compiles each in every process when it is first wanted. `scan_command` reads each uploaded file on its standard
    input and answers 0 for a clean one; none lets all through.
    """

    mode: str
    secret_key: str
    database_url: str
    redis_url: str = ""
    smtp_url: str = ""
    public_url: str = "http://127.0.0.1:8000"
    mail_from: str = "noreply@sciencepop.example"
    district_file: Path = ROOT / "data" / "district.toml"
    var: Path = VAR
    push_services: tuple[str, ...] = PUSH_SERVICES
    vapid_private_key: str = field(default="", repr=False)
    trusted_proxies: int = 0
    rate_limits: bool = True
    template_cache: Path | None = None
    scan_command: str = ""

    @property
    def is_production(self) -> bool:
        return self.mode == "production"

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> Config:
        """Read the settings. Raises ConfigError when production lacks what it must have."""
        mode = environ.get("SCIENCEPOP_MODE", "development")
        if mode not in MODES:
            raise ConfigError(f"SCIENCEPOP_MODE is {mode!r}; it must be one of {', '.join(MODES)}.")
        var = Path(environ.get("SCIENCEPOP_VAR", str(VAR)))
        port = environ.get("PORT", "8000")
        return cls(
            mode=mode,
            secret_key=_secret_key(mode, environ.get("SECRET_KEY", ""), var),
            database_url=normal_database_url(environ.get("DATABASE_URL") or f"sqlite:///{var / 'site.db'}"),
            redis_url=environ.get("REDIS_URL", ""),
            smtp_url=environ.get("SMTP_URL", ""),
            public_url=environ.get("PUBLIC_URL", f"http://127.0.0.1:{port}").rstrip("/"),
            mail_from=environ.get("MAIL_FROM", cls.mail_from),
            district_file=Path(environ.get("DISTRICT_FILE", str(cls.district_file))),
            var=var,
            push_services=_hosts(environ.get("PUSH_SERVICES", ",".join(PUSH_SERVICES))),
            vapid_private_key=_vapid_key(environ.get("VAPID_PRIVATE_KEY", "").strip()),
            trusted_proxies=int(environ.get("TRUSTED_PROXIES", "0")),
            rate_limits=environ.get("RATE_LIMITS", "on") != "off",
            template_cache=Path(environ["TEMPLATE_CACHE"]) if environ.get("TEMPLATE_CACHE") else None,
            scan_command=environ.get("SCAN_COMMAND", "").strip(),
        )

    def for_flask(self) -> dict[str, Any]:
        """The same settings under the names that Flask and its extensions read."""
        return {
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": not self.database_url.startswith("sqlite")},
            "TESTING": self.mode == "test",
            "MAX_CONTENT_LENGTH": 8 * 1024 * 1024,
            "SCAN_COMMAND": self.scan_command,
            "MAX_FORM_MEMORY_SIZE": 512 * 1024,
            "MAX_FORM_PARTS": 600,
            "SESSION_COOKIE_NAME": "sp_session",
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.is_production,
            "SESSION_COOKIE_PATH": "/",
            "REMEMBER_COOKIE_NAME": "sp_remember",
            "REMEMBER_COOKIE_HTTPONLY": True,
            "REMEMBER_COOKIE_SAMESITE": "Lax",
            "REMEMBER_COOKIE_SECURE": self.is_production,
            "PERMANENT_SESSION_LIFETIME": 60 * 60 * 24 * 30,
            "WTF_CSRF_TIME_LIMIT": None,
            "BABEL_DEFAULT_LOCALE": "zh_Hans_CN",
            "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
            "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "sciencepop" / "translations"),
            "RATELIMIT_ENABLED": self.rate_limits,
            "RATELIMIT_STORAGE_URI": self.redis_url or "memory://",
            "RATELIMIT_STORAGE_OPTIONS": REDIS_PATIENCE if self.redis_url else {},
            "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": bool(self.redis_url),  # each process counts while Redis is away
            "RATELIMIT_SWALLOW_ERRORS": bool(self.redis_url),  # of two requests that find it away, one would fail
            "RATELIMIT_HEADERS_ENABLED": False,
        }


def normal_database_url(url: str) -> str:
    """Name the driver that the project ships (psycopg 3) in a plain PostgreSQL address."""
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url[len(plain) :]
    return url


def _hosts(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (host.strip().lower() for host in text.split(","))))


def _vapid_key(given: str) -> str:
    if given and not VAPID_KEY.fullmatch(given):
        raise ConfigError(
            "VAPID_PRIVATE_KEY must be the 32 bytes of a P-256 key as base64url (43 characters); leave it out and the "
            "site makes one and keeps it in the database."
        )
    return given


def _secret_key(mode: str, given: str, var: Path) -> str:
    if given:
        return given
    if mode == "production":
        raise ConfigError(
            "SECRET_KEY is not set. Production signs sign-ins and tickets with it: set SECRET_KEY to a long "
            "random text, the same for every process, and keep it secret."
        )
    if mode == "test":
        return "only-for-tests"
    path = var / "secret_key"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
        path.chmod(0o600)
    return path.read_text(encoding="ascii").strip()
