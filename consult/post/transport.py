"""What carries letters away, and what it answers when it does not."""

from __future__ import annotations

import re
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from consult.errors import Invalid

UNREACHABLE = "unreachable"
SECONDS = 30
_BUSY = 421  # the server closes this connection; another one may do


class Transport(Protocol):
    """What carries a message away."""

    def __call__(self, message: EmailMessage) -> None:
        """Deliver or raise."""
        ...


class Unreachable(ConnectionError):
    """No server answers: no letter can leave for now."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a letter did not leave; `forever` when trying again would change nothing.

    `for_all` says that no other letter can leave either.
    """

    words: str
    forever: bool = False
    for_all: bool = False

    @classmethod
    def of(cls, error: Exception) -> Trouble:
        """A refusal of the recipient or of the words is final; a busy or absent server is not."""
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            code, words = next(iter(error.recipients.values()))
            return cls(_said(code, words), forever=code >= 500)
        if isinstance(error, smtplib.SMTPDataError):
            code = error.smtp_code
            return cls(_said(code, error.smtp_error), forever=code >= 500)
        if isinstance(error, smtplib.SMTPAuthenticationError):
            return cls(_said(error.smtp_code, error.smtp_error), for_all=True)
        if isinstance(error, smtplib.SMTPResponseException):
            return cls(_said(error.smtp_code, error.smtp_error))
        if isinstance(error, Unreachable | ConnectionRefusedError):
            return cls(f"{UNREACHABLE}: {error}", for_all=True)
        if isinstance(error, smtplib.SMTPNotSupportedError | Invalid | UnicodeError):
            return cls(f"{type(error).__name__}: {error}"[:500], forever=True)
        return cls(f"{type(error).__name__}: {error}"[:500])


def _said(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(f"{code} {text}".split())[:500]


def to_folder(folder: Path) -> Transport:
    """Write letters as .eml files: what a laptop does."""

    def deliver(message: EmailMessage) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^\w.-]", "_", message["Message-ID"].strip("<>"))
        (folder / f"{name}.eml").write_bytes(message.as_bytes())

    return deliver


class Server:
    """An SMTP server: one connection carries letter after letter until `hang_up`.

    After an error it connects anew. A message is never given twice by itself: what happened
    to it once it was under way is for the outbox to judge.
    """

    def __init__(self, url: str) -> None:
        self.parts = urlsplit(url)
        self.open: smtplib.SMTP | None = None

    def __call__(self, message: EmailMessage) -> None:
        """Deliver or raise; raises `Unreachable` when no connection can be made."""
        fresh = self.open is None
        server = self.open or self._connected()
        try:
            server.send_message(message)
        except smtplib.SMTPSenderRefused as error:
            if error.smtp_code != _BUSY:
                raise
            self.hang_up()
            if fresh:
                raise
            self._connected().send_message(message)  # it took nothing: it was weary of us
        except (smtplib.SMTPException, OSError) as error:
            answered = isinstance(
                error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused
            )
            if not answered or server.sock is None:  # after 421 there is no connection left
                self.hang_up()
            raise

    def hang_up(self) -> None:
        """Close the connection, politely where the server still listens."""
        server, self.open = self.open, None
        if server is not None:
            try:
                server.quit()
            except (smtplib.SMTPException, OSError):
                server.close()

    def _connected(self) -> smtplib.SMTP:
        try:
            self.open = self._opened()
        except smtplib.SMTPAuthenticationError:
            raise
        except (smtplib.SMTPException, OSError) as error:
            raise Unreachable(str(error)) from error
        return self.open

    def _opened(self) -> smtplib.SMTP:
        host, port = self.parts.hostname or "localhost", self.parts.port
        context = ssl.create_default_context()
        server: smtplib.SMTP
        if self.parts.scheme == "smtps":
            server = smtplib.SMTP_SSL(host, port or 465, timeout=SECONDS, context=context)
        else:
            server = smtplib.SMTP(host, port or 25, timeout=SECONDS)
        try:
            server.ehlo_or_helo_if_needed()
            if self.parts.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls(context=context)
            if self.parts.username:
                server.login(unquote(self.parts.username), unquote(self.parts.password or ""))
        except BaseException:
            server.close()
            raise
        return server


def to_server(url: str) -> Server:
    """Hand letters to an SMTP server: `smtp://user:password@host:port` or `smtps://…`."""
    return Server(url)
