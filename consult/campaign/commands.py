"""Writing to the agencies, from a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import click
from flask.cli import AppGroup

from consult import clock, db
from consult.calls import deadlines
from consult.calls import queries as calls
from consult.calls.commands import ACTOR, call, find, local, refuse, until_of
from consult.calls.models import Call
from consult.calls.rules import Phase
from consult.campaign import deadline_letters, queries, reminding, service
from consult.campaign.monitoring import Standing
from consult.errors import CallNotOpen, Invalid, NotFound
from consult.post import Letter

campaign = AppGroup("campaign", help="Letters to the agencies of a call.")
GROUPS: tuple[click.Command, ...] = (campaign, call)
until = click.option(
    "--until", required=True, help="Date and time, in the call's zone: 2026-10-26T18:00."
)
REFUSED = {
    "not_closed": "{slug} is not closed; `flask call extend` moves its deadline.",
    "until": "{until} must be later than now.",
    "reason": "A reason is needed to open {slug} again.",
}
dry_run = click.option("--dry-run", is_flag=True, help="Only say who would be written to.")


@campaign.command("invite")
@click.argument("slug")
@dry_run
def invite(slug: str, *, dry_run: bool) -> None:
    """Write to the agencies of SLUG that were never invited."""
    _write(slug, "invite", service.invitations, dry_run=dry_run)


@campaign.command("remind")
@click.argument("slug")
@dry_run
def remind(slug: str, *, dry_run: bool) -> None:
    """Write to exactly the agencies of SLUG that have sent nothing, once a day at most."""
    _write(slug, "remind", service.reminders, dry_run=dry_run)


@call.command("extend")
@click.argument("slug")
@until
@click.option("--agency", help="Only for the agency with this acronym.")
@click.option("--reason", default="", help="Kept in the history of the deadline.")
def extend(slug: str, until: str, agency: str | None, reason: str) -> None:
    """Move the deadline of SLUG later, and write to everybody it concerns."""
    at = clock.now()
    found = find(slug)
    instant = until_of(until, found.timezone)
    session = db.session()
    try:
        only = calls.invitation_of(session, found, agency) if agency else None
        if only is not None:
            deadlines.extend_one(
                session, invitation=only, until=instant, actor=ACTOR, at=at, reason=reason
            )
        elif found.window.phase(at) is Phase.CLOSED:
            why = reason or "flask call extend"
            deadlines.reopen(session, call=found, until=instant, reason=why, actor=ACTOR, at=at)
        else:
            deadlines.extend(session, call=found, until=instant, actor=ACTOR, at=at, reason=reason)
    except NotFound:
        refuse(f"No agency {agency} is invited to {slug}.")
    except Invalid:
        refuse(f"{slug} must be open, and {until} later than now and than its deadline.")
    reminding.plan(session, call=found, one=only, at=at)
    alone = only and only.id
    session.commit()
    with _reading(slug) as (found, standings):
        told = [one for one in standings if alone in (None, one.invitation_id)]
        planned = service.extensions(found, told)
    _send(found, "extend", planned, dry_run=False)
    click.echo(f"{agency or slug} may answer until {local(instant, found.timezone)}.")


@call.command("reopen")
@click.argument("slug")
@until
@click.option("--reason", required=True, help="Told to the agencies, and kept in the history.")
def reopen(slug: str, until: str, reason: str) -> None:
    """Open SLUG again after its deadline, and write to its agencies why."""
    at = clock.now()
    found = find(slug)
    instant = until_of(until, found.timezone)
    session = db.session()
    try:
        deadlines.reopen(session, call=found, until=instant, reason=reason, actor=ACTOR, at=at)
    except Invalid as refused:
        refuse(REFUSED[refused.args[0]].format(slug=slug, until=until))
    reminding.plan(session, call=found, at=at)
    session.commit()
    with _reading(slug) as (found, standings):
        told = deadline_letters.to_everybody(found, standings, reason=reason)
    _send(found, "reopen", told, dry_run=False)
    click.echo(f"{slug} is open again until {local(instant, found.timezone)}.")


def _write(slug: str, kind: str, planner: Callable[..., list[Letter]], *, dry_run: bool) -> None:
    """Compose with nothing locked, which takes a while, then write."""
    find(slug)
    db.session().rollback()
    with _reading(slug) as (found, standings):
        try:
            planned = planner(found, standings, at=clock.now())
        except CallNotOpen as refused:
            refuse(f"{slug} is not open ({refused}).")
    _send(found, kind, planned, dry_run=dry_run)


@contextmanager
def _reading(slug: str) -> Iterator[tuple[Call, list[Standing]]]:
    """The call and where everybody stands, with nothing locked."""
    with db.database().reader() as session:
        found = calls.call_by_slug(session, slug)
        yield found, queries.standings(session, found)


def _send(found: Call, kind: str, planned: Sequence[Letter], *, dry_run: bool) -> None:
    """Say who is written to, and unless it is a rehearsal put the letters in the outbox."""
    for letter in planned:
        click.echo(letter.to)
    if dry_run:
        click.echo(f"{len(planned)} letters would be written.")
        return
    at = clock.now()
    session = db.session()
    for batch in service.batches(planned):
        service.send(session, planned=batch, at=at)
        session.commit()
    if planned:
        service.recorded(
            session, call=found, kind=kind, letters_sent=len(planned), actor=ACTOR, at=at
        )
        session.commit()
    click.echo(f"{len(planned)} letters are in the outbox.")
