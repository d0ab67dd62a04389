"""How far those who coded the same answers agree, and where they do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal

from consult import db
from consult.accounts.guards import staff
from consult.accounts.models import Role
from consult.analysis.coding.coders import Said, codings, standing
from consult.analysis.coding.words import STANCE_WORDS
from consult.analysis.figures.agreement import ENOUGH, Coding, Report, report
from consult.analysis.figures.rule_tree import ANYWHERE
from consult.analysis.figures.theme_table import name_of
from consult.analysis.material import Material
from consult.analysis.remembered import material
from consult.analysis.views.blind import is_blind
from consult.analysis.views.shell import pages
from consult.calls import queries as calls
from consult.web.paging import paged

Answer = tuple[str, str]
IMPORT = "import"


@pages.get("/staff/calls/<slug>/themes/agreement")
@staff(Role.READER)
def agreement(slug: str) -> ResponseReturnValue:
    """Coefficients with what they rest on, then every disagreement with a way to it."""
    session = db.session()
    call = calls.call_by_slug(session, slug)
    if is_blind(call):
        return render_template("analysis/blindfold.html", call=call, page="agreement")
    found = material(session, slug)
    said = standing(codings(session, call), found)
    compared = _compared(found, tuple(_coding(one) for one in said))
    return render_template(
        "analysis/agreement.html",
        call=call,
        report=compared,
        page=paged(compared.disagreements, request.args.get("page", ""), size=50),
        names={IMPORT: "", **{str(one.user): one.name for one in said if one.user}},
        themes={name_of(one): one for one in found.themes},
        questions={one.key: one.label for one in found.questionnaire},
        stances=STANCE_WORDS,
        anchors={(one.agency, one.question): one.anchor for one in said},
        enough=ENOUGH,
        coefficient=_coefficient,
    )


def _compared(found: Material, said: tuple[Coding, ...]) -> Report:
    """The report on these codings, kept for the next page of the same list."""
    known = found.worked_out.get(Report)
    if known is None or known[0] != said:
        known = said, report(said, _themes(found))
        found.worked_out[Report] = known
    compared: Report = known[1]
    return compared


def _coefficient(value: float | None) -> str:
    """Two decimals, as the page writes numbers; a dash where there is none."""
    if value is None:
        return "–"
    return str(format_decimal(value, format="0.00")).replace("-", "−")


def _coding(said: Said) -> Coding:
    """What was imported counts as one coder."""
    coder = IMPORT if said.user is None else str(said.user)
    stance = said.stance.value if said.stance else None
    theme = f"{said.of or ANYWHERE}/{said.theme}"
    return Coding((said.agency, said.question), coder, theme, stance)


def _themes(found: Material) -> Mapping[Answer, Sequence[str]]:
    """The themes that may describe each answer: those of its question, then those of all."""
    across = [name_of(one) for one in found.themes if not one.question]
    own = {
        question.key: [name_of(one) for one in found.themes if one.question == question.key]
        for question in found.questionnaire
    }
    return {(reply.agency, key): [*own[key], *across] for key in own for reply in found.replies}
