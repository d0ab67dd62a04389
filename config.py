"""Settings: frozen, typed, and the only reader of the environment."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent
LOCALES = ("fr", "en")
ENGINES = ("model", "words")


class SettingsError(RuntimeError):
    """A setting cannot be used; the message names the variable."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What one process is told from outside. Nothing below reads the environment."""

    secret_key: str
    database_url: str
    storage_url: str
    base_url: str
    smtp_url: str | None = None
    mail_from: str = "consult@localhost"
    mail_reply_to: str = ""
    mail_rate: int = 6000
    outbox_delay: int = 20
    imap_url: str | None = None
    federation: str = ""
    default_locale: str = "fr"
    default_timezone: str = "Europe/Paris"
    metrics_token: str | None = None
    clamd_url: str | None = None
    suggestions: str = "model"
    assistant_url: str | None = None
    assistant_model: str = ""
    assistant_key: str | None = field(default=None, repr=False)
    port: int = 8000
    grace_seconds: int = 120
    max_body_mb: int = 64
    trusted_proxies: int = 0
    root: Path = ROOT

    @property
    def var(self) -> Path:
        """Where a one-machine installation keeps its data, letters and notes."""
        return self.root / "var"

    @property
    def secure(self) -> bool:
        """Cookies are marked Secure when the public address is HTTPS."""
        return urlsplit(self.base_url).scheme == "https"

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Self:
        """Fail at start-up, naming the variable, rather than at the first request."""
        env = os.environ if env is None else env  # noqa: TID251 - the only reader
        port = _whole_number(env, "PORT", 8000)
        base_url = env.get("BASE_URL") or f"http://127.0.0.1:{port}"
        if urlsplit(base_url).scheme not in ("http", "https") or not urlsplit(base_url).netloc:
            raise SettingsError("BASE_URL must be an http:// or https:// address.")
        locale = env.get("DEFAULT_LOCALE") or "fr"
        if locale not in LOCALES:
            raise SettingsError(f"DEFAULT_LOCALE must be one of {', '.join(LOCALES)}.")
        timezone = env.get("DEFAULT_TIMEZONE") or "Europe/Paris"
        try:
            ZoneInfo(timezone)
        except (KeyError, ValueError, OSError) as error:
            raise SettingsError(f"DEFAULT_TIMEZONE is not a time zone: {timezone}.") from error
        var = ROOT / "var"
        return cls(
            secret_key=env.get("SECRET_KEY") or _kept_secret(var),
            database_url=env.get("DATABASE_URL") or f"sqlite:///{var / 'consult.db'}",
            storage_url=env.get("STORAGE_URL") or str(var / "files"),
            base_url=base_url.rstrip("/"),
            smtp_url=env.get("SMTP_URL") or None,
            mail_from=env.get("MAIL_FROM") or "consult@localhost",
            mail_reply_to=_address(env.get("MAIL_REPLY_TO") or ""),
            mail_rate=_whole_number(env, "MAIL_RATE", 6000) or 6000,
            outbox_delay=_whole_number(env, "OUTBOX_DELAY", 20),
            imap_url=_mailbox(env.get("IMAP_URL") or None),
            federation=env.get("FEDERATION") or "",
            default_locale=locale,
            default_timezone=timezone,
            metrics_token=env.get("METRICS_TOKEN") or None,
            suggestions=_engine(env.get("SUGGESTIONS") or "model"),
            assistant_url=_assistant(env.get("ASSISTANT_URL") or None, env),
            assistant_model=env.get("ASSISTANT_MODEL") or "",
            assistant_key=env.get("ASSISTANT_KEY") or None,
            clamd_url=_scanner(env.get("CLAMD_URL") or None),
            port=port,
            grace_seconds=_whole_number(env, "GRACE_SECONDS", 120),
            max_body_mb=_whole_number(env, "MAX_BODY_MB", 64),
            trusted_proxies=_whole_number(env, "TRUSTED_PROXIES", 0),
        )


def _whole_number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name)
    if not text:
        return default
    if not text.isdecimal():
        raise SettingsError(f"{name} must be a whole number.")
    return int(text)


def _engine(name: str) -> str:
    """What proposes themes: `model` reads with the sentence encoder, `words` without."""
    if name not in ENGINES:
        raise SettingsError(f"SUGGESTIONS must be one of {', '.join(ENGINES)}.")
    return name


def _assistant(url: str | None, env: Mapping[str, str]) -> str | None:
    """An OpenAI-compatible address; in clear text only on this very machine."""
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise SettingsError("ASSISTANT_URL is no address.") from error
    plain = port is None or port > 0
    if not host or not plain or parts.username or parts.scheme not in ("http", "https"):
        raise SettingsError("ASSISTANT_URL must be an http:// or https:// address.")
    if parts.scheme == "http" and not _is_here(host):
        raise SettingsError("ASSISTANT_URL must be https:// unless it is on this machine.")
    if not env.get("ASSISTANT_MODEL"):
        raise SettingsError("ASSISTANT_MODEL must name the model to ask for.")
    return url


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _scanner(url: str | None) -> str | None:
    """Where clamd listens: tcp://host:port or unix:///path."""
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        tcp = parts.scheme == "tcp" and bool(parts.hostname) and bool(parts.port)
    except ValueError:
        tcp = False
    if not tcp and not (url.startswith("unix:///") and len(url) > len("unix:///")):
        raise SettingsError("CLAMD_URL must be tcp://host:port or unix:///path.")
    return url


def _address(text: str) -> str:
    """One e-mail address or nothing; what may stand in a header is for the outbox to judge."""
    if text and ("@" not in text or any(char.isspace() for char in text)):
        raise SettingsError("MAIL_REPLY_TO must be an e-mail address.")
    return text


def _mailbox(url: str | None) -> str | None:
    """Where returned letters arrive: imap://user:password@host:port/folder, or imaps://…."""
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("imap", "imaps") and bool(parts.hostname and parts.username)
        good = good and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good:
        raise SettingsError("IMAP_URL must be imaps://user:password@host:port/folder.")
    return url


def _kept_secret(var: Path) -> str:
    """A key made once and kept beside the database, so that `make run` needs no ceremony."""
    path = var / "secret_key"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            return path.read_text()
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
    return path.read_text()
