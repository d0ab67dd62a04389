"""The agency's pages: its form, its receipt, its files."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from consult import clock, db, errors
from consult.accounts import service as accounts
from consult.accounts.guards import staff
from consult.accounts.models import Purpose
from consult.calls.models import Invitation
from consult.contributions import downloads, drawing, guards, queries, render_copy, service
from consult.contributions.files import Refused, Stored
from consult.contributions.forms import ContributionForm, received
from consult.contributions.letters import receipt as receipt_letter
from consult.contributions.merging import Merge, Said, merge
from consult.contributions.models import Attachment
from consult.contributions.queries import Draft
from consult.contributions.uploads import taken
from consult.contributions.wording import figures, refused_file
from consult.post import enqueue, is_address
from consult.storage import storage

pages = Blueprint("contributions", __name__)
HERE = "/contribution/<public_id>"


@pages.record_once
def give_text_back(state: Any) -> None:
    """The form checks its own token, so that an old page's text is shown again and not lost."""
    for view in (answer, autosave):
        state.app.extensions["csrf"].exempt(view)


@pages.app_template_filter("figures")
def figures_of(written: str) -> str:
    """A number kept as a text, in the notation of the page."""
    return figures(float(written))


@pages.app_template_filter("as_typed")
def as_typed(value: Any) -> str:
    """A number as the person who edits it would type it, or the very text they typed."""
    if value is None or isinstance(value, str):
        return value or ""
    written = repr(value)
    return written.replace(".", ",") if get_locale().language == "fr" else written


@pages.get("/r/<token>")
def open_link(token: str) -> ResponseReturnValue:
    """Exchange the personal link for a cookie; changes nothing, so that scanners are harmless."""
    session = db.session()
    link = accounts.open_link(session, token, purpose=Purpose.CONTRIBUTION, at=clock.now())
    invitation = guards.ensure_opens(link, session.get(Invitation, link.subject_id))
    here = url_for("contributions.form", public_id=invitation.public_id)
    response = redirect(here, 303)
    return guards.admit(response, link=link, public_id=invitation.public_id)


@pages.get(f"{HERE}/")
def form(public_id: str) -> ResponseReturnValue:
    """The form as it was last saved, or the contribution as it stands when it cannot change."""
    at = clock.now()
    guards.ensure_admitted(db.session(), public_id, at=at)
    draft = _speaking(queries.whole(db.session(), public_id))
    if not draft.invitation.window.accepts(at):
        return drawing.closed(draft, at=at)
    return drawing.form(
        draft, at=at, to_send="check" in request.args, more=request.args.get("more", "")
    )


@pages.post(f"{HERE}/")
def answer(public_id: str) -> ResponseReturnValue:
    """Save the draft or send it; whatever goes wrong, what was typed is shown again."""
    at = clock.now()
    files = _uploads(public_id, at)
    session = db.session()
    guards.ensure_admitted(session, public_id, at=at)
    sending = request.form.get("act") == "send"
    read = queries.whole if sending else queries.draft
    draft = _speaking(read(session, public_id, to_write=True))
    form = received(draft.questionnaire, request.form)
    if trouble := _trouble(draft, form, at):
        return trouble
    if sending and (again := service.already_sent(draft, form.said(), form.revision)):
        return _to("receipt", public_id, version=again.number)
    merged = _merged(draft, form)
    if merged.conflicts:
        return drawing.conflict(queries.completed(session, draft), form, merged, at=at)
    draft, refused = _kept(draft, merged, files, at)
    if sending and not refused and not service.in_the_way(draft, draft.values):
        return _send(draft, at)
    session.commit()
    _tell(merged, refused, draft)
    if sending:
        return _to("form", public_id, check=1, _anchor="problems")
    if more := request.form.get("more", ""):
        return _to("form", public_id, more=more, _anchor=f"q.{more}.end")
    return _to("form", public_id, _anchor="saved")


@pages.post(f"{HERE}/draft")
def autosave(public_id: str) -> ResponseReturnValue:
    """Save what the browser sends by itself; never sends, never takes files."""
    at = clock.now()
    session = db.session()
    guards.ensure_admitted(session, public_id, at=at)
    draft = _speaking(queries.draft(session, public_id, to_write=True))
    form = received(draft.questionnaire, request.form)
    if not guards.form_is_ours(public_id):
        return {"state": "expired"}, 400
    if not draft.invitation.window.accepts(at):
        return {"state": "closed"}, 403
    if form.unstorable():
        return {"state": "unreadable"}, 422
    merged = _merged(draft, form)
    if merged.conflicts:
        return {"state": "conflict", "questions": list(merged.conflicts)}, 409
    contribution = service.save(
        session, draft=draft, answers=merged.answers, expected_revision=draft.revision, at=at
    )
    session.commit()
    return drawing.saved(draft, contribution, merged, at=at)


def _send(draft: Draft, at: datetime) -> ResponseReturnValue:
    """Freeze, plan the receipts, commit, show the receipt."""
    session = db.session()
    version = service.send(
        session, draft=draft, answers=draft.said, expected_revision=draft.revision, at=at
    )
    for address in queries.addresses(session, draft):
        if is_address(address):
            letter = receipt_letter(
                to=address,
                version=version,
                invitation=draft.invitation,
                call=draft.call,
                closes_at=draft.invitation.window.closes_at,
            )
            enqueue(session, letter, at=at)
    session.commit()
    return _to("receipt", draft.invitation.public_id)


