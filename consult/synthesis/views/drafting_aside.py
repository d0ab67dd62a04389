"""Beside the desk: passages to cite, figures to choose, and what chips show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from consult import db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.accounts.rules import reaches
from consult.analysis.coding.words import STANCE_WORDS
from consult.analysis.figures import kept_figures, rule_menu
from consult.analysis.figures.rule_tree import RuleError, Trait
from consult.analysis.figures.rule_words import TRAIT_WORDS, told, wrong
from consult.analysis.figures.rules import parse
from consult.analysis.material import Material, Stance
from consult.analysis.remembered import material
from consult.analysis.searching.language import parsed
from consult.analysis.views.blind import is_blind
from consult.calls import queries as calls
from consult.synthesis.composing.desk import PERCENTAGES_FROM, Desk
from consult.synthesis.drafting import beside, figures, picking
from consult.synthesis.drafting.block_json import BadBlock, placed
from consult.synthesis.drafting.blocks import (
    Block,
    FigureChip,
    FigureForm,
    Inline,
    QuoteChip,
    SourceChip,
    Words,
)
from consult.synthesis.drafting.citing import Badge, Citable, cited
from consult.synthesis.drafting.looking import saying
from consult.synthesis.drafting.queries import manuscript, origins, places
from consult.synthesis.reading_again.rounds import rounds, said
from consult.synthesis.snapshot import Audience
from consult.synthesis.views.desk_drawing import HERE
from consult.synthesis.views.shell import pages
from consult.web.paging import paged

SIZE = 30
MOST = 400
"""So many rules or places are resolved at once; the page asks again for more."""

BADGE_WORDS = {
    Badge.CITABLE: _l("citable"),
    Badge.REVIEW: _l("the agency reads it again first"),
    Badge.REFUSED: _l("quotation refused"),
    Badge.CONFIDENTIAL: _l("said in confidence"),
    Badge.TELLING: _l("its words would name their author"),
    Badge.UNNAMED: _l("its agency is not named"),
    Badge.ALTERED: _l("changed since"),
    Badge.GONE: _l("withdrawn since"),
}


@pages.get(f"{HERE}/passages")
@staff(Role.READER)
def desk_passages(slug: str) -> ResponseReturnValue:
    """The passages of a theme, or every answer to a question, with what may be quoted."""
    session = db.session()
    found, desk = _desk(session, slug)
    call = calls.call_by_slug(session, slug)
    blind = is_blind(call)
    about = request.args.get("about", "")
    theme, question = (about[2:] if about[:2] == mark else "" for mark in ("t:", "q:"))
    given = request.args.get("stance", "")
    wanted = beside.Wanted(
        theme="" if blind else theme,
        question=question,
        stance=Stance(given) if given in tuple(Stance) else None,
        agency=request.args.get("agency", ""),
    )
    asked = request.args.get("q", "").strip()
    query = parsed(asked, found.call.language) if asked else None
    looks = bool(wanted.theme or question or query or wanted.agency)
    among = None
    if query and not wanted.theme:
        among = saying(session, calls.call_with_questions(session, slug), query, wanted)
    kept = beside.passages(found, wanted, query, among) if looks else ()
    written = manuscript(session, call)
    used = beside.Used(places(written.blocks) if written else ())
    page = paged(kept, request.args.get("page", "1"), size=SIZE)
    return render_template(
        "synthesis/_desk_passage_list.html",
        call=call,
        found=found,
        blind=blind,
        about=about,
        wanted=wanted,
        asked=asked,
        looks=looks,
        counts=Counter((one.question, one.theme) for one in found.passages),
        across=Counter(one.theme for one in found.passages),
        stances=beside.stances(found, wanted.theme) if wanted.theme else (),
        stance_words=STANCE_WORDS,
        labels={(one.question, one.key): one.label for one in found.themes},
        badges=BADGE_WORDS,
        may_write=reaches(current_user().role, Role.MANAGER),
        page=page,
        passages=[(one, cited(desk, one.place), used.has(one.place)) for one in page.items],
        pieces=lambda text: beside.pieces(text, query),
    )


@pages.get(f"{HERE}/figures")
@staff(Role.READER)
def desk_figures(slug: str) -> ResponseReturnValue:
    """Everything that can be counted, with the figures kept and those of the note."""
    session = db.session()
    found, desk = _desk(session, slug)
    call = calls.call_by_slug(session, slug)
    written = manuscript(session, call)
    blocks = reversed(written.blocks) if written else ()
    recent = list(dict.fromkeys(rule for block in blocks for rule in block.rules))[:12]
    kept = [(one.label, one.rule) for one in kept_figures.figures(session, call)]
    return render_template(
        "synthesis/_desk_figures.html",
        call=call,
        menu=rule_menu.menu(found),
        places={trait: rule_menu.places(found, trait) for trait in Trait},
        traits=TRAIT_WORDS,
        stances=STANCE_WORDS,
        recent=[(rule, _figure(desk, rule)) for rule in recent],
        kept=[(label, rule, _figure(desk, rule)) for label, rule in kept],
    )


@pages.get(f"{HERE}/figures/joined")
@staff(Role.READER)
def desk_figure(slug: str) -> ResponseReturnValue:
    """The rule of the address, with what was clicked joined to it, and what it counts."""
    _found, desk = _desk(db.session(), slug)
    rule = rule_menu.clicked(
        request.args.get("rule", "").strip(),
        request.args.get("add", ""),
        request.args.get("how", ""),
    )
    return jsonify(rule=rule, figure=_figure(desk, rule) if rule else None)


@pages.post(f"{HERE}/resolve")
@staff(Role.READER)
def desk_resolve(slug: str) -> ResponseReturnValue:
    """What chips show: rules in every form, and what may be done with words."""
    sent = request.get_json(silent=True)
    if not isinstance(sent, Mapping):
        raise BadBlock("json")
    rules, sought = _listed(sent, "rules"), [placed(one) for one in _listed(sent, "places")]
    session = db.session()
    session.commit()  # nothing is written: others may write while the answers are read
    with db.database().reader() as reading:
        _found, desk = _desk(reading, slug)
        call = calls.call_with_questions(reading, slug)
        known = origins(reading, call, sought)
        return jsonify(
            figures={rule: _figure(desk, rule) for rule in rules if isinstance(rule, str)},
            places=[_place(cited(desk, place, known.get(place))) for place in sought],
        )


@pages.get(f"{HERE}/exhibits")
@staff(Role.READER)
def desk_exhibits(slug: str) -> ResponseReturnValue:
    """What a chart or a table can show."""
    found = material(db.session(), slug)
    return render_template("synthesis/_desk_exhibits.html", parts=picking.exhibits(found))


@pages.get(f"{HERE}/practices")
@staff(Role.READER)
def desk_practices(slug: str) -> ResponseReturnValue:
    """What agencies described in repeated groups, with what may be printed of it."""
    session = db.session()
    _found, desk = _desk(session, slug)
    asked = request.args.get("q", "").strip()
    page = paged(picking.practices(desk, asked), request.args.get("page", ""), size=SIZE)
    return render_template(
        "synthesis/_desk_practices.html",
        asked=asked,
        page=page,
        practices=[(one, picking.badge(desk, one)) for one in page.items],
        badges=BADGE_WORDS,
    )


def _desk(session: Session, slug: str) -> tuple[Material, Desk]:
    """What the delegate's note may say: what is shown beside the text is what will be printed."""
    call = calls.call_by_slug(session, slug)
    found = material(session, slug)
    return found, Desk(found, Audience.DELEGATE, said(rounds(session, call)))


