"""Reading letters as their reader gets them: the body, and what is enclosed."""

from __future__ import annotations

from email.message import EmailMessage


def body_of(letter: EmailMessage) -> str:
    """The text of the letter itself."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def everything_in(letter: EmailMessage) -> str:
    """Every text that leaves with the letter, enclosures included, lines joined again."""
    parts = [part.get_content() for part in letter.walk() if part.get_content_maintype() == "text"]
    return "\n".join(part.replace("\r\n ", "").replace("\n ", "") for part in parts)
