"""The figures of a call: every question, on a page and for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from functools import partial

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult import db
from consult.accounts.guards import staff
from consult.accounts.models import Role
from consult.analysis.figures import slices
from consult.analysis.figures.panels import Part, across, by_group, lines, parts
from consult.analysis.figures.tally import Figures
from consult.analysis.figures.tally import figures as counted
from consult.analysis.material import Material
from consult.analysis.remembered import material
from consult.analysis.themes import Table, table
from consult.analysis.views.blind import is_blind
from consult.analysis.views.shell import pages
from consult.analysis.views.taking import making, tell
from consult.calls import queries as calls
from consult.calls.models import Call
from consult.charts.drawing import PHONE, draw
from consult.charts.figures import Bar, Bars
from consult.errors import NotFound
from consult.web.downloads import download
from consult.web.filters import locale
from consult.web.sheets import safe

MEASURE_WORDS = {
    "mean": _l("mean"),
    "sum": _l("sum"),
    "words": _l("words written"),
    "items": _l("items given"),
}


@pages.get("/staff/calls/<slug>/figures")
@staff(Role.READER)
def figures(slug: str) -> ResponseReturnValue:
    """Every question with its drawing and its table, for all agencies or for some."""
    session = db.session()
    call = calls.call_by_slug(session, slug)
    every = _seen(call)
    chosen = slices.Slice.read(request.args, every)
    split = request.args.get("split") == "level" and not chosen.level
    shown = slices.narrowed(every, chosen)
    tally, themes = counted(shown), table(shown)
    return render_template(
        "analysis/figures.html",
        call=call,
        figures=tally,
        chosen=chosen,
        split=split,
        levels=slices.levels(every),
        regions=slices.regions(every),
        parts=_parts(shown, tally, themes, split=split),
        across=across(themes, _("Themes of every question")),
        rates=_rates(tally["by_level"], _("Responses by level")),
        map=slices.territories(shown, _("Responses by region")),
        drawn=partial(draw, language=locale()),
        narrow=PHONE,
        measures=MEASURE_WORDS,
    )


def _seen(call: Call) -> Material:
    """What this visitor may look at: the drawings of texts show what colleagues coded."""
    every = material(db.session(), call.slug)
    return replace(every, passages=()) if is_blind(call) else every


def _parts(shown: Material, tally: Figures, themes: Table, *, split: bool) -> list[Part]:
    """Every section; choices are drawn level by level where that is asked."""
    other = _("Another answer")
    found = list(parts(shown, tally, themes, other))
    if not split:
        return found
    groups = [(level, counted(part)) for level, part in slices.by_level(shown)]
    asked = shown.questionnaire.by_key
    return [
        replace(
            part,
            panels=tuple(by_group(panel, asked[panel.key], groups, other) for panel in part.panels),
        )
        for part in found
    ]


def _rates(rows: list[Figures], title: str) -> Bars:
    """How many of each level answered of how many were asked."""
    bars = (
        Bar(
            _(
                "%(level)s, %(agencies)s asked",
                level=row["level"] or _("not said"),
                agencies=row["agencies"],
            ),
            row["responses"],
        )
        for row in rows
    )
    return Bars(title, tuple(bars))


@pages.get("/staff/calls/<slug>/figures/<key>.svg")
@staff(Role.READER)
def drawing(slug: str, key: str) -> ResponseReturnValue:
    """The drawing of one question as a file, to be put into another document."""
    every = _seen(calls.call_by_slug(db.session(), slug))
    shown = slices.narrowed(every, slices.Slice.read(request.args, every))
    told = parts(shown, counted(shown), table(shown), _("Another answer"))
    found = (panel for part in told for panel in part.panels)
    figure = next((panel.figure for panel in found if panel.key == key), None)
    if figure is None:
        raise NotFound(_("This question has no drawing."))
    svg = draw(figure, locale(), fitted=True).svg
    return download(
        f'<?xml version="1.0" encoding="UTF-8"?>\n{svg}\n', "image/svg+xml", f"{slug}-{key}.svg"
    )


@pages.post("/staff/calls/<slug>/figures.json")
@staff(Role.READER)
def as_json(slug: str) -> ResponseReturnValue:
    """The same as `flask figures --json`; the trail keeps who asked."""
    with making() as (actor, reading):
        text = json.dumps(counted(material(reading, slug)), ensure_ascii=False, indent=2)
    tell(slug, "figures-json", actor=actor)
    return download(f"{text}\n", "application/json", f"{slug}-figures.json")


@pages.post("/staff/calls/<slug>/figures.csv")
@staff(Role.READER)
def as_csv(slug: str) -> ResponseReturnValue:
    """One line per figure; the trail keeps who asked."""
    with making() as (actor, reading):
        found = material(reading, slug)
    tell(slug, "figures-csv", actor=actor)
    out = io.StringIO(newline="")
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(("question", "label", "item", "measure", "value"))
    for *words, value in lines(found.questionnaire, counted(found)):
        writer.writerow([*(safe(word) for word in words), "" if value is None else value])
    return download(out.getvalue(), "text/csv", f"{slug}-figures.csv")
