"""The house: every room, its pages, its commands and its jobs, wired together."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from importlib import import_module
from threading import RLock
from typing import Any
from urllib.parse import urlsplit

import click
from flask import Flask
from flask.cli import AppGroup
from werkzeug.routing import Map

from config import Settings
from consult import db, jobs, migrating, post, storage, web

PAGES = (
    "consult.accounts.views",
    "consult.directory.views",
    "consult.calls.views",
    "consult.contributions.views",
    "consult.campaign.views",
    "consult.analysis.views",
    "consult.synthesis.views",
    "consult.publication.views",
    "consult.bundles.views",
)
COMMANDS = {
    "consult.accounts.commands": ("user", "trail"),
    "consult.calls.commands": ("call",),
    "consult.contributions.commands": ("files",),
    "consult.campaign.commands": ("campaign", "call"),  # it adds `call extend`, which writes
    "consult.analysis.commands": ("figures", "analysis"),
    "consult.synthesis.commands": ("note",),
    "consult.bundles.commands": ("bundle", "demo"),
    "consult.commands": ("serve", "worker", "migrate", "migration", "backup", "restore"),
}

LETTERS, CALENDAR = "consult.campaign.tasks", "consult.campaign.calendar_tasks"
SEARCH = "consult.analysis.searching.tasks"
EXPORTS = "consult.analysis.exporting.tasks"
JOBS = {
    "scan_file": ("consult.contributions.tasks", "scan", "of_files"),
    "synthesis.render": ("consult.synthesis.tasks", "render", "of_notes"),
    "publication.copy": ("consult.publication.tasks", "copy", "of_copies"),
    "remind": (CALENDAR, "remind", "of_call"),
    "close": (CALENDAR, "close", "of_call"),
    "suggest": ("consult.analysis.tasks", "suggest", "of_searches"),
    "index_answers": (SEARCH, "index", "of_calls"),
    "make_export": (EXPORTS, "make", "of_calls"),
}
"""Each kind of job: its shelf, what runs it, and what says what it is about."""


class House(Flask):
    """The application; its pages are wired when somebody first asks for an address.

    Most commands show no page: without them they start in two thirds of the time.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        self._wiring = RLock()
        self._waiting: tuple[str, ...] = ()
        super().__init__(*given, **named)
        self.cli = Commands(self.name)

    def pages(self, rooms: Iterable[str]) -> None:
        """The modules whose `pages` are to be wired."""
        self._waiting = tuple(rooms)

    @property
    def url_map(self) -> Map:
        """Every address of the house."""
        with self._wiring:
            rooms, self._waiting = self._waiting, ()
            for room in rooms:
                self.register_blueprint(import_module(room).pages)
        return self._addresses

    @url_map.setter
    def url_map(self, addresses: Map) -> None:
        self._addresses = addresses


class Commands(AppGroup):
    """The commands of the rooms; a room is loaded when one of its own is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every name."""
        return sorted(
            {*super().list_commands(ctx), *(n for names in COMMANDS.values() for n in names)}
        )

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, from the room that has it."""
        for room, names in COMMANDS.items():
            if cmd_name in names:
                for command in import_module(room).GROUPS:
                    self.add_command(command)
        return super().get_command(ctx, cmd_name)


def built(settings: Settings) -> Flask:
    """Wire the rooms together; does nothing else."""
    app = House("consult", template_folder=str(settings.root / "templates"))
    app.extensions["settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.max_body_mb * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        MAX_FORM_PARTS=10_000,  # fifty blocks of many fields, several times over
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure,
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE=settings.default_locale,
        BABEL_DEFAULT_TIMEZONE=settings.default_timezone,
    )
    db.init_app(app, settings.database_url)
    migrating.guard(app.extensions["database"])
    storage.init_app(app, settings.storage_url)
    post.init_app(
        app,
        transport=(
            post.to_server(settings.smtp_url)
            if settings.smtp_url
            else post.to_folder(settings.var / "outbox")
        ),
        sender=settings.mail_from,
        domain=urlsplit(settings.base_url).hostname or "localhost",
    )
    jobs.init_app(
        app,
        {
            post.DELIVER: partial(
                post.deliver,
                complete=partial(_later, LETTERS, "with_link"),
                make=partial(_later, LETTERS, "made"),
            ),
            **{kind: partial(_later, shelf, run) for kind, (shelf, run, _) in JOBS.items()},
            "read_mailbox": partial(_later, LETTERS, "read_mailbox"),
        },
        calendar=(
            partial(_later, CALENDAR, "calendar"),
            partial(_later, SEARCH, "calendar"),
            partial(_later, EXPORTS, "calendar"),
            *((partial(_later, LETTERS, "mailbox_due"),) if settings.imap_url else ()),
        ),
        subjects={
            post.DELIVER: partial(_later, CALENDAR, "of_letters"),
            **{kind: partial(_later, shelf, about) for kind, (shelf, _, about) in JOBS.items()},
        },
    )
    app.extensions["respondents"] = partial(import_module, "consult.contributions.respondents")
    app.extensions["read_again"] = partial(import_module, "consult.synthesis.reading_again.rounds")
    app.extensions["lent"] = partial(import_module, "consult.synthesis.lending")
    web.init_app(app, settings)
    app.pages(PAGES)
    return app


def _later(shelf: str, name: str, *given: Any) -> Any:
    """A function of a shelf that is loaded when it is first needed: most processes never do."""
    return getattr(import_module(shelf), name)(*given)
