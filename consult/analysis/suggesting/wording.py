"""Suggestions as a person reads them in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import flask_babel

from consult.analysis.figures.shared import Place, Shared
from consult.analysis.suggesting.phrases import Phrase
from consult.analysis.suggesting.report import clean
from consult.analysis.suggesting.suggested import Suggested, Suggestions, Theme

_: Callable[..., str] = flask_babel.gettext
ngettext: Callable[..., str] = flask_babel.ngettext

SHOWN = 3


def as_text(suggestions: Suggestions) -> str:
    """One block per question; nothing in it that a terminal would obey."""
    engine = suggestions.engine
    lines = [
        suggestions.title,
        _(
            "Suggested by %(name)s %(version)s, seed %(seed)s: nothing is applied, nothing counts.",
            name=engine["name"],
            version=engine["version"],
            seed=engine["parameters"]["seed"],
        ),
    ]
    for one in suggestions.questions:
        lines += ["", *_question(one, engine["parameters"]["enough"])]
    return "\n".join(clean(line) for line in lines)


def _question(one: Suggested, enough: int) -> Iterator[str]:
    yield f"{one.question} | {one.label}"
    yield "  " + _(
        "Answers: %(answers)s; distinct: %(distinct)s; saying nothing, set aside: %(aside)s",
        answers=one.answers,
        distinct=one.distinct,
        aside=one.set_aside,
    )
    if not one.answers:
        return
    if not one.enough:
        yield "  " + _(
            "No themes are suggested under %(enough)s answers: read them all.", enough=enough
        )
    elif not one.themes:
        yield "  " + _("No theme is common to several agencies.")
    for theme in one.themes:
        yield from _theme(theme)
    yield from _list(_("Key phrases"), one.phrases)
    yield from _list(_("Frequent words"), one.words)
    for shared in one.shared:
        yield from _shared(shared)
    if one.atypical:
        yield "  " + _("Unlike the others:")
        yield from _quotes(one.atypical)


def _theme(theme: Theme) -> Iterator[str]:
    size = ngettext("%(num)s agency", "%(num)s agencies", theme.agencies)
    yield "  " + _("Theme suggested: %(label)s (%(size)s)", label=theme.label, size=size)
    yield from _quotes(theme.passages[:SHOWN])


def _shared(shared: Shared) -> Iterator[str]:
    number, names = len(shared.agencies), ", ".join(shared.agencies)
    yield "  " + (
        _("Text common to %(number)s answers: %(names)s", number=number, names=names)
        if shared.exact
        else _("Text nearly common to %(number)s answers: %(names)s", number=number, names=names)
    )
    yield from _quotes(shared.places[:1])


def _list(title: str, phrases: Iterable[Phrase]) -> Iterator[str]:
    if said := ", ".join(f"{phrase.text} ({phrase.agencies})" for phrase in phrases):
        yield "  " + _("%(title)s: %(said)s", title=title, said=said)


def _quotes(places: Iterable[Place]) -> Iterator[str]:
    for place in places:
        where = f"{place.start}-{place.end}"
        if place.item:
            where = f"{place.item}.{place.field} {where}"
        yield f"    {place.agency} [{where}] {' '.join(place.text.split())}"