def _kept(
    draft: Draft, merged: Merge, files: list[Stored | Refused], at: datetime
) -> tuple[Draft, list[Refused]]:
    """The draft once its answers and files are saved, and the files that were not taken."""
    session = db.session()
    contribution = service.save(
        session, draft=draft, answers=merged.answers, expected_revision=draft.revision, at=at
    )
    for id_ in request.form.getlist("remove", type=int):
        service.detach(session, draft=draft, contribution=contribution, id_=id_, at=at)
    refused = [one for one in files if isinstance(one, Refused)]
    refused += service.attach(
        session,
        draft=draft,
        contribution=contribution,
        files=[one for one in files if isinstance(one, Stored)],
        at=at,
    )
    kept = draft.saying(merged.answers).after(contribution)
    if request.form.get("act") == "send":
        kept = kept.after(contribution, queries.files_of(session, kept))
    return kept, refused


def _merged(draft: Draft, form: ContributionForm) -> Merge:
    """What was typed joined with what was saved since; a choice made on the page is followed."""
    mine = form.said()
    for key in mine:
        if request.form.get(f"keep.{key}") == "theirs":
            mine[key] = draft.said.get(key, Said())
    return merge(list(mine), mine=mine, theirs=draft.said, base=form.base())


def _trouble(draft: Draft, form: ContributionForm, at: datetime) -> ResponseReturnValue | None:
    """A page that gives the text back, when it cannot be kept."""
    late = not draft.invitation.window.accepts(at)
    ours = guards.form_is_ours(draft.invitation.public_id)
    if not late and ours and not form.unstorable():
        return None
    draft = queries.completed(db.session(), draft)
    if late:
        return drawing.too_late(draft, form, at=at)
    return drawing.typed_again(draft, form, at=at, expired=not ours)


def _uploads(public_id: str, at: datetime) -> list[Stored | Refused]:
    """Files are stored before the write begins, so that nobody waits for a slow line."""
    if not any(one.filename for one in request.files.values()):
        return []
    with db.database().reader() as reading:
        guards.ensure_admitted(reading, public_id, at=at)
        found = queries.draft(reading, public_id)
    if not found.invitation.window.accepts(at) or not guards.form_is_ours(public_id):
        return []
    return list(taken(found.questionnaire, request.files, storage()))


def _tell(merged: Merge, refused: list[Refused], draft: Draft) -> None:
    """What else happened, said once on the next page."""
    for one in refused:
        flash(refused_file(one), "error")
    for key in merged.taken:
        label = draft.questionnaire.by_key[key].label if key in draft.question_ids else key
        flash(_("Kept from your colleague, who wrote meanwhile: “%(label)s”.", label=label), "info")


def _speaking(draft: Draft) -> Draft:
    """The page speaks the language of the call unless the visitor chose another."""
    if "language" not in request.cookies:
        g.locale = draft.call.language
    return draft


def _to(page: str, public_id: str, **values: Any) -> ResponseReturnValue:
    return redirect(url_for(f"contributions.{page}", public_id=public_id, **values), 303)


@pages.get(f"{HERE}/receipt")
def receipt(public_id: str) -> ResponseReturnValue:
    """The receipt of the last sending, or of the one named by `version`."""
    at = clock.now()
    guards.ensure_admitted(db.session(), public_id, at=at)
    draft = _speaking(queries.whole(db.session(), public_id))
    if draft.sent is None:
        return _to("form", public_id)
    number = request.args.get("version", draft.sent.number, type=int)
    return drawing.receipt(draft, queries.version(draft, number), at=at)


@pages.get(f"{HERE}/copy.pdf")
def copy(public_id: str) -> ResponseReturnValue:
    """Questions and answers of a version sent, as a tagged PDF."""
    at = clock.now()
    guards.ensure_admitted(db.session(), public_id, at=at)
    draft = _speaking(queries.whole(db.session(), public_id))
    number = request.args.get("version", draft.sent.number if draft.sent else 0, type=int)
    version = queries.version(draft, number)
    return downloads.document(
        render_copy.render(drawing.copy(draft, version), sent_at=version.sent_at),
        filename=f"{version.reference}.pdf",
        media_type="application/pdf",
    )


@pages.get(f"{HERE}/files/<int:id_>")
def file(public_id: str, id_: int) -> ResponseReturnValue:
    """A file the agency gave."""
    guards.ensure_admitted(db.session(), public_id, at=clock.now())
    draft = queries.draft(db.session(), public_id)
    return _file(queries.attachment(db.session(), draft.contribution, id_))


@pages.get("/staff/calls/<slug>/contributions/<acronym>")
@staff()
def read(slug: str, acronym: str) -> ResponseReturnValue:
    """One contribution for staff: what was sent, never a draft the agency still keeps."""
    draft = queries.of_agency(db.session(), slug, acronym)
    number = request.args.get("version", draft.sent.number if draft.sent else 0, type=int)
    version = queries.version(draft, number) if draft.sent else None
    return drawing.reading(draft, version)


@pages.get("/staff/calls/<slug>/contributions/<acronym>/files/<int:id_>")
@staff()
def read_file(slug: str, acronym: str, id_: int) -> ResponseReturnValue:
    """A file that an agency sent."""
    draft = queries.of_agency(db.session(), slug, acronym)
    found = queries.attachment(db.session(), draft.contribution, id_)
    if not any(found.digest in queries.digests_in(one.content) for one in draft.versions):
        raise errors.NotFound(f"attachment {id_}")
    return _file(found)


def _file(found: Attachment) -> ResponseReturnValue:
    return downloads.document(
        storage().read(found.digest), filename=found.filename, media_type=found.media_type
    )
