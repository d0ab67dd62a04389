"""Words and numbers that templates share."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nh3
from babel.numbers import format_decimal
from flask import Flask, current_app, url_for
from flask_babel import get_locale
from markupsafe import Markup

from consult.spacing import french, unbroken
from consult.web import dates

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_ALLOWED = {"p", "br", "ul", "ol", "li", "strong", "em", "blockquote", "a", "h2", "h3", "h4"}
_UNITS = {"fr": ("octets", "Ko", "Mo", "Go"), "en": ("bytes", "KB", "MB", "GB")}


def init_app(app: Flask) -> None:
    """Register the filters and the few functions that every template may call."""
    app.jinja_env.filters.update(
        typo=typo,
        markdown=markdown,
        decimal=decimal,
        percent=percent,
        filesize=filesize,
        shortened=shortened,
        deadline=deadline,
        moment=moment,
        day=day,
        short_day=short_day,
        distance=distance,
    )
    app.jinja_env.globals.update(locale=locale, asset=asset)


def locale() -> str:
    """The language of the page: fr or en."""
    found = get_locale()
    return found.language if found else "fr"


def typo(text: str) -> str:
    """French typography on a French page; elsewhere the spaces of a French text only hold."""
    return french(text) if locale() == "fr" else unbroken(text)


@cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - slow to load, and few processes need it

    return MarkdownIt("commonmark", {"html": False, "linkify": False}).disable("image")


def markdown(text: str) -> Markup:
    """The few marks of a call's context as safe HTML; raw HTML is shown as text."""
    return _marked(typo(text))


@lru_cache(maxsize=128)
def _marked(text: str) -> Markup:
    html = _reader().render(text)
    return Markup(  # noqa: S704 - what nh3 lets through
        nh3.clean(html, tags=_ALLOWED, attributes={"a": {"href"}}, url_schemes={"https", "mailto"})
    )


def decimal(number: float) -> str:
    """A number as the page's language writes it."""
    return format_decimal(number, locale=locale())


def percent(share: float) -> str:
    """« 23,8 % »: a share already out of a hundred, one decimal at most."""
    words = format_decimal(share, format="#,##0.#", locale=locale())
    return f"{words}\u202f%" if locale() == "fr" else f"{words}%"


def filesize(size: int) -> str:
    """« 1,2 Mo »."""
    units = _UNITS[locale()]
    amount, step = float(size), 0
    while amount >= 1000 and step < len(units) - 1:
        amount, step = amount / 1024, step + 1
    words = format_decimal(
        amount, format="0" if step == 0 or amount >= 100 else "0.#", locale=locale()
    )
    return f"{words}\u00a0{units[step]}"


def shortened(text: str, length: int = 60) -> str:
    """A label cut at a word for a place that cannot grow; the table beside it has it whole."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0] + "…"


def deadline(instant: datetime, zone: str) -> str:
    """« vendredi 26 octobre 2018 à 18 h 00 (heure de Paris) »."""
    return dates.deadline(instant, zone, locale())


def moment(instant: datetime, zone: str | None = None) -> str:
    """« vendredi 26 octobre 2018 à 18 h 00 »; in the installation's zone unless told otherwise."""
    return dates.moment(instant, zone or current_app.config["BABEL_DEFAULT_TIMEZONE"], locale())


def day(instant: datetime, zone: str | None = None) -> str:
    """« vendredi 26 octobre 2018 »."""
    return dates.day_words(instant, zone or current_app.config["BABEL_DEFAULT_TIMEZONE"], locale())


def short_day(day: date) -> str:
    """« 26 octobre 2018 », of a day that has no hour."""
    return dates.short_date(day, locale())


def distance(instant: datetime, at: datetime) -> str:
    """« dans 3 jours », « il y a 2 heures »."""
    return dates.distance(instant, at, locale())


def asset(name: str) -> str:
    """The address of a static file; it changes when the file does."""
    path = Path(current_app.static_folder or "") / name
    stamp: Any = int(path.stat().st_mtime) if path.exists() else None
    return url_for("static", filename=name, v=stamp)
