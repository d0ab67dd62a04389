"""Figures on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from flask_babel import gettext as _

from consult import db, migrating
from consult.analysis.figures.tally import Figures
from consult.analysis.figures.tally import figures as tally
from consult.analysis.queries import material
from consult.errors import NotFound


@click.command()
@click.argument("slug")
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
@with_appcontext
def figures(slug: str, *, as_json: bool) -> None:
    """Print every tally of every question of the call SLUG."""
    migrating.ensure(current_app.extensions["settings"].database_url)
    try:
        found = tally(material(db.session(), slug))
    except NotFound as error:
        raise click.ClickException(_("There is no call “%(slug)s”.", slug=slug)) from error
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_lines(found)))


def _lines(found: Figures) -> Iterator[str]:
    yield _(
        "%(call)s: %(responses)s agencies out of %(agencies)s answered (%(pct)s%%)",
        call=found["call"],
        responses=found["responses"],
        agencies=found["agencies"],
        pct=found["pct"],
    )
    for place in ("level", "region"):
        for one in found[f"by_{place}"]:
            yield f"  {one[place] or '–'}: {one['responses']}/{one['agencies']} ({one['pct']} %)"
    for key, question in found["questions"].items():
        yield ""
        yield _(
            "%(key)s (%(kind)s): put to %(shown)s, answered by %(answered)s",
            key=key,
            kind=question["kind"],
            shown=question["shown"],
            answered=question["answered"],
        )
        yield from _details(question)


def _details(question: dict[str, Any]) -> Iterator[str]:
    for name, value in question.items():
        if name in ("kind", "shown", "answered", "missing"):
            continue
        if not isinstance(value, dict):
            yield f"  {name}: {value}"
            continue
        for key, one in value.items():
            told = (
                ", ".join(f"{what} {number}" for what, number in one.items())
                if isinstance(one, dict)
                else one
            )
            yield f"  {key}: {told}"


analysis = AppGroup("analysis", help="What the answers say, read with the help of the machine.")


@analysis.command("suggest")
@click.argument("slug")
@click.option("--question", metavar="KEY", help="Only for the open question of this key.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
@click.option("--without-model", is_flag=True, help="Rest on the words alone, not on the encoder.")
def suggest(slug: str, *, question: str | None, as_json: bool, without_model: bool) -> None:
    """Suggest themes and phrases for the open questions of SLUG; nothing is applied."""
    # Numpy and the dictionaries are loaded by who asks for them, not by every command.
    from consult.analysis.suggesting import encoder, engine, report, wording  # noqa: PLC0415

    migrating.ensure(current_app.extensions["settings"].database_url)
    try:
        found = material(db.session(), slug)
        suggestions = engine.suggest(
            found, only=question, encoder=None if without_model else encoder.installed()
        )
    except NotFound as error:
        raise click.ClickException(_("There is no call “%(slug)s”.", slug=slug)) from error
    if question and not suggestions.questions:
        raise click.ClickException(
            _("The call has no open question “%(question)s”.", question=question)
        )
    if as_json:
        click.echo(json.dumps(report.as_json(suggestions, found), ensure_ascii=False, indent=2))
    else:
        click.echo(wording.as_text(suggestions))


@analysis.command("propose")
@click.argument("slug")
@click.option("--question", metavar="KEY", required=True, help="The open question to read.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
@click.option("--without-model", is_flag=True, help="Rest on the words alone, not on the encoder.")
def propose(slug: str, *, question: str, as_json: bool, without_model: bool) -> None:
    """Propose three themes of the code book for each passage of a question of SLUG.

    From the titles and definitions of the themes and the passages coded so far. Nothing is
    applied, nothing counts.
    """
    from consult.analysis.suggesting import engines, report  # noqa: PLC0415 - numpy and words

    migrating.ensure(current_app.extensions["settings"].database_url)
    engine = engines.engine("words" if without_model else "model")
    try:
        found = material(db.session(), slug)
    except NotFound as error:
        raise click.ClickException(_("There is no call “%(slug)s”.", slug=slug)) from error
    themes = engines.described(found, question)
    try:
        proposed = engine.propose(found, question, themes)
        whole = engine.propose_for_answers(found, question, themes) if as_json else {}
    except NotFound as error:
        raise click.ClickException(
            _("The call has no open question “%(question)s”.", question=question)
        ) from error
    if not themes:
        raise click.ClickException(_("No theme describes “%(question)s” yet.", question=question))
    told = report.proposals_as_json(found, question, engine.record, themes, proposed, whole)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for one in told["passages"]:
        click.echo(report.clean(f"{one['agency']} [{one['start']}-{one['end']}] {one['text']}"))
        click.echo(report.clean("    " + " · ".join(theme["label"] for theme in one["themes"])))


GROUPS: tuple[click.Command, ...] = (figures, analysis)
