"""Sections: added, worded, moved, copied, removed."""

from __future__ import annotations

from functools import partial

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from config import LOCALES
from consult import db
from consult.accounts.guards import staff
from consult.accounts.models import Role
from consult.calls import queries
from consult.calls.building import acts as building
from consult.calls.building.section_forms import SectionForm
from consult.calls.forms import IN_WORDS
from consult.calls.models import Act, Call
from consult.calls.naming import key_from
from consult.calls.questionnaire import Questionnaire, Section
from consult.calls.soundness import CannotBuild
from consult.calls.views import acting
from consult.calls.views.shell import pages
from consult.calls.wording import why_words
from consult.errors import NotFound, StaleRevision

HERE = "/staff/calls/<slug>/questionnaire/sections"
STEPS = {"up": -1, "down": 1}


@pages.route("/staff/calls/<slug>/questionnaire/add-section", methods=["GET", "POST"])
@staff(Role.MANAGER)
def add_section(slug: str) -> ResponseReturnValue:
    """A section more, at the end."""
    call = queries.call_with_questions(db.session(), slug)
    return _section(call, None)


@pages.route(f"{HERE}/<key>", methods=["GET", "POST"])
@staff(Role.MANAGER)
def section(slug: str, key: str) -> ResponseReturnValue:
    """The title of a section and what introduces it."""
    call = queries.call_with_questions(db.session(), slug)
    try:
        return _section(call, building.section_of(call.questionnaire, key))
    except CannotBuild as gone:
        raise NotFound(f"section {key}") from gone


@pages.post(f"{HERE}/<key>/move")
@staff(Role.MANAGER)
def move_section(slug: str, key: str) -> ResponseReturnValue:
    """One place up or down, or where it was dropped."""
    if (by := STEPS.get(request.form.get("step", ""))) is not None:
        wanted = partial(building.section_stepped, key=key, by=by)
    else:
        wanted = partial(building.section_moved, key=key, before=request.form.get("before", ""))
    return acting.pressed(
        slug,
        act=Act.MOVE_SECTION,
        wanted=wanted,
        subject=partial(_title, key=key),
        anchor=f"section-{key}",
    )


@pages.post(f"{HERE}/<key>/copy")
@staff(Role.MANAGER)
def copy_section(slug: str, key: str) -> ResponseReturnValue:
    """A copy of the section and of its questions."""

    def copied(told: Questionnaire) -> Questionnaire:
        return building.section_duplicated(
            told, key, _("%(title)s (copy)", title=_title(told, key))
        )

    return acting.pressed(
        slug,
        act=Act.COPY_SECTION,
        wanted=copied,
        subject=partial(_title, key=key),
        anchor=f"section-{key}",
    )


@pages.post(f"{HERE}/<key>/remove")
@staff(Role.MANAGER)
def remove_section(slug: str, key: str) -> ResponseReturnValue:
    """The section and its questions are no longer asked."""
    return acting.pressed(
        slug,
        act=Act.REMOVE_SECTION,
        wanted=partial(building.without_section, key=key),
        subject=partial(_title, key=key),
    )


def _title(told: Questionnaire, key: str) -> str:
    return building.section_of(told, key).title


def _section(call: Call, held: Section | None) -> ResponseReturnValue:
    language = next(one for one in LOCALES if one != call.language)
    form = SectionForm.showing(held, language)
    told = call.questionnaire
    if form.validate_on_submit():
        try:
            return _saved(call, form, held, language)
        except CannotBuild as why:
            form.title.errors = [why_words(why, told)]
        except StaleRevision:
            db.session().rollback()
            form.title.errors = [acting.faster(call)]
            call = queries.call_with_questions(db.session(), call.slug)
    page = render_template(
        "calls/section.html",
        call=call,
        form=form,
        held=held,
        language=language,
        in_words=IN_WORDS,
        revision=call.questionnaire_revision,
    )
    return page, 422 if form.is_submitted() else 200


def _saved(
    call: Call, form: SectionForm, held: Section | None, language: str
) -> ResponseReturnValue:
    told = call.questionnaire
    if held is not None:
        typed = form.section(held, language)
        return acting.done(
            call,
            building.section_replaced(told, held.key, typed),
            act=Act.EDIT_SECTION,
            subject=typed.title,
            anchor=f"section-{held.key}",
        )
    keys = {one.key for one in told.sections}
    key = key_from(form.title.data or "", keys, otherwise="section")
    typed = form.section(Section(key, ""), language)
    return acting.done(
        call,
        building.with_section(told, typed),
        act=Act.ADD_SECTION,
        subject=typed.title,
        anchor=f"section-{key}",
    )
