"""From a row of the outbox to the message that leaves."""

from __future__ import annotations

from collections.abc import Callable
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from functools import lru_cache
from typing import Any

from consult.errors import Invalid
from consult.post.letters import is_address
from consult.post.outbox import OutboxLetter
from consult.post.paper import html_of

Make = Callable[[OutboxLetter, str], bytes | None]
"""Makes a document of that name for a letter, such as a blank questionnaire; None for none."""


def nothing_made(letter: OutboxLetter, name: str) -> None:
    """The harmless twin: no document can be made here, and the letter leaves without it."""


def message_of(
    row: OutboxLetter,
    *,
    sender: str,
    domain: str,
    reply_to: str = "",
    body: str | None = None,
    base: str = "",
    link: str = "",
    make: Make = nothing_made,
) -> EmailMessage:
    """The message as it leaves, as text and as HTML; repeats carry the same Message-ID.

    `reply_to` is who reads the answers unless the row names somebody.
    `body` is the row's with its personal `link`, which the row itself never holds. The headers
    are parsed again: one that was not put there on purpose raises `Invalid`.
    """
    text = row.body if body is None else body
    message = EmailMessage(policy=policy.SMTP)
    message["Subject"] = row.subject
    message["From"] = sender
    message["To"] = row.recipient
    if row.reply_to or is_address(reply_to):
        message["Reply-To"] = row.reply_to or reply_to
    message["Message-ID"] = message_id(row.id, domain)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    html = html_of(text, title=row.subject, language=row.language, base=base, link=link)
    message.add_alternative(html, subtype="html")
    for one in row.attachments:
        _enclose(message, row, one, make)
    message["Content-Language"] = row.language  # after the rest, which takes such headers along
    _ensure_only(message)
    return message


def _ensure_only(message: EmailMessage) -> None:
    """Read the headers again as they will leave: exactly those that were put there."""
    raw = b"".join(message.policy.fold_binary(*one) for one in message.raw_items()) + b"\r\n"
    headers = BytesHeaderParser(policy=policy.SMTP).parsebytes(raw)
    if sorted(headers.keys()) != sorted(message.keys()):
        raise Invalid("header")


def message_id(letter_id: int, domain: str) -> str:
    """The name under which a letter leaves, every time that it does."""
    return f"<letter-{letter_id}@{domain}>"


def _enclose(message: EmailMessage, row: OutboxLetter, one: dict[str, Any], make: Make) -> None:
    main, _, sub = one["media_type"].partition("/")
    if one.get("made"):
        made = make(row, one["made"])
        if made is not None:
            if message.get_content_type() != "multipart/mixed":
                message.make_mixed()
            message.attach(_part(made, main, sub, one["filename"]))
    else:
        message.add_attachment(
            one["content"], subtype=sub, filename=one["filename"], params=one["params"]
        )


@lru_cache(maxsize=8)
def _part(content: bytes, main: str, sub: str, filename: str) -> EmailMessage:
    """A document as it travels, made once for all the letters that carry it."""
    part = EmailMessage(policy=policy.SMTP)
    part.set_content(content, maintype=main, subtype=sub, filename=filename)
    return part
