"""The words of a drawing in a language, without Flask: its sentence, its table, its legend."""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from consult import instants
from consult.charts.lettering import drawable
from consult.spacing import french

LANGUAGES = ("fr", "en")


@lru_cache(maxsize=8)
def catalogue(room: Path, language: str) -> gettext.NullTranslations:
    """A room's catalogue for a language; the English of the code for any other."""
    folder = room / "translations" / language / "LC_MESSAGES"
    compiled, source = folder / "messages.mo", folder / "messages.po"
    if language in LANGUAGES and compiled.exists():
        with compiled.open("rb") as file:
            return gettext.GNUTranslations(file)
    if language in LANGUAGES and source.exists():
        with source.open("rb") as file:
            catalog = read_po(file, locale=language)
        made = io.BytesIO()
        write_mo(made, catalog)
        made.seek(0)
        return gettext.GNUTranslations(made)
    return gettext.NullTranslations()


@lru_cache(maxsize=4096)
def number(value: float, language: str) -> str:
    """A number with its separators: « 1 248 », « 3,5 »."""
    return str(format_decimal(value, format="#,##0.##", locale=language)).replace("-", "−")


def column(values: Iterable[float | None], language: str) -> list[str]:
    """The numbers of one column, as many decimals in each: « 4,0 » under « 4,7 »."""
    shown = list(values)
    known = [f"{value:.2f}".rstrip("0") for value in shown if value is not None]
    places = max((len(one.partition(".")[2]) for one in known), default=0)
    form = f"#,##0.{'0' * places}".rstrip(".")
    return [
        "" if value is None else str(format_decimal(value, format=form, locale=language))
        for value in shown
    ]


class Speech:
    """Numbers, days and lists in one language, with the sentences of one room."""

    def __init__(self, language: str, room: Path) -> None:
        self.language = language if language in LANGUAGES else "en"
        words = catalogue(room, self.language)
        self.gettext = words.gettext
        self.ngettext = words.ngettext

    def number(self, value: float) -> str:
        """A number with its separators: « 1 248 », « 3,5 »."""
        return number(value, self.language)

    def column(self, values: Iterable[float | None]) -> list[str]:
        """The numbers of one column, as many decimals in each; nothing where there is none."""
        return column(values, self.language)

    def listed(self, items: Iterable[str], *, either: bool = False) -> str:
        """« A, B et C »; `either`: « A, B ou C »."""
        style: Literal["or", "standard"] = "or" if either else "standard"
        return str(format_list(list(items), style=style, locale=self.language))

    def day(self, day: date) -> str:
        """« 26 octobre 2018 », the first of a month as « 1er »."""
        return instants.short_date(day, self.language)

    def span(self, first: date, last: date) -> str:
        """« du 8 au 26 octobre 2018 », saying month and year once when they are the same."""
        return instants.span(first, last, self.language)


class Voice(Speech):
    """What a drawing says: labels, shares, days for an axis."""

    def __init__(self, language: str) -> None:
        super().__init__(language, Path(__file__).parent)

    def share(self, value: float) -> str:
        """« 23,8 % », from 23.8."""
        gap = "\u202f" if self.language == "fr" else ""
        return f"{self.number(value)}{gap}%"

    def counted(self, count: int, share: float | None) -> str:
        """« 7 », or « 7 (23,3 %) » where a percentage may be printed."""
        return (
            self.number(count) if share is None else f"{self.number(count)} ({self.share(share)})"
        )

    def label(self, text: str) -> str:
        """Words of a call as a drawing shows them: on one line, in the language's typography."""
        plain = drawable(text)
        return french(plain) if self.language == "fr" else plain

    def quoted(self, text: str) -> str:
        """A label between the quotation marks of the language."""
        text = self.label(text)
        return f"«\u00a0{text}\u00a0»" if self.language == "fr" else f"“{text}”"

    def told(self, name: str, value: str) -> str:
        """« name : value »."""
        gap = "\u00a0" if self.language == "fr" else ""
        return f"{self.label(name)}{gap}: {value}"

    def agencies(self, count: int, base: int) -> str:
        """« 3 agences sur 10 »."""
        said = self.ngettext(
            "%(count)s agency out of %(base)s", "%(count)s agencies out of %(base)s", count
        )
        return said % {"count": self.number(count), "base": self.number(base)}

    def brief_day(self, day: date) -> str:
        """« 26 oct. », “26 Oct”, for an axis: in the order in which pages write a date."""
        return str(format_date(day, "d MMM", locale=self.language))

    def month(self, day: date) -> str:
        """« octobre 2018 »."""
        return str(format_skeleton("yMMMM", day, locale=self.language))


@lru_cache(maxsize=2)
def voice(language: str) -> Voice:
    """The voice of a language, made once."""
    return Voice(language)
