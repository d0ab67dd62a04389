"""Check, load and dump consultations; prepare the demonstration."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import SQLAlchemyError

from consult import clock, db, migrating
from consult.bundles import dumping
from consult.bundles.checking import read_bundle
from consult.bundles.folders import NotThere, write_bundle
from consult.bundles.format import Bundle
from consult.bundles.loading import CannotLoad, Loaded, load
from consult.bundles.problems import Problem
from consult.storage import storage

ACTOR = "command"
PLACE = click.Path(path_type=Path)


@click.group()
def bundle() -> None:
    """A whole consultation as a folder or a .zip file: check it, load it, dump it."""


@bundle.command()
@click.argument("directory", type=PLACE)
@with_appcontext
def check(directory: Path) -> None:
    """Tell every problem of the bundle in DIRECTORY (a folder or a .zip); change nothing."""
    found = _sound(directory)
    click.echo(_summary(found))


@bundle.command(name="load")
@click.argument("directory", type=PLACE)
@with_appcontext
def load_(directory: Path) -> None:
    """Create or update the call in DIRECTORY, its agencies and contributions: all or nothing."""
    found = _sound(directory)
    click.echo(_report(_loaded(found)))


@bundle.command()
@click.argument("slug")
@click.argument("directory", type=PLACE)
@with_appcontext
def dump(slug: str, directory: Path) -> None:
    """Write the call SLUG as a bundle in DIRECTORY (or in a file whose name ends in .zip)."""
    _schema()
    call = dumping.call_with_slug(db.session(), slug)
    if call is None:
        raise click.ClickException(_("There is no call “%(slug)s”.", slug=slug))
    try:
        paths = write_bundle(dumping.bundle_of(db.session(), call, storage()), directory)
    except NotThere as error:
        raise click.ClickException(
            _("%(path)s holds something else; choose an empty folder.", path=directory)
        ) from error
    except OSError as error:
        raise click.ClickException(
            _("%(path)s cannot be written: %(reason)s.", path=directory, reason=error.strerror)
        ) from error
    click.echo(_("%(count)s files were written to %(path)s.", count=len(paths), path=directory))


def _sound(directory: Path) -> Bundle:
    """The bundle, its notices told; with a problem, all of them are told and the command ends."""
    reading = read_bundle(directory)
    _tell(reading.notices, _("note"))
    if reading.bundle is None:
        _fail(reading.problems)
    return reading.bundle


def _loaded(found: Bundle) -> Loaded:
    _schema()
    session = db.session()
    try:
        report = load(
            session,
            bundle=found,
            storage=storage(),
            grace_seconds=current_app.extensions["settings"].grace_seconds,
            actor=ACTOR,
            at=clock.now(),
        )
        session.commit()
    except CannotLoad as refusal:
        session.rollback()
        _fail(refusal.args)
    except SQLAlchemyError as error:
        session.rollback()
        reason = str(error).splitlines()[0]
        raise click.ClickException(
            _("The database refused, and nothing was changed: %(reason)s", reason=reason)
        ) from error
    return report


def _schema() -> None:
    migrating.ensure(current_app.extensions["settings"].database_url)


def _tell(problems: Iterable[Problem], prefix: str = "") -> None:
    for problem in problems:
        told = problem.told(_)
        click.echo(f"{prefix}: {told}" if prefix else told, err=True)


def _fail(problems: Iterable[Problem]) -> NoReturn:
    told = list(problems)
    _tell(told)
    count = len(told)
    click.echo(
        ngettext(
            "%(num)s problem; nothing was loaded.", "%(num)s problems; nothing was loaded.", count
        ),
        err=True,
    )
    sys.exit(1)


def _summary(found: Bundle) -> str:
    sent = sum(1 for one in found.contributions if one.submitted_at)
    told: str = _(
        "%(slug)s: %(questions)s questions, %(agencies)s agencies, %(sent)s contributions sent,"
        " %(drafts)s drafts, %(passages)s passages coded. No problem.",
        slug=found.call.slug,
        questions=len(found.call.questionnaire.by_key),
        agencies=len(found.agencies),
        sent=sent,
        drafts=len(found.contributions) - sent,
        passages=len(found.passages),
    )
    return told


def _report(report: Loaded) -> str:
    if not report.changed:
        return str(_("%(slug)s: already there, nothing changed.", slug=report.slug))
    lines = [
        _(
            "%(slug)s: %(agencies)s agencies, %(sent)s contributions sent (%(versions)s new"
            " versions), %(drafts)s drafts, %(passages)s passages coded.",
            slug=report.slug,
            agencies=report.agencies,
            sent=report.sent,
            versions=report.versions,
            drafts=report.drafts,
            passages=report.passages,
        )
    ]
    if report.left:
        agencies = ", ".join(report.left)
        lines.append(_("Changed since, hence left as they are: %(agencies)s.", agencies=agencies))
    return "\n".join(lines)


GROUPS: tuple[click.Command, ...] = (bundle,)
