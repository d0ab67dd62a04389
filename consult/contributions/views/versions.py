"""Going back: what was changed by whom, what was sent, what differs, and taking it all back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from consult import clock, db, errors
from consult.accounts import queries as accounts
from consult.accounts.guards import staff
from consult.accounts.models import Role
from consult.contributions import guards, histories, queries, restoring
from consult.contributions.answering.forms import with_consent
from consult.contributions.drafts import Draft
from consult.contributions.standing import standing_of, times_of
from consult.contributions.team import hands
from consult.contributions.team.colleague_letters import About, withdrawn
from consult.contributions.texts.comparing import Change, changes, said_in
from consult.contributions.texts.merging import NOTHING, Said
from consult.contributions.views.shell import HERE, pages, speaking, to
from consult.post import enqueue
from consult.web.dates import moment

DRAFT = "draft"
PER_PAGE = 20
LONGEST_REASON = 2000


@pages.get(f"{HERE}/history")
def history(public_id: str) -> ResponseReturnValue:
    """Who changed what, the newest first; with `question`, every text that answer ever was."""
    at = clock.now()
    session = db.session()
    guards.ensure_admitted(session, public_id, at=at)
    draft = speaking(queries.whole(session, public_id))
    saves = hands.revisions(session, draft.contribution)
    names = hands.team(session, draft.invitation).names
    asked = with_consent(draft.questionnaire)
    if question := asked.by_key.get(request.args.get("question", "")):
        lines = _steps(draft, question.key, saves, names)
    else:
        question, lines = None, _sittings(draft, saves, names)
    start = max(request.args.get("from", 0, type=int), 0)
    return _page(
        "history",
        draft,
        at,
        lines=lines[start : start + PER_PAGE],
        question=question,
        newer=max(start - PER_PAGE, 0) if start else None,
        older=start + PER_PAGE if start + PER_PAGE < len(lines) else None,
        marks={key: draft.said.get(key, NOTHING).mark for key in asked.by_key},
    )


@pages.post(f"{HERE}/history")
def restore_answer(public_id: str) -> ResponseReturnValue:
    """Bring one answer back; when somebody changed it since, nothing is done."""
    at = clock.now()
    session = db.session()
    by = guards.ensure_admitted(session, public_id, at=at)
    draft = speaking(queries.whole(session, public_id, to_write=True))
    key, number = request.form.get("question", ""), request.form.get("number", 0, type=int)
    saves = hands.revisions(session, draft.contribution)
    found = next(
        (one for one in reversed(saves) if one.number <= number and key in one.changes), None
    )
    if found is None or key not in with_consent(draft.questionnaire).by_key:
        raise errors.NotFound(f"revision {number} {key}")
    if request.form.get("mark") != draft.said.get(key, NOTHING).mark:
        flash(_("This answer was changed meanwhile: nothing was restored. Compare again."), "error")
        return to("history", public_id, question=key)
    restoring.restore_answer(
        session,
        draft=draft,
        key=key,
        revision=found,
        expected_revision=draft.revision,
        at=at,
        by=by,
    )
    session.commit()
    flash(_("The answer is back in the draft. Nothing was sent."), "info")
    return to("form", public_id, _anchor=f"q.{key}")


@pages.get(f"{HERE}/versions")
def versions(public_id: str) -> ResponseReturnValue:
    """Everything that was sent."""
    at = clock.now()
    session = db.session()
    guards.ensure_admitted(session, public_id, at=at)
    draft = speaking(queries.whole(session, public_id))
    names = hands.team(session, draft.invitation).names
    return _page("versions", draft, at, sendings=_sendings(draft, names))


@pages.get(f"{HERE}/versions/difference")
def difference(public_id: str) -> ResponseReturnValue:
    """What changed between two versions, or between one and the draft."""
    at = clock.now()
    guards.ensure_admitted(db.session(), public_id, at=at)
    draft = speaking(queries.whole(db.session(), public_id))
    return _page("difference", draft, at, **_compared(draft, with_draft=True))


@pages.route(f"{HERE}/versions/<int:number>/restore", methods=["GET", "POST"])
def restore(public_id: str, number: int) -> ResponseReturnValue:
    """Show what going back to a version changes in the draft; then do it."""
    at = clock.now()
    session = db.session()
    by = guards.ensure_admitted(session, public_id, at=at)
    posted = request.method == "POST"
    draft = speaking(queries.whole(session, public_id, to_write=posted))
    version = queries.version(draft, number)
    if posted and request.form.get("revision", type=int) == draft.revision:
        restoring.restore(
            session,
            draft=draft,
            version=version,
            expected_revision=draft.revision,
            at=at,
            by=by,
        )
        session.commit()
        flash(
            _("The draft is back to version %(number)s. Nothing was sent.", number=number), "info"
        )
        return to("form", public_id)
    page = _page(
        "restore",
        draft,
        at,
        version=version,
        changes=_changes(draft, _said(draft), said_in(version.content)),
        meanwhile=posted,
    )
    return page, 409 if posted else 200


@pages.route(f"{HERE}/withdraw", methods=["GET", "POST"])
def withdraw(public_id: str) -> ResponseReturnValue:
    """Take back what was sent, after one more page; staff are told."""
    at = clock.now()
    session = db.session()
    by = guards.ensure_admitted(session, public_id, at=at)
    posted = request.method == "POST"
    draft = speaking(queries.whole(session, public_id, to_write=posted))
    if draft.contribution is None or draft.sent is None or draft.contribution.withdrawn_at:
        return to("form", public_id)
    draft.invitation.window.ensure_accepts(at)
    if not posted:
        return _page("withdraw", draft, at, longest=LONGEST_REASON)
    reason = request.form.get("reason", "")[:LONGEST_REASON].replace("\0", "")
    restoring.withdraw(session, draft=draft, reason=reason, at=at, by=by)
    about = About(draft.call, draft.invitation)
    for user in accounts.users(session):
        if user.disabled_at is None and user.role in (Role.ADMIN, Role.MANAGER):
            enqueue(session, withdrawn(about, to=user.email, reason=reason, at=at), at=at)
    session.commit()
    flash(_("The contribution is withdrawn: it counts no more. Your answers are kept."), "info")
    return to("versions", public_id)


@pages.get("/staff/calls/<slug>/contributions/<acronym:acronym>/difference")
@staff()
def staff_difference(slug: str, acronym: str) -> ResponseReturnValue:
    """What changed between two sendings; a draft is its agency's alone."""
    draft = queries.of_agency(db.session(), slug, acronym)
    return render_template(
        "contributions/staff_difference.html",
        draft=draft,
        call=draft.call,
        **_compared(draft, with_draft=False),
    )


