"""The door to the mailbox where returned letters arrive; what people write there is left alone."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

SECONDS = 30
MOST = 200
LARGEST = 200_000
REPORTS = '(UNSEEN HEADER Content-Type "report")'


class Mailbox:
    """One folder, open: its unread reports, and those that were understood."""

    def __init__(self, server: imaplib.IMAP4) -> None:
        self.server = server

    def reports(self) -> Iterator[tuple[str, bytes]]:
        """The unread reports, oldest first, each under its number; reading marks nothing."""
        _, found = self.server.uid("SEARCH", REPORTS)
        for number in (found[0] or b"").split()[:MOST]:
            _, parts = self.server.uid("FETCH", number.decode(), f"(BODY.PEEK[]<0.{LARGEST}>)")
            for part in parts:
                if isinstance(part, tuple):
                    yield number.decode(), part[1]

    def understood(self, number: str) -> None:
        """Mark a report as read."""
        self.server.uid("STORE", number, "+FLAGS", r"(\Seen)")


@contextmanager
def opened(url: str) -> Iterator[Mailbox]:
    """The mailbox at `imaps://user:password@host:port/folder`. Raises `OSError` and IMAP errors."""
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    server: imaplib.IMAP4
    if parts.scheme == "imaps":
        context = ssl.create_default_context()
        server = imaplib.IMAP4_SSL(host, parts.port or 993, ssl_context=context, timeout=SECONDS)
    else:
        server = imaplib.IMAP4(host, parts.port or 143, timeout=SECONDS)
    with server:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        folder = unquote(parts.path.strip("/")) or "INBOX"
        server.select(f'"{folder}"')
        yield Mailbox(server)
