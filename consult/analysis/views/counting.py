"""Counts: a rule built by clicking or typed, whom it counts, and the figures that are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.analysis.coding.words import STANCE_WORDS
from consult.analysis.figures import kept_figures as kept
from consult.analysis.figures import rule_menu
from consult.analysis.figures.rule_menu import How
from consult.analysis.figures.rule_tree import RuleError, Trait
from consult.analysis.figures.rule_words import TRAIT_WORDS, Wrong, told, wrong
from consult.analysis.figures.rules import Figure, Resolver, parse
from consult.analysis.material import Material
from consult.analysis.remembered import material
from consult.analysis.views.shell import pages
from consult.calls import queries as calls
from consult.contributions.consent import Attribution

ATTRIBUTION_WORDS = {
    Attribution.NAMED: _l("named"),
    Attribution.ANONYMOUS: _l("anonymous"),
    Attribution.CONFIDENTIAL: _l("confidential"),
}
TOLD = 300
"""So many agencies are named behind a count; the reading desk finds the others."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the visitor asks to count: the text of the rule, and its figure or its fault."""

    text: str
    figure: Figure | None = None
    words: str = ""
    wrong: Wrong | None = None


@pages.get("/staff/calls/<slug>/figures/counts")
@staff(Role.READER)
def counts(slug: str) -> ResponseReturnValue:
    """The builder, the rule with what it counts, and the figures kept."""
    session = db.session()
    call = calls.call_by_slug(session, slug)
    found = material(session, slug)
    resolver = Resolver(found)
    return render_template(
        "analysis/counts.html",
        menu=rule_menu.menu(found),
        places={trait: rule_menu.places(found, trait) for trait in Trait},
        traits=TRAIT_WORDS,
        stances=STANCE_WORDS,
        how=request.args.get("how", How.REPLACE.value),
        fault=wrong,
        removed=request.args.get("removed", type=int),
        kept=kept.counted(kept.figures(session, call), resolver),
        **_shown(call, found, resolver),
    )


@pages.get("/staff/calls/<slug>/figures/counts/live")
@staff(Role.READER)
def count_live(slug: str) -> ResponseReturnValue:
    """What the rule counts, for a page that is open while it is typed."""
    session = db.session()
    call = calls.call_by_slug(session, slug)
    found = material(session, slug)
    return render_template("analysis/_count.html", **_shown(call, found, Resolver(found)))


@pages.post("/staff/calls/<slug>/figures/counts")
@staff(Role.MANAGER)
def keep_figure(slug: str) -> ResponseReturnValue:
    """Keep what the rule counts under a name."""
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    found = material(session, slug)
    text = request.form.get("rule", "")
    asked = _asked(text, found, Resolver(found))
    if asked.figure is None:
        return redirect(url_for("analysis.counts", slug=slug, rule=text))
    try:
        made = kept.keep(
            session,
            call=call,
            label=request.form.get("label", ""),
            figure=asked.figure,
            user=current_user(),
            at=at,
        )
    except (kept.LabelTaken, kept.LabelWanted) as refused:
        flash(_label_refused(refused), "error")
        label = request.form.get("label", "")[: kept.LONGEST]
        return redirect(url_for("analysis.counts", slug=slug, rule=asked.text, label=label))
    session.commit()
    flash(_("“%(label)s” is kept.", label=made.label))
    return redirect(url_for("analysis.counts", slug=slug, rule=asked.text, _anchor="kept"))


@pages.post("/staff/calls/<slug>/figures/counts/<int:figure_id>")
@staff(Role.MANAGER)
def change_figure(slug: str, figure_id: int) -> ResponseReturnValue:
    """Rename a kept figure, take its number of now, remove it, or take the removal back."""
    at = clock.now()
    session, user = db.session(), current_user()
    call = calls.call_by_slug(session, slug)
    about: dict[str, Any] = {"call": call, "figure_id": figure_id, "user": user, "at": at}
    act = request.form.get("act", "")
    try:
        if act == "rename":
            kept.rename(session, label=request.form.get("label", ""), **about)
            flash(_("The figure has its new name."))
        elif act == "remove":
            gone = kept.remove(session, **about)
            flash(_("“%(label)s” is removed.", label=gone.label))
        elif act == "restore":
            back = kept.restore(session, **about)
            flash(_("“%(label)s” is kept again.", label=back.label))
        elif act == "accept":
            found = material(session, slug)
            kept.accept(session, resolver=Resolver(found), **about)
            flash(_("The count of now is the one kept."))
    except (kept.LabelTaken, kept.LabelWanted) as refused:
        flash(_label_refused(refused), "error")
        return redirect(url_for("analysis.counts", slug=slug, _anchor="kept"))
    session.commit()
    removed = figure_id if act == "remove" else None
    return redirect(url_for("analysis.counts", slug=slug, removed=removed, _anchor="kept"))


def _shown(call: Any, found: Material, resolver: Resolver) -> dict[str, Any]:
    """What stands under the rule: its figure with who is counted, or what is wrong with it."""
    clicked = (request.args.get(name, "") for name in ("add", "how"))
    text = rule_menu.clicked(request.args.get("rule", "").strip(), *clicked)
    asked = _asked(text, found, resolver)
    agencies = asked.figure.agencies if asked.figure else ()
    return {
        "call": call,
        "asked": asked,
        "who": [(found.member[one], found.reply.get(one)) for one in agencies[:TOLD]],
        "more": len(agencies[TOLD:]),
        "attributions": ATTRIBUTION_WORDS,
        "replied": len(found.replies),
    }


def _asked(text: str, found: Material, resolver: Resolver) -> Asked:
    if not text:
        return Asked("")
    try:
        rule = parse(text)
        return Asked(text, resolver.resolve(rule), told(rule, found))
    except RuleError as error:
        return Asked(text, wrong=wrong(error, text))


def _label_refused(refused: Exception) -> str:
    if isinstance(refused, kept.LabelTaken):
        return str(
            _("Another figure is called “%(label)s”: choose another name.", label=refused.args[0])
        )
    return str(_("Give the figure a name, of at most %(num)s characters.", num=kept.LONGEST))
