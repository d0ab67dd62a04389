"""A deadline as an entry of somebody's calendar, with alarms before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

MEDIA_TYPE = "text/calendar"
ALARMS = (timedelta(days=7), timedelta(days=2), timedelta(hours=3))


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
    """The text of the .ics file: an instant in UTC, which every calendar shows in its own zone."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Consult//Deadline//{entry.language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event = Event()
    event.add("uid", f"{entry.key}@deadline.consult")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamped_at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", entry.closes_at.astimezone(UTC).replace(microsecond=0))
    event.add("summary", entry.summary, parameters={"LANGUAGE": entry.language})
    event.add("description", entry.description, parameters={"LANGUAGE": entry.language})
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    for before in ALARMS:
        event.add_component(_alarm(before, entry.summary))
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content.decode()


def _alarm(before: timedelta, words: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -before)
    alarm.add("description", words)
    return alarm
