"""Checks of the note beside it, and the page of what it leaves out."""

from __future__ import annotations

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.accounts.rules import reaches
from consult.analysis.remembered import material
from consult.analysis.views.blind import is_blind
from consult.calls.models import Call
from consult.calls.queries import call_by_slug
from consult.errors import NotFound
from consult.synthesis.checks import check_words, coverage, loading, mending
from consult.synthesis.checks.findings import Check, Finding
from consult.synthesis.checks.ground import Ground
from consult.synthesis.checks.running import counted, run
from consult.synthesis.drafting.desk_words import KIND_WORDS
from consult.synthesis.drafting.edits import held
from consult.synthesis.drafting.queries import row
from consult.synthesis.models import Manuscript
from consult.synthesis.views.drafting import HERE, told_since
from consult.synthesis.views.shell import pages
from consult.web.paging import paged

OF_THEMES = frozenset({Check.COVERAGE_THEMES, Check.COVERAGE_ONE_VOICE})
"""What tells how others coded: whoever codes blind does not see it."""


@pages.get(f"{HERE}/checks")
@staff(Role.READER)
def checks(slug: str) -> ResponseReturnValue:
    """What is to be looked at before the note is approved, as a part of the desk."""
    session = db.session()
    call = call_by_slug(session, slug)
    ground = loading.ground(session, slug, answers=material(session, slug))
    blind = is_blind(call)
    found = [one for one in run(ground) if not (blind and one.check in OF_THEMES)]
    return render_template(
        "synthesis/_desk_findings.html",
        call=call,
        written=bool(ground.blocks),
        found=[one for one in found if one.check is not Check.TYPOGRAPHY],
        spelling=[one for one in found if one.check is Check.TYPOGRAPHY],
        counts=counted(found),
        severities=check_words.SEVERITY_WORDS,
        families=check_words.FAMILY_WORDS,
        named=check_words.named,
        told=check_words.told,
        offered=lambda fix: check_words.offered(fix, ground.desk.material),
        fixes=lambda one: [] if blind else one.fixes,
        where=_where(ground),
        may_write=reaches(current_user().role, Role.MANAGER),
    )


@pages.post(f"{HERE}/checks/mend")
@staff(Role.MANAGER)
def mend(slug: str) -> ResponseReturnValue:
    """Make one fix that a check offers, as an edit of the block."""
    at = clock.now()
    ground = _looked_at(slug)
    sent = _sent()
    choice = sent.get("choice", 0)
    try:
        finding = _finding(ground, sent.get("finding"))
        call, manuscript = _unchanged(slug, ground)
        mending.mend(
            db.session(),
            manuscript=manuscript,
            user=current_user(),
            ground=ground,
            finding=finding,
            choice=choice if isinstance(choice, int) else -1,
            at=at,
        )
    except NotFound:
        return _changed()
    db.session().commit()
    return jsonify({**_told(call, manuscript), "said": _("Corrected."), "key": finding.block})


@pages.post(f"{HERE}/checks/typography")
@staff(Role.MANAGER)
def correct_typography(slug: str) -> ResponseReturnValue:
    """Make every correction of typography at once, as one edit."""
    at = clock.now()
    ground = _looked_at(slug)
    found = run(ground)
    try:
        call, manuscript = _unchanged(slug, ground)
    except NotFound:
        return _changed()
    number = mending.correct_all(
        db.session(),
        manuscript=manuscript,
        user=current_user(),
        ground=ground,
        found=found,
        at=at,
    )
    db.session().commit()
    said = ngettext("%(num)s correction made.", "%(num)s corrections made.", number)
    return jsonify({**_told(call, manuscript), "said": said})


@pages.get(f"{HERE}/coverage")
@staff(Role.READER)
def coverage_page(slug: str) -> ResponseReturnValue:
    """What of the consultation the note tells, and what it leaves out."""
    session = db.session()
    call = call_by_slug(session, slug)
    manuscript = row(session, call)
    ground = loading.ground(session, slug, answers=material(session, slug))
    covered = coverage.coverage(ground)
    by_cited = sorted(covered.contributions, key=lambda one: one.cited)
    return render_template(
        "synthesis/coverage.html",
        call=call,
        manuscript=manuscript,
        covered=covered,
        contributions=paged(by_cited, request.args.get("page", "")),
        labels={one.key: one.label for one in ground.desk.material.questionnaire},
        blind=is_blind(call),
        is_current=ground.opened is not None and ground.opened == ground.manuscript.revision,
        may_write=reaches(current_user().role, Role.MANAGER),
    )


@pages.post(f"{HERE}/coverage")
@staff(Role.MANAGER)
def open_coverage(slug: str) -> ResponseReturnValue:
    """Record that the coverage of the note as it stands is being looked at, and show it."""
    at = clock.now()
    session = db.session()
    _call, manuscript = _manuscript(slug)
    manuscript.coverage_revision = manuscript.revision
    manuscript.coverage_at, manuscript.coverage_by = at, current_user().email
    session.commit()
    return redirect(url_for("synthesis.coverage_page", slug=slug), 303)


def _manuscript(slug: str) -> tuple[Call, Manuscript]:
    session = db.session()
    call = call_by_slug(session, slug)
    found = row(session, call)
    if found is None:
        raise NotFound(f"manuscript of {slug}")
    return call, found


def _looked_at(slug: str) -> Ground:
    """Everything the checks look at, while others may write: it takes seconds on thousands."""
    db.session().commit()
    with db.database().reader() as reading:
        call = call_by_slug(reading, slug)
        if row(reading, call) is None:
            raise NotFound(f"manuscript of {slug}")
        return loading.ground(reading, slug, answers=material(reading, slug))


def _unchanged(slug: str, ground: Ground) -> tuple[Call, Manuscript]:
    """The manuscript to write in; raises `NotFound` where it is not the one looked at."""
    call = call_by_slug(db.session(), slug)
    found = held(db.session(), call)
    if found is None or found.revision != ground.manuscript.revision:
        raise NotFound(f"revision {ground.manuscript.revision}")
    return call, found


def _changed() -> ResponseReturnValue:
    db.session().rollback()
    return jsonify(said=_("This was changed meanwhile: look at the checks again.")), 409


def _sent() -> dict[str, object]:
    """What the page sent; nothing where it is no object."""
    sent = request.get_json(silent=True)
    return sent if isinstance(sent, dict) else {}


def _finding(ground: Ground, wanted: object) -> Finding:
    for one in run(ground):
        if one.id == wanted:
            return one
    raise NotFound(f"finding {wanted}")


def _told(call: Call, manuscript: Manuscript) -> dict[str, object]:
    since = _sent().get("since")
    return told_since(call, manuscript, since if isinstance(since, int) else -1)


def _where(ground: Ground) -> dict[str, str]:
    """What each block is called in the list: its kind, and the chapter it stands in."""
    found: dict[str, str] = {}
    for head, inside in ground.manuscript.chapters():
        for block in ([head] if head else []) + list(inside):
            chapter = f" · {head.title}" if head and head.title and block is not head else ""
            found[block.id] = f"{KIND_WORDS[block.kind]}{chapter}"
    return found
