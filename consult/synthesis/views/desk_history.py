"""Who wrote what in the note, when, and what a block said between two edits."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult import db
from consult.accounts.guards import staff
from consult.accounts.models import Role
from consult.analysis.remembered import material
from consult.calls import queries as calls
from consult.errors import NotFound
from consult.synthesis.checks.check_words import of_rule
from consult.synthesis.drafting import desk_history as told
from consult.synthesis.drafting.desk_words import EDIT_WORDS, KIND_WORDS
from consult.synthesis.drafting.queries import row as manuscript_of
from consult.synthesis.views.desk_drawing import HERE
from consult.synthesis.views.shell import pages
from consult.web.paging import paged

PAGE = 50


@pages.get(f"{HERE}/history")
@staff(Role.READER)
def desk_history(slug: str) -> ResponseReturnValue:
    """Everything done to the note, the last first; of one person, or to one block."""
    session = db.session()
    call = calls.call_by_slug(session, slug)
    manuscript = manuscript_of(session, call)
    who = request.args.get("who", type=int)
    block = request.args.get("block", "")
    found = told.edits_of(session, manuscript, who=who, block=block) if manuscript else []
    page = paged(found, request.args.get("page", "1"), size=PAGE)
    return render_template(
        "synthesis/desk_history.html",
        call=call,
        page=page,
        edits=told.edits(session, page.items),
        people=told.people_of(session, manuscript) if manuscript else [],
        who=who,
        block=block,
        kinds=KIND_WORDS,
        words=EDIT_WORDS,
    )


@pages.get(f"{HERE}/history/<int:number>")
@staff(Role.READER)
def desk_edit(slug: str, number: int) -> ResponseReturnValue:
    """What one edit changed, side by side; from an earlier edit of the block if one is chosen."""
    session = db.session()
    call = calls.call_by_slug(session, slug)
    manuscript = manuscript_of(session, call)
    if manuscript is None:
        raise NotFound(f"manuscript of {slug}")
    edit = told.edit_of(session, manuscript, number)
    since = request.args.get("since", type=int)
    earlier = told.earlier(session, manuscript, edit)
    start = next((one for one in earlier if one.id == since), None)
    answers = material(session, slug)

    def spelled(rule: str) -> str:
        those = of_rule(rule, answers)
        return rule if those == rule else _("agencies that %(those)s", those=those)

    return render_template(
        "synthesis/desk_edit.html",
        call=call,
        edit=edit,
        earlier=earlier,
        since=start,
        compared=told.compared(edit, since=start, spelled=spelled),
        kinds=KIND_WORDS,
        words=EDIT_WORDS,
    )
