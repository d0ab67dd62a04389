"""Letters: a row written with the fact it reports, delivered by the queue afterwards."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app
from sqlalchemy import Index
from sqlalchemy.orm import Mapped, Session, mapped_column

from consult import db, jobs
from consult.db import Base
from consult.errors import Invalid

DELIVER = "deliver_letter"
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+\.[^\s@<>,;:\"()\[\]\\]+")


class LetterState(StrEnum):
    """Where a letter stands."""

    PLANNED = "planned"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A small text file that goes with a letter, such as a date for a calendar.

    `params` are those of its media type, besides the charset.
    """

    filename: str
    media_type: str
    content: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be said to whom; `key` makes the same letter twice one letter."""

    key: str
    kind: str
    to: str
    subject: str
    body: str
    reply_to: str = ""
    enclosures: tuple[Enclosure, ...] = ()


def paragraphs(*said: str) -> str:
    """The body of a letter: its paragraphs, each after an empty line."""
    return "\n\n".join(said) + "\n"


class OutboxLetter(Base):
    """A letter in the outbox; `attachments` are its enclosures, field by field."""

    __tablename__ = "letter"
    __table_args__ = (Index(None, "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    recipient: Mapped[str]
    reply_to: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    attachments: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[LetterState]
    planned_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


def is_address(text: str) -> bool:
    """Whether `text` can stand as one e-mail address in a header."""
    return len(text) <= 254 and text.isprintable() and _ADDRESS.fullmatch(text) is not None


def header_text(text: str) -> str:
    """A text fit for a header: one line, nothing that decodes into another header.

    CPython before 3.11.10 wrote a real Bcc line out of an encoded word (CVE-2024-6923).
    """
    return " ".join(text.replace("=?", "= ?").split())


def enqueue(session: Session, letter: Letter, *, at: datetime) -> OutboxLetter:
    """Write the letter and the job that delivers it, in the caller's transaction.

    Raises `Invalid` for something that is not an address.
    """
    if not is_address(letter.to):
        raise Invalid(letter.to)
    known = session.query(OutboxLetter).filter_by(key=letter.key).one_or_none()
    if known is not None:
        return known
    row = OutboxLetter(
        key=letter.key,
        kind=letter.kind,
        recipient=letter.to,
        reply_to=letter.reply_to if is_address(letter.reply_to) else "",
        subject=header_text(letter.subject),
        body=letter.body,
        attachments=[asdict(one) for one in letter.enclosures],
        state=LetterState.PLANNED,
        planned_at=at,
        sent_at=None,
    )
    session.add(row)
    session.flush()
    jobs.enqueue(session, DELIVER, key=f"{DELIVER}:{row.id}", payload={"letter_id": row.id}, at=at)
    return row


def message_of(
    row: OutboxLetter, *, sender: str, domain: str, body: str | None = None
) -> EmailMessage:
    """The message as it leaves; repeats carry the same Message-ID.

    `body` is the row's with its personal link, which the row itself never holds. The bytes
    are parsed again: a header that was not put there on purpose raises `Invalid`.
    """
    message = EmailMessage(policy=policy.SMTP)
    message["Subject"] = row.subject
    message["From"] = sender
    message["To"] = row.recipient
    if row.reply_to:
        message["Reply-To"] = row.reply_to
    message["Message-ID"] = f"<letter-{row.id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(row.body if body is None else body)
    for one in row.attachments:
        _, _, subtype = one["media_type"].partition("/")
        message.add_attachment(
            one["content"], subtype=subtype, filename=one["filename"], params=one["params"]
        )
    expected = set(message.keys())
    if set(message_from_bytes(message.as_bytes(), policy=policy.SMTP).keys()) != expected:
        raise Invalid("header")
    return message


class Transport(Protocol):
    """What carries a message away."""

    def __call__(self, message: EmailMessage) -> None:
        """Deliver or raise."""
        ...


def to_folder(folder: Path) -> Transport:
    """Write letters as .eml files: what a laptop does."""

    def deliver(message: EmailMessage) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^\w.-]", "_", message["Message-ID"].strip("<>"))
        (folder / f"{name}.eml").write_bytes(message.as_bytes())

    return deliver


def to_server(url: str) -> Transport:
    """Hand letters to an SMTP server: `smtp://user:password@host:port` or `smtps://…`."""
    parts = urlsplit(url)
    host = parts.hostname or "localhost"

    def deliver(message: EmailMessage) -> None:
        context = ssl.create_default_context()
        server: smtplib.SMTP
        if parts.scheme == "smtps":
            server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=30, context=context)
        else:
            server = smtplib.SMTP(host, parts.port or 25, timeout=30)
        with server:
            if parts.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls(context=context)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)

    return deliver


def init_app(app: Flask, *, transport: Transport, sender: str, domain: str) -> None:
    """Tell the outbox how letters leave."""
    app.extensions["post"] = (transport, sender, domain)


def body_of(row: OutboxLetter) -> str:
    """The body as it is kept."""
    return row.body


def deliver(
    clock_now: Callable[[], datetime],
    job: jobs.Job,
    *,
    complete: Callable[[OutboxLetter], str] = body_of,
) -> None:
    """Send one letter if it is still planned; a letter already sent is left alone.

    A letter whose last try fails is marked as failed, for people to see. `complete` gives
    the body with what the database may not hold: a personal link.
    """
    transport, sender, domain = current_app.extensions["post"]
    with db.writing() as session:
        row = session.get_one(OutboxLetter, job.payload["letter_id"])
    if row.state is not LetterState.PLANNED:
        return
    try:
        transport(message_of(row, sender=sender, domain=domain, body=complete(row)))
    except Exception:
        if job.last_try:
            _settle(row.id, LetterState.FAILED, None)
        raise
    _settle(row.id, LetterState.SENT, clock_now())


def _settle(letter_id: int, state: LetterState, sent_at: datetime | None) -> None:
    with db.writing() as session:
        row = session.get_one(OutboxLetter, letter_id)
        row.state, row.sent_at = state, sent_at
        session.commit()
