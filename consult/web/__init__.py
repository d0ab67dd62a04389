"""What every page shares: errors, filters, security headers, languages, components."""

from __future__ import annotations

from flask import Flask
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Settings
from consult.web import compressing, errors, filters, headers, health, languages, logs


def init_app(app: Flask, settings: Settings) -> None:
    """Give the application its manners."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    if settings.trusted_proxies:
        # Only the visitor's address is taken from them: absolute links come from BASE_URL alone.
        proxied = ProxyFix(app.wsgi_app, x_for=settings.trusted_proxies, x_proto=0, x_host=0)
        app.wsgi_app = proxied  # type: ignore[method-assign]  # Flask's documented way
    CSRFProtect(app)
    languages.init_app(app)
    filters.init_app(app)
    headers.init_app(app, settings)
    compressing.init_app(app)
    errors.init_app(app)
    logs.init_app()
    app.register_blueprint(health.pages)
