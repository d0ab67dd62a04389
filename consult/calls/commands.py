"""The life of a call, from a terminal."""

from __future__ import annotations

import csv
import sys
from datetime import datetime
from typing import NoReturn
from zoneinfo import ZoneInfo

import click
from flask.cli import AppGroup

from consult import clock, db
from consult.calls import deadlines, queries, service
from consult.calls.models import Call
from consult.calls.moments import Doubt, NotAnInstant, parsed
from consult.calls.readiness import Lack
from consult.errors import Invalid, NotFound, NotReady
from consult.storage import forget
from consult.web.links import external
from consult.web.sheets import safe

ACTOR = "command"
LACKS = {
    Lack.NO_QUESTION: "the questionnaire has no question",
    Lack.CONSENT_NOT_ASKED: "the questionnaire does not ask for consent",
    Lack.NOBODY_INVITED: "no agency has been chosen",
    Lack.DEADLINE_IS_PAST: "the deadline is past",
}
DOUBTS = {
    Doubt.SKIPPED: "clocks go forward that night: this time does not exist",
    Doubt.TWICE: "clocks go back that night: this time comes twice; add an offset such as +02:00",
    Doubt.OUT_OF_RANGE: "the year must be between 1990 and 2200",
}

call = AppGroup("call", help="The life of a call.")
GROUPS: tuple[click.Command, ...] = (call,)


def refuse(sentence: str) -> NoReturn:
    """End with one clear sentence and a non-zero status."""
    raise click.ClickException(sentence)


def find(slug: str) -> Call:
    """The call of that name, or the end; a rehearsal is no call, it is led from its pages."""
    try:
        found = queries.call_by_slug(db.session(), slug)
    except NotFound:
        refuse(f"There is no call named {slug}. `flask call list` shows them.")
    if found.is_rehearsal:
        refuse(f"{slug} is the rehearsal of a call. `flask call list` shows the calls.")
    return found


def local(at: datetime, zone: str) -> str:
    """An instant as clocks of the zone show it."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}"


@call.command("list")
def list_calls() -> None:
    """Every call with its phase, its deadline and its title."""
    at = clock.now()
    for one in queries.calls(db.session()):
        deadline = local(one.closes_at, one.timezone)
        click.echo(f"{one.slug}\t{one.window.phase(at)}\t{deadline}\t{one.title}")


@call.command("open")
@click.argument("slug")
def open_call(slug: str) -> None:
    """Open SLUG to its audience."""
    at = clock.now()
    found = find(slug)
    try:
        left = service.open_call(db.session(), call=found, actor=ACTOR, at=at)
    except NotReady as refused:
        refuse(f"{slug} cannot open: {', '.join(LACKS[lack] for lack in refused.args[0])}.")
    db.session().commit()
    forget(left)
    click.echo(f"{slug} is open until {local(found.closes_at, found.timezone)}.")


@call.command("close")
@click.argument("slug")
@click.option("--reason", default="", help="Kept in the history of the deadline.")
def close(slug: str, reason: str) -> None:
    """Close SLUG now."""
    found = find(slug)
    try:
        deadlines.close(db.session(), call=found, actor=ACTOR, at=clock.now(), reason=reason)
    except Invalid:
        refuse(f"{slug} is not open.")
    db.session().commit()
    click.echo(f"{slug} is closed since {local(found.closes_at, found.timezone)}.")


def until_of(text: str, zone: str) -> datetime:
    """The instant of `--until`, or the end."""
    try:
        return parsed(text, zone)
    except NotAnInstant as refused:
        refuse(f"{text} in {zone}: {DOUBTS[refused.doubt]}.")
    except ValueError:
        refuse(f"{text} is not a date and time such as 2026-10-26T18:00.")


@call.command("links")
@click.argument("slug")
@click.option("--agency", help="Only for the agency with this acronym.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV with a header.")
def links(slug: str, agency: str | None, *, as_csv: bool) -> None:
    """Issue personal links anew; earlier links still open the same contributions."""
    at = clock.now()
    found = find(slug)
    try:
        asked = (
            [queries.invitation_of(db.session(), found, agency)]
            if agency
            else queries.invitations(db.session(), found)
        )
    except NotFound:
        refuse(f"No agency {agency} is invited to {slug}.")
    rows = []
    for one in asked:
        token = service.personal_link(db.session(), invitation=one, actor=ACTOR, at=at)
        rows.append((one.acronym, one.email, external("contributions.open_link", token=token)))
    db.session().commit()
    if as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(("agency", "email", "link"))
        writer.writerows((safe(acronym), safe(to), link) for acronym, to, link in rows)
        return
    for acronym, _, link in rows:
        click.echo(f"{acronym}\t{link}")
