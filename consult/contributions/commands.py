"""Files of the agencies, from a terminal."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from consult import clock, db
from consult.contributions.files import filing

files = AppGroup("files", help="Files that agencies gave.")
GROUPS: tuple[click.Command, ...] = (files,)


@files.command("scan")
def scan() -> None:
    """Send the virus scanner every file that it has not judged yet."""
    if not current_app.extensions["settings"].clamd_url:
        raise click.ClickException("There is no virus scanner: set CLAMD_URL.")
    session = db.session()
    asked = filing.ask_again(session, at=clock.now())
    session.commit()
    click.echo(f"{asked} files wait for the scanner; the worker hands them over.")
