"""Check, load and dump consultations; prepare the demonstration."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from config import LOCALES
from consult import clock, db, migrating
from consult.bundles import demonstration, dumping, queries
from consult.bundles.checking import Reading, read_bundle
from consult.bundles.folders import NotThere, write_bundle
from consult.bundles.format import Bundle
from consult.bundles.loading import CannotLoad, Loaded, load
from consult.bundles.problems import Problem
from consult.calls.models import Call
from consult.storage import storage
from consult.synthesis import queries as synthesis_queries
from consult.synthesis import service as synthesis
from consult.synthesis.models import Format, Note
from consult.synthesis.paper import lookup
from consult.synthesis.rendering import SHEETS, CannotRender, pages_of, rendered
from consult.synthesis.snapshot import from_json
from consult.web.links import absolute, external

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
    reading = read_bundle(directory)
    _tell(reading.notices, _("note"))
    click.echo(_summary(_sound(reading)))


@bundle.command(name="load")
@click.argument("directory", type=PLACE)
@with_appcontext
def load_(directory: Path) -> None:
    """Create or update the call in DIRECTORY, its agencies and contributions: all or nothing."""
    reading = read_bundle(directory)
    _tell(reading.notices, _("note"))
    click.echo(_report(_loaded(_sound(reading))))


@bundle.command()
@click.argument("slug")
@click.argument("directory", type=PLACE)
@with_appcontext
def dump(slug: str, directory: Path) -> None:
    """Write the call SLUG as a bundle in DIRECTORY (or in a file whose name ends in .zip)."""
    _schema()
    call = queries.call_with_slug(db.session(), slug)
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


def _sound(reading: Reading) -> Bundle:
    """The bundle; with a problem, all of them are told and the command ends."""
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
    questions = len(found.call.questionnaire.by_key)
    counted = (
        ngettext("%(num)s question", "%(num)s questions", questions),
        _agencies(len(found.agencies)),
        _sent(sent),
        _drafts(len(found.contributions) - sent),
        _passages(len(found.passages)),
    )
    told = {"slug": found.call.slug, "counted": ", ".join(counted)}
    return str(_("%(slug)s: %(counted)s. No problem.", **told))


def _agencies(count: int) -> str:
    return str(ngettext("%(num)s agency", "%(num)s agencies", count))


def _sent(count: int) -> str:
    return str(ngettext("%(num)s contribution sent", "%(num)s contributions sent", count))


def _drafts(count: int) -> str:
    return str(ngettext("%(num)s draft", "%(num)s drafts", count))


def _passages(count: int) -> str:
    return str(ngettext("%(num)s passage coded", "%(num)s passages coded", count))


def _report(report: Loaded) -> str:
    if not report.changed:
        return str(_("%(slug)s: already there, nothing changed.", slug=report.slug))
    versions = ngettext("%(num)s new version", "%(num)s new versions", report.versions)
    counted = (
        _agencies(report.agencies),
        f"{_sent(report.sent)} ({versions})",
        _drafts(report.drafts),
        _passages(report.passages),
    )
    lines = [_("%(slug)s: %(counted)s.", slug=report.slug, counted=", ".join(counted))]
    if report.left:
        agencies = ", ".join(report.left)
        lines.append(_("Changed since, hence left as they are: %(agencies)s.", agencies=agencies))
    if report.note_left:
        lines.append(_("Somebody wrote in the note, hence it was left as it is."))
    return "\n".join(lines)


@click.group()
def demo() -> None:
    """The demonstration: a finished consultation, an open one, and their three people."""


@demo.command()
@with_appcontext
def prepare() -> None:
    """Load what is not there yet, then print fresh links for staff, agency and delegate."""
    at = clock.now()
    _schema()
    session = db.session()
    kept = set(session.scalars(select(Call.slug)))
    session.rollback()
    if demonstration.REFERENCE not in kept:
        _loaded(_sound(demonstration.reference()))
    if demonstration.OPEN_CALL not in kept:
        _loaded(_sound(demonstration.open_call(at)))
    demonstration.begin_note(session, at=at)
    session.commit()
    path = _note(at)
    links = demonstration.ways_in(session, at=at)
    session.commit()
    for locale in LOCALES:
        with force_locale(locale):
            click.echo(_where_to_go(links, path))


def _note(at: datetime) -> Path:
    """The PDF of the note, made once and kept; where it lies."""
    settings = current_app.extensions["settings"]
    session = db.session()
    note = demonstration.delivered_note(session)
    if note is None:
        note = demonstration.freeze_note(
            session,
            federation=settings.federation,
            verified_at=absolute(lookup.PATH),
            at=at,
        )
        session.commit()
    made = synthesis_queries.artefact(session, note, Format.PDF)
    session.rollback()
    path: Path = settings.var / f"note-{demonstration.REFERENCE}.pdf"
    try:
        content = storage().read(made.digest) if made else _rendered(note, at)
    except CannotRender as error:
        click.echo(str(error), err=True)
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)
    return path


def _rendered(note: Note, at: datetime) -> bytes:
    """Render outside of any transaction, then keep what was made."""
    content = rendered(from_json(note.snapshot), Format.PDF, progress=lambda _stage: None)
    digest = storage().put(content)
    synthesis.keep(
        db.session(),
        note=note,
        form=Format.PDF,
        digest=digest,
        size_bytes=len(content),
        pages=pages_of(content, Format.PDF),
        at=at,
    )
    for form in (Format.HTML, *SHEETS):  # the worker makes them, once there is one
        synthesis.order(db.session(), note=note, form=form, at=at)
    db.session().commit()
    return content


def _where_to_go(links: demonstration.WaysIn, note: Path) -> str:
    staff = external("accounts.sign_in_once", token=links.staff)
    agency = external("contributions.open_link", token=links.agency)
    lines = [
        _("Staff, a sign-in link that works once: %(address)s", address=staff),
        _(
            "Agency (%(agency)s), its personal link: %(address)s",
            agency=links.acronym,
            address=agency,
        ),
    ]
    if links.delegate:
        delegate = external("publication.enter", token=links.delegate)
        lines.append(_("Delegate, the note handed over: %(address)s", address=delegate))
    lines.append(_("The note as a file: %(path)s", path=note))
    return "\n".join(["", *lines])


GROUPS: tuple[click.Command, ...] = (bundle, demo)
