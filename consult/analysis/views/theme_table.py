"""The theme table, the passages behind its cells, and whether contributions still bring themes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult import db
from consult.accounts.guards import staff
from consult.accounts.models import Role
from consult.analysis.coding.coders import Said, codings
from consult.analysis.coding.words import ORIGIN_WORDS, STANCE_WORDS
from consult.analysis.figures import theme_table as tables
from consult.analysis.figures.saturation import Saturation, saturation
from consult.analysis.figures.theme_table import By, Sheet, Taken
from consult.analysis.material import Material, Passage
from consult.analysis.remembered import material
from consult.analysis.themes import Table, table
from consult.analysis.views.blind import is_blind
from consult.analysis.views.shell import pages
from consult.analysis.views.taking import making, tell
from consult.calls import queries as calls
from consult.calls.models import Call
from consult.charts import figures
from consult.charts.drawing import PHONE, Drawing, draw
from consult.errors import NotFound
from consult.web import sheets
from consult.web.downloads import download
from consult.web.paging import Paged, paged

BY_WORDS = {
    By.STANCE: _l("By position"),
    By.AGENCY: _l("By agency"),
    By.LEVEL: _l("By level"),
    By.REGION: _l("By region"),
}
TAKEN_WORDS = {
    **{Taken(stance.value): words for stance, words in STANCE_WORDS.items()},
    Taken.MIXED: _l("mixed"),
    Taken.NONE: _l("no position"),
}
ACROSS = 30
"""So many agencies stand side by side on one page."""

SHOWN = 50
"""So many passages are on one page."""


@pages.get("/staff/calls/<slug>/themes/table", endpoint="theme_table")
@staff(Role.READER)
def theme_table(slug: str) -> ResponseReturnValue:
    """Themes with who speaks of them; the columns are chosen by the visitor."""
    session = db.session()
    call = calls.call_by_slug(session, slug)
    if is_blind(call):
        return _blindfold(call, "table")
    found = material(session, slug)
    by = _by(request.args.get("by", ""))
    whole = table(found)
    agencies = _agencies_across(whole, by)
    return render_template(
        "analysis/theme_table.html",
        call=call,
        sheet=tables.sheet(found, whole, by, agencies.items if agencies else None),
        by_words=BY_WORDS,
        taken_words=TAKEN_WORDS,
        agencies=agencies,
        saturation=(curve := _saturation(found, whole)),
        drawing=_drawn(curve),
        labels={tables.name_of(one): one.label for one in found.themes},
    )


@pages.post("/staff/calls/<slug>/themes/table.csv")
@staff(Role.READER)
def theme_table_csv(slug: str) -> ResponseReturnValue:
    """The table as shown, for a spreadsheet; the trail keeps who asked."""
    if is_blind(call := calls.call_by_slug(db.session(), slug)):
        return _blindfold(call, "table")
    by = _by(request.form.get("by", ""))
    with making() as (actor, reading):
        found = material(reading, slug)
    tell(slug, f"themes-{by}", actor=actor)
    sheet = tables.sheet(found, table(found), by)
    titles = [_column(sheet, column.key) for column in sheet.columns]
    header = (_("Question"), _("Theme"), _("Claim"), _("Agencies"), _("Out of"), *titles)
    text = sheets.as_csv(header, _lines(sheet))
    return download(text, sheets.CSV, f"{slug}-themes-{by}.csv")


@pages.get("/staff/calls/<slug>/themes/table/passages")
@staff(Role.READER)
def theme_passages(slug: str) -> ResponseReturnValue:
    """The passages behind one cell: the words, whose they are, and who coded them."""
    session = db.session()
    call = calls.call_by_slug(session, slug)
    if is_blind(call):
        return _blindfold(call, "table")
    found = material(session, slug)
    name, key = request.args.get("theme", ""), request.args.get("key", "")
    by = _by(request.args["by"]) if "by" in request.args else None
    try:
        row, passages = tables.passages(found, table(found), name, by, key)
    except (KeyError, ValueError) as error:
        raise NotFound(name) from error
    said = codings(session, call, theme=(row.theme.question, row.theme.key))
    return render_template(
        "analysis/theme_passages.html",
        call=call,
        theme=row.theme,
        replied=len(found.replies),
        by=by,
        column=TAKEN_WORDS[Taken(key)] if by is By.STANCE else key,
        agencies=len({one.agency for one in passages}),
        page=paged(passages, request.args.get("page", ""), size=SHOWN),
        given={"slug": slug, "theme": name, "by": by, "key": key},
        rule=tables.narrowed(f"theme:{name}", by, key) if by else f"theme:{name}",
        coders=_coders(said),
        place=_place,
        anchors={(one.agency, one.question): one.anchor for one in said},
        stances=STANCE_WORDS,
        questions={one.key: one.label for one in found.questionnaire},
    )


def _by(word: str) -> By:
    return By(word) if word in tuple(By) else By.STANCE


def _agencies_across(whole: Table, by: By) -> Paged[str] | None:
    """The agencies that stand side by side on this page of the table."""
    if by is not By.AGENCY:
        return None
    return paged(whole.agencies, request.args.get("page", ""), size=ACROSS)


def _blindfold(call: Call, page: str) -> str:
    return render_template("analysis/blindfold.html", call=call, page=page)


def _saturation(found: Material, whole: Table) -> Saturation:
    """The curve of the call, each theme by its name."""
    coded: dict[str, set[str]] = defaultdict(set)
    for row in whole.rows:
        for agency in row.agencies:
            coded[agency].add(tables.name_of(row.theme))
    return saturation(found, coded)


def _drawn(curve: Saturation) -> tuple[Drawing, Drawing] | None:
    """The curve for a wide screen and for a narrow one, from two contributions on."""
    if len(curve.steps) < 2:
        return None
    figure = figures.Saturation(
        _("Themes met, contribution after contribution"), tuple(step.met for step in curve.steps)
    )
    language = str(get_locale())
    return draw(figure, language), draw(figure, language, width=PHONE)


def _column(sheet: Sheet, key: str) -> str:
    if sheet.by is By.STANCE:
        return str(TAKEN_WORDS[Taken(key)])
    return key or _("not said")


def _lines(sheet: Sheet) -> list[list[object]]:
    return [
        [
            shelf.title or _("Every question"),
            line.theme.label,
            line.theme.claim,
            len(line.agencies),
            sheet.replied,
            *(TAKEN_WORDS[cell.taken] if cell.taken else cell.count for cell in line.cells),
        ]
        for shelf in sheet.shelves
        for line in shelf.lines
    ]


Where = tuple[str, str, int | None, str | None, int, int, str | None]


def _place(passage: Passage) -> Where:
    """Where a passage stands and what it says; codings that say the same are of the same place."""
    return (
        passage.agency,
        passage.question,
        passage.item,
        passage.field,
        *(passage.start, passage.end, passage.stance),
    )


def _coders(said: Iterable[Said]) -> Mapping[Where, list[tuple[str, str]]]:
    """Who put each passage there, and how."""
    found: dict[Where, list[tuple[str, str]]] = defaultdict(list)
    for one in said:
        where = (one.agency, one.question, one.item, one.field, one.start, one.end, one.stance)
        found[where].append((one.name, str(ORIGIN_WORDS[one.origin])))
    return found
