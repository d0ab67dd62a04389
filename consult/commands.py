"""Commands of the whole: serve, worker, migrate, backup, restore."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import ScriptInfo, with_appcontext

from config import Settings
from consult import backup as copies
from consult import db, migrating, serving
from consult.storage import storage


@click.command()
@click.option("--demonstration", is_flag=True, help="Prepare the demonstration first.")
@click.pass_context
def serve(context: click.Context, *, demonstration: bool) -> None:
    """Serve the pages on 127.0.0.1:$PORT, with a worker beside; Ctrl-C stops both."""
    app = context.ensure_object(ScriptInfo).load_app()
    settings: Settings = app.extensions["settings"]
    if not serving.is_free(settings.port):
        raise click.ClickException(
            f"Port {settings.port} is already in use: stop what uses it, or set PORT to another."
        )
    migrating.ensure(settings.database_url)
    if demonstration:
        _prepare_demonstration(context, app)
    click.echo(f"{settings.base_url} (Ctrl-C: stop)")
    sys.exit(serving.serve(app, settings.port, serving.stop_on_signals()))


def _prepare_demonstration(context: click.Context, app: Flask) -> None:
    """`flask demo prepare` in this process: the application is imported once, not twice."""
    demo = app.cli.get_command(context, "demo")
    if not isinstance(demo, click.Group):
        raise click.ClickException("There is no demonstration in this version.")
    with app.app_context():
        context.invoke(demo.commands["prepare"])


@click.command()
@click.option("--once", is_flag=True, help="Stop when nothing more is due.")
@click.pass_obj
def worker(info: ScriptInfo, *, once: bool) -> None:
    """Run the queue: letters, renderings, reminders, closings."""
    app = info.load_app()
    migrating.ensure(app.extensions["settings"].database_url)
    done = serving.work(app, serving.stop_on_signals(), once=once)
    click.echo(f"{done} jobs were run.")


@click.command()
@with_appcontext
def migrate() -> None:
    """Bring the database to the schema of this version; nothing is lost or nothing is done."""
    url = current_app.extensions["settings"].database_url
    before = migrating.state(url)
    migrating.upgrade(url)
    click.echo(f"The schema was {before}; it is {migrating.state(url)}.")


@click.command()
@click.argument("message")
@with_appcontext
def migration(message: str) -> None:
    """Write the next migration from what the models have become; MESSAGE names it."""
    url = current_app.extensions["settings"].database_url
    migrating.upgrade(url)
    click.echo(f"Written: {migrating.draw_up(url, message)}. Read it before you commit it.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Copy every row and every file into FILE, of one instant, while people work."""
    migrating.ensure(current_app.extensions["settings"].database_url)
    try:
        rows = copies.back_up(db.database(), storage(), file, revision=migrating.revisions()[-1])
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}.") from error
    click.echo(f"{file}: {sum(rows.values())} rows, {file.stat().st_size / 1e6:.1f} MB.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
def restore(file: Path) -> None:
    """Fill an empty database and its folder of files from FILE, a backup: all rows or none."""
    if not file.is_file():
        raise click.ClickException(f"There is no file {file}.")
    migrating.ensure(current_app.extensions["settings"].database_url)
    try:
        rows = copies.restore(db.database(), storage(), file, revision=migrating.revisions()[-1])
    except copies.BackupRefused as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{file}: {sum(rows.values())} rows are back.")


GROUPS: tuple[click.Command, ...] = (serve, worker, migrate, migration, backup, restore)