def _figure(desk: Desk, rule: str) -> dict[str, Any]:
    """A rule in every form that it may be printed in, or what is wrong with it."""
    try:
        figure = figures.resolved(desk, rule)
        words = told(parse(rule), desk.material)
    except RuleError as error:
        return {"forms": {}, "words": "", "instead": "", "wrong": wrong(error, rule).sentence}
    withheld = figures.withheld(desk, rule)
    forms = {
        form.value: _text(desk, rule, form)
        for form in FigureForm
        if not withheld and not (form is FigureForm.SHARE and (figure.base or 0) < PERCENTAGES_FROM)
    }
    instead = _text(desk, rule, FigureForm.OF)
    return {"forms": forms, "words": words, "instead": instead, "withheld": withheld}


def said_by_chips(slug: str, blocks: Sequence[Block]) -> Callable[[Inline], str]:
    """What the chips of some blocks print, as a page without editors shows them."""
    if all(isinstance(piece, Words) for one in blocks for piece in one.content):
        return lambda piece: piece.text if isinstance(piece, Words) else ""
    with db.database().reader() as reading:
        _found, desk = _desk(reading, slug)

    def shown(piece: Inline) -> str:
        match piece:
            case FigureChip(rule, form):
                return _text(desk, rule, form)
            case QuoteChip(place):
                return f"{desk.words.quoted(place.text)} ({cited(desk, place).by})"
            case SourceChip(places):
                found = (cited(desk, one) for one in places)
                return f"[{', '.join(dict.fromkeys(one.code or one.by for one in found))}]"
            case Words(text):
                return text

    return shown


def _text(desk: Desk, rule: str, form: FigureForm) -> str:
    found = figures.printed(desk, FigureChip(rule, form))
    return found if isinstance(found, str) else found.text


def _place(one: Citable) -> dict[str, Any]:
    place = one.place
    return {
        "place": picking.as_json(place),
        "by": one.by,
        "code": one.code,
        "name": one.name,
        "question": one.question,
        "badge": "" if one.badge is Badge.CITABLE else one.badge.value,
        "words": str(BADGE_WORDS[one.badge]),
    }


def _listed(sent: Mapping[str, Any], name: str) -> Sequence[Any]:
    found = sent.get(name) or []
    if not isinstance(found, list) or len(found) > MOST:
        raise BadBlock(name)
    return found