def _page(name: str, draft: Draft, at: datetime, **facts: Any) -> str:
    return render_template(
        f"contributions/{name}.html",
        draft=draft,
        call=draft.call,
        times=times_of(draft, at),
        standing=standing_of(draft),
        open=draft.invitation.window.accepts(at),
        **facts,
    )


def _said(draft: Draft) -> dict[str, Said]:
    """The draft as versions are compared: what would be sent, files included."""
    return said_in(draft.content)


def _changes(draft: Draft, before: Mapping[str, Said], after: Mapping[str, Said]) -> list[Change]:
    return list(changes(with_consent(draft.questionnaire), before, after))


def _compared(draft: Draft, *, with_draft: bool) -> dict[str, Any]:
    """The two sides chosen in the address; by default the last sending and what came before."""
    sides = {str(one.number): said_in(one.content) for one in draft.versions}
    if with_draft:
        sides[DRAFT] = _said(draft)
    order = list(sides)
    if len(order) < 2:
        raise errors.NotFound("nothing to compare")
    one, other = request.args.get("from", order[-2]), request.args.get("to", order[-1])
    if one not in sides or other not in sides:
        raise errors.NotFound(f"versions {one} {other}")
    return {
        "one": one,
        "other": other,
        "sides": order,
        "changes": _changes(draft, sides[one], sides[other]),
    }


def _sendings(draft: Draft, names: Mapping[int | None, str]) -> list[dict[str, Any]]:
    return [
        {"version": one, "at": _when(draft, one.sent_at), "by": names.get(one.sent_by_id, "")}
        for one in reversed(draft.versions)
    ]


def _sittings(
    draft: Draft, saves: Sequence[Any], names: Mapping[int | None, str]
) -> list[dict[str, Any]]:
    return [
        {
            "by": names.get(one.by_id, ""),
            "at": _when(draft, one.ended),
            "number": one.number,
            "changes": _changes(draft, one.before, one.after),
        }
        for one in reversed(histories.sittings(saves))
    ]


def _steps(
    draft: Draft, key: str, saves: Sequence[Any], names: Mapping[int | None, str]
) -> list[dict[str, Any]]:
    return [
        {
            "by": names.get(one.by_id, ""),
            "at": _when(draft, one.at),
            "number": one.number,
            "changes": _changes(draft, {key: one.before}, {key: one.after}),
        }
        for one in reversed(histories.steps(saves, key))
    ]


def _when(draft: Draft, instant: datetime) -> str:
    return moment(instant, draft.call.timezone, get_locale().language)
