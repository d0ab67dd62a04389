"""What every page shares: errors, filters, security headers, languages, components."""

from __future__ import annotations

from flask import Flask
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

from config import Settings
from consult.web import errors, filters, headers, health, languages, logs


def init_app(app: Flask, settings: Settings) -> None:
    """Give the application its manners."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    CSRFProtect(app)
    languages.init_app(app)
    filters.init_app(app)
    headers.init_app(app, settings)
    errors.init_app(app)
    logs.init_app()
    app.register_blueprint(health.pages)
