"""Letters that came back: what a mail server says of them (RFC 3464), read with care.

Anybody can write a message that looks like a report. It counts only where it names a letter of
ours and the very address that the letter went to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

_OURS = re.compile(r"<letter-(\d{1,18})@[^<>\s]+>")
_ADDRESS = re.compile(r"[^\s<>;]+@[^\s<>;]+")


@dataclass(frozen=True, slots=True)
class Report:
    """What one report says: which letter, to whom it may have gone, and why it came back."""

    letter_id: int
    addresses: frozenset[str]
    reason: str


def report_in(content: bytes) -> Report | None:
    """The failure that a message reports; None for any other message, a delay included."""
    message = message_from_bytes(content, policy=policy.default)
    if message.get_content_type() != "multipart/report":
        return None
    parts = list(message.walk())
    statuses = [one for part in parts for one in _statuses(part)]
    failed = [one for one in statuses if _text(one, "Action").lower() == "failed"]
    returned = [headers for part in parts for headers in _returned(part)]
    letter_id = _letter_of([*returned, message])
    if not failed or letter_id is None:
        return None
    addresses = {
        found.lower()
        for one in failed
        for name in ("Final-Recipient", "Original-Recipient")
        for found in _ADDRESS.findall(_text(one, name))
    }
    addresses |= {found.lower() for one in returned for found in _ADDRESS.findall(_text(one, "To"))}
    return Report(letter_id, frozenset(addresses), _reason(failed[0]))


def _statuses(part: Message) -> Iterator[Message]:
    """The blocks of a delivery report: one of the message, one of each recipient."""
    if part.get_content_type() == "message/delivery-status":
        blocks = part.get_payload()
        yield from (one for one in blocks if isinstance(one, Message))


def _returned(part: Message) -> Iterator[Message]:
    """The headers of the letter that came back, whole or headers alone."""
    kind = part.get_content_type()
    if kind == "message/rfc822":
        blocks = part.get_payload()
        yield from (one for one in blocks if isinstance(one, Message))
    elif kind == "text/rfc822-headers" and isinstance(part, EmailMessage):
        yield message_from_bytes(part.get_content().encode(), policy=policy.default)


def _letter_of(found: list[Message]) -> int | None:
    for one in found:
        for name in ("Message-ID", "In-Reply-To", "References"):
            ours = _OURS.search(_text(one, name))
            if ours is not None:
                return int(ours[1])
    return None


def _reason(status: Message) -> str:
    """The words of the server that refused it, or the code of the refusal."""
    words = _text(status, "Diagnostic-Code").partition(";")[2].strip()
    return " ".join((words or _text(status, "Status")).split())[:300]


def _text(message: Message, name: str) -> str:
    """A header as text; one that cannot be read says nothing."""
    try:
        return str(message.get(name, ""))
    except (ValueError, IndexError, AttributeError):  # what the parser makes of forged headers
        return ""
