"""Notes on the command line: build one, verify one."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from consult import clock, db, migrating
from consult.accounts import service as accounts
from consult.analysis.queries import material
from consult.calls.queries import call_by_slug
from consult.errors import NotFound
from consult.synthesis import service
from consult.synthesis.models import Format
from consult.synthesis.paper import lookup
from consult.synthesis.reading_again.agreeing import FINAL
from consult.synthesis.rendering import CannotRender, Maker, maker, pages_of
from consult.synthesis.snapshot import Audience, Snapshot, State, fingerprint
from consult.synthesis.verify import Verdict, verdict
from consult.web.links import absolute

ACTOR = "command"
FILE = click.Path(path_type=Path)


@click.group()
def note() -> None:
    """The synthesis note: build it, verify a file of it."""


@note.command()
@click.argument("slug")
@click.option("-o", "--output", type=FILE, required=True, help="The file to write.")
@click.option(
    "--format",
    "form",
    type=click.Choice([one.value for one in Format]),
    help="Default: as the file is named.",
)
@click.option(
    "--audience",
    type=click.Choice([one.value for one in Audience]),
    default=Audience.DELEGATE.value,
    show_default=True,
    help="Who it is for; staff alone see what is confidential.",
)
@click.option(
    "--state",
    type=click.Choice([one.value for one in State]),
    default=State.DRAFT.value,
    show_default=True,
    help="What the note says of itself.",
)
@click.option(
    "--all-the-same",
    is_flag=True,
    help="Approved although it tells much beside a version that somebody may hold.",
)
@with_appcontext
def build(
    slug: str, output: Path, form: str | None, audience: str, state: str, *, all_the_same: bool
) -> None:
    """Write the synthesis note of the call SLUG, as its data stand, to a file."""
    made_into = _format(output, form)
    settings = current_app.extensions["settings"]
    migrating.ensure(settings.database_url)
    with maker(made_into) as make:
        try:
            with db.database().reader() as session:
                snapshot = service.preview(
                    session,
                    slug=slug,
                    audience=Audience(audience),
                    state=State(state),
                    federation=settings.federation,
                    verified_at=absolute(lookup.PATH),
                )
                known = _ensure_final(session, slug, snapshot, all_the_same=all_the_same)
        except NotFound as error:
            raise click.ClickException(_("There is no call “%(slug)s”.", slug=slug)) from error
        content = _made(make, snapshot)
    if snapshot.state in FINAL:
        _remember(snapshot, known)
    _write(output, content)
    click.echo(_summary(output, content, made_into, snapshot))


@note.command()
@click.argument("file", type=FILE)
@click.option(
    "--note",
    "beside",
    type=FILE,
    help="The PDF of the note, to check a speaking sheet, a Word document or a spreadsheet.",
)
@with_appcontext
def verify(file: Path, beside: Path | None) -> None:
    """Check a PDF note against the data embedded in it: fingerprint, figures, pages."""
    content = _read(file)
    found = verdict(content, beside=_read(beside) if beside is not None else None)
    for sentence in _told(found):
        click.echo(sentence)
    if found.problems:
        sys.exit(1)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise click.ClickException(
            _("%(path)s cannot be read: %(reason)s.", path=file, reason=error.strerror)
        ) from error


def _ensure_final(
    session: Session, slug: str, snapshot: Snapshot, *, all_the_same: bool
) -> dict[str, Any]:
    """A file says that the note is approved where the pages would let it be; what was known."""
    if snapshot.state not in FINAL:
        return {}
    from consult.synthesis.versions.approving import look  # noqa: PLC0415 - checks are slow to load
    from consult.synthesis.versions.held import told_beside  # noqa: PLC0415 - likewise
    from consult.synthesis.versions.known_then import details  # noqa: PLC0415 - likewise

    call = call_by_slug(session, slug)
    seen = look(session, call=call, snapshot=snapshot, at=clock.now())
    if seen.found:
        raise click.ClickException("\n".join(one.sentence for one in seen.found))
    beside = told_beside(session, call=call, snapshot=snapshot, answers=material(session, slug))
    for one in beside:
        click.echo(_read_off(one.version, one.agencies), err=True)
    if beside and not all_the_same:
        raise click.ClickException(
            _(
                "Whoever holds both takes one from the other. To write the file all the same, add "
                "--all-the-same: the trail keeps it."
            )
        )
    return details(seen.warnings, beside)


def _read_off(version: int, agencies: Sequence[str]) -> str:
    told: str = ngettext(
        "Beside version %(version)s, the answers of %(num)s agency that is not named can be read "
        "off: %(names)s.",
        "Beside version %(version)s, the answers of %(num)s agencies that are not named can be "
        "read off: %(names)s.",
        len(agencies),
        version=version,
        names=", ".join(agencies),
    )
    return told


def _remember(snapshot: Snapshot, known: dict[str, Any]) -> None:
    """That a file that says it is approved was made here, and what was known of it."""
    with db.writing() as session:
        told = {"state": snapshot.state.value, "fingerprint": fingerprint(snapshot), **known}
        accounts.record(
            session,
            actor=ACTOR,
            action="note.file",
            subject=f"call:{snapshot.slug}",
            details=told,
            at=clock.now(),
        )
        session.commit()


def _format(output: Path, form: str | None) -> Format:
    if form is not None:
        return Format(form)
    with suppress(ValueError):
        return Format(output.suffix.lstrip(".").lower())
    raise click.ClickException(
        _("Say which format with --format: %(formats)s.", formats=", ".join(Format))
    )


def _made(make: Maker, snapshot: Snapshot) -> bytes:
    show = sys.stderr.isatty()

    def progress(stage: str) -> None:
        if show:
            click.echo(f"\r\033[K{stage}…", nl=False, err=True)

    try:
        return make(snapshot, progress)
    except CannotRender as error:
        raise click.ClickException(str(error)) from error
    finally:
        if show:
            click.echo("\r\033[K", nl=False, err=True)


def _write(output: Path, content: bytes) -> None:
    """The file appears whole or not at all."""
    draft = output.with_name(f".{output.name}.part")
    try:
        draft.write_bytes(content)
        draft.replace(output)
    except OSError as error:
        draft.unlink(missing_ok=True) if draft.parent.is_dir() else None
        raise click.ClickException(
            _("%(path)s cannot be written: %(reason)s.", path=output, reason=error.strerror)
        ) from error


def _summary(output: Path, content: bytes, form: Format, snapshot: Snapshot) -> str:
    pages = pages_of(content, form)
    size = round(len(content) / 1024)
    told: str = _(
        "%(path)s: note version %(version)s, %(size)s KB, fingerprint %(fingerprint)s",
        path=output,
        version=snapshot.version,
        size=size,
        fingerprint=fingerprint(snapshot)[:16],
    )
    if pages is None:
        return told
    counted: str = ngettext("%(num)s page", "%(num)s pages", pages)
    return f"{told}, {counted}"


def _told(found: Verdict) -> list[str]:
    if found.problems:
        return [problem.told(_) for problem in found.problems]
    if found.snapshot is None:
        return []
    named = (
        [_("The file is the copy given to %(recipient)s.", recipient=found.recipient)]
        if found.recipient is not None
        else []
    )
    if found.kindred is not None:
        return [_told_beside(found.kindred.form), *named]
    return [
        *named,
        _(
            "The note is intact: version %(version)s of %(slug)s, fingerprint %(fingerprint)s.",
            version=found.snapshot.version,
            slug=found.snapshot.slug,
            fingerprint=fingerprint(found.snapshot),
        ),
        _(
            "%(figures)s figures and %(claims)s statements agree with the embedded data; rebuilt "
            "from them, the pages are the same byte for byte.",
            figures=len(found.snapshot.figures),
            claims=found.statements,
        ),
    ]


def _told_beside(form: Format) -> str:
    told: dict[Format, str] = {
        Format.SHEET: _(
            "The speaking sheet is, byte for byte, the one that Consult makes of this note."
        ),
        Format.DOCX: _(
            "The Word document is, byte for byte, the one that Consult makes of this note: nobody "
            "edited it."
        ),
        Format.XLSX: _(
            "The spreadsheet is, byte for byte, the one that Consult makes of this note: nobody "
            "edited it."
        ),
    }
    return told[form]


GROUPS: tuple[click.Command, ...] = (note,)
