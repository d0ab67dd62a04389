"""Consult: from a call for contributions to the synthesis note handed over at the hearing."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlsplit

from flask import Flask

from config import Settings
from consult import clock, commands, db, jobs, migrating, post, storage, web
from consult.accounts import commands as accounts_commands
from consult.accounts import views as accounts_views
from consult.analysis import commands as analysis_commands
from consult.analysis import views as analysis_views
from consult.bundles import commands as bundles_commands
from consult.calls import commands as calls_commands
from consult.calls import views as calls_views
from consult.campaign import commands as campaign_commands
from consult.campaign import tasks as campaign_tasks
from consult.campaign import views as campaign_views
from consult.contributions import commands as contributions_commands
from consult.contributions import tasks as contributions_tasks
from consult.contributions import views as contributions_views
from consult.directory import views as directory_views
from consult.publication import views as publication_views
from consult.synthesis import commands as synthesis_commands
from consult.synthesis import tasks as synthesis_tasks
from consult.synthesis import views as synthesis_views

PAGES = (
    accounts_views.pages,
    directory_views.pages,
    calls_views.pages,
    contributions_views.pages,
    campaign_views.pages,
    analysis_views.pages,
    synthesis_views.pages,
    publication_views.pages,
)
COMMANDS = (
    *accounts_commands.GROUPS,
    *calls_commands.GROUPS,
    *contributions_commands.GROUPS,
    *campaign_commands.GROUPS,
    *analysis_commands.GROUPS,
    *synthesis_commands.GROUPS,
    *bundles_commands.GROUPS,
    *commands.COMMANDS,
)


def create_app(settings: Settings) -> Flask:
    """Wire the rooms together; does nothing else."""
    app = Flask(__name__, template_folder=str(settings.root / "templates"))
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
            post.DELIVER: partial(post.deliver, clock.now, complete=campaign_tasks.with_link),
            **contributions_tasks.HANDLERS,
            **synthesis_tasks.HANDLERS,
        },
    )
    web.init_app(app, settings)
    for pages in PAGES:
        app.register_blueprint(pages)
    for command in COMMANDS:
        app.cli.add_command(command)
    return app
