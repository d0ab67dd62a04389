"""A deadline as an entry of somebody's calendar, with alarms before it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

MEDIA_TYPE = "text/calendar"
ALARMS = ("-P7D", "-P2D", "-PT3H")
WIDTH = 75
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the calendar of one agency is told.

    The same `key` is the same entry, and a higher `sequence` replaces a lower one, so that a
    deadline that moved moves in calendars too. `stamped_at` dates the call, not the request:
    the same state gives the same bytes.
    """

    key: str
    sequence: int
    stamped_at: datetime
    closes_at: datetime
    summary: str
    description: str
    language: str


def calendar_of(entry: Entry) -> str:
    """The text of the .ics file: an instant in UTC, which every calendar shows in its own zone.

    Written by hand: a library takes a millisecond or two, and thousands of letters carry one.
    """
    summary, said = _text(entry.summary), f"LANGUAGE={entry.language}"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Consult//Deadline//{entry.language.upper()}",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{_text(entry.key)}@deadline.consult",
        f"SEQUENCE:{entry.sequence}",
        f"DTSTAMP:{_instant(entry.stamped_at)}",
        f"DTSTART:{_instant(entry.closes_at)}",
        f"SUMMARY;{said}:{summary}",
        f"DESCRIPTION;{said}:{_text(entry.description)}",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
    ]
    for trigger in ALARMS:
        lines += ["BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:{trigger}"]
        lines += [f"DESCRIPTION:{summary}", "END:VALARM"]
    lines += ["END:VEVENT", "END:VCALENDAR"]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """Words as the format writes them (RFC 5545, 3.3.11), without what it does not allow."""
    plain = _CONTROLS.sub("", words)
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        plain = plain.replace(sign, written)
    return plain


def _folded(line: str) -> str:
    """A line in pieces of 75 bytes at most; what follows the first begins with a space."""
    if len(line.encode()) <= WIDTH:
        return line
    pieces, piece, used = [], "", 0
    for char in line:
        size = len(char.encode())
        if used + size > WIDTH:
            pieces.append(piece)
            piece, used = " ", 1
        piece, used = piece + char, used + size
    return "\r\n".join([*pieces, piece])
