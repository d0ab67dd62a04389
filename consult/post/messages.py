"""From a row of the outbox to the message that leaves."""

from __future__ import annotations

from collections.abc import Callable
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser

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
    message["Content-Language"] = row.language
    message.set_content(text)
    html = html_of(text, title=row.subject, language=row.language, base=base, link=link)
    message.add_alternative(html, subtype="html")
    for one in row.attachments:
        _enclose(message, row, one, make)
    headers = BytesHeaderParser(policy=policy.SMTP).parsebytes(message.as_bytes())
    if set(headers.keys()) != set(message.keys()):
        raise Invalid("header")
    return message


def message_id(letter_id: int, domain: str) -> str:
    """The name under which a letter leaves, every time that it does."""
    return f"<letter-{letter_id}@{domain}>"


def _enclose(message: EmailMessage, row: OutboxLetter, one: dict[str, str], make: Make) -> None:
    main, _, sub = one["media_type"].partition("/")
    if one.get("made"):
        made = make(row, one["made"])
        if made is not None:
            message.add_attachment(made, maintype=main, subtype=sub, filename=one["filename"])
    else:
        message.add_attachment(
            one["content"], subtype=sub, filename=one["filename"], params=one["params"]
        )
