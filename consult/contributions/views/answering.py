"""The form: drawn, saved as a draft, sent."""

from __future__ import annotations

from datetime import datetime

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from config import LOCALES
from consult import clock, db
from consult.contributions import guards, queries, read_only, sending, service
from consult.contributions.answering import drawing
from consult.contributions.answering.arriving import SIZE, Received, arrived
from consult.contributions.answering.forms import ContributionForm, asked_in, received
from consult.contributions.answering.pages import Page, page_of
from consult.contributions.answering.wording import refused_file
from consult.contributions.drafts import Draft
from consult.contributions.files import attaching
from consult.contributions.files.kinds import Refused, Stored
from consult.contributions.files.uploads import taken
from consult.contributions.models import Collaborator
from consult.contributions.team import hands
from consult.contributions.texts.merging import Merge, merge
from consult.contributions.views import conflicts, giving
from consult.contributions.views.reviewing import send
from consult.contributions.views.shell import HERE, pages, speaking, spoken_from_now, to
from consult.storage import storage

TO_SEND = frozenset({"review", "send"})
"""What a form may ask that makes everything count; `send` does without reading it over."""


@pages.get(f"{HERE}/")
def form(public_id: str) -> ResponseReturnValue:
    """The form as it was last saved, or the contribution as it stands when it cannot change."""
    at = clock.now()
    by = guards.ensure_admitted(db.session(), public_id, at=at)
    draft = speaking(queries.whole(db.session(), public_id, contents=False))
    if not draft.invitation.window.accepts(at):
        return read_only.closed(draft, at=at)
    return drawing.form(
        draft,
        at=at,
        to_send="check" in request.args,
        more=request.args.get("more", ""),
        others=hands.others(db.session(), draft, by),
    )


@pages.post(f"{HERE}/")
def answer(public_id: str) -> ResponseReturnValue:
    """Save the draft or send it; whatever goes wrong, what was typed is shown again."""
    at = clock.now()
    files = _uploads(public_id, at)
    session = db.session()
    by = guards.ensure_admitted(session, public_id, at=at)
    act = request.form.get("act")
    draft = queries.draft(session, public_id, to_write=True)
    if act in TO_SEND:
        draft = queries.completed(session, draft, contents=False)
    draft = speaking(draft)
    form = received(draft.questionnaire, request.form)
    if trouble := _trouble(draft, form, at):
        return trouble
    if act == "send" and (again := sending.already_sent(draft, form.said(), form.revision)):
        return to("receipt", public_id, version=again.number)
    merged = _settled(draft, _merged(draft, form), by)
    kept = merged.without((), draft.said) if merged.conflicts else merged
    draft, refused = _kept(draft, kept, files, at, by)
    if merged.conflicts:
        session.commit()
        _tell(merged, refused, draft)
        return conflicts.page(draft, form, merged.conflicts, at=at, act=act or "")
    lacking = act in TO_SEND and (refused or sending.in_the_way(draft, draft.values))
    if act == "send" and not lacking:
        return send(draft, at, by)
    session.commit()
    _tell(merged, refused, draft)
    if (language := request.form.get("language")) in LOCALES:
        place = to("form", public_id, _anchor=request.form.get("place") or None)
        return spoken_from_now(place, draft, language)
    if lacking:
        return to("form", public_id, check=1, _anchor="problems")
    if act == "review":
        return to("review", public_id)
    if more := request.form.get("more", ""):
        return to("form", public_id, more=more, _anchor=f"q.{more}.end")
    return to("form", public_id, _anchor="saved")


@pages.post(f"{HERE}/draft")
def autosave(public_id: str) -> ResponseReturnValue:
    """Save what the browser sends by itself; never sends, never takes files.

    A page sends the answers that changed; one that cannot be saved holds none of the others up.
    """
    at = clock.now()
    session = db.session()
    by = guards.ensure_admitted(session, public_id, at=at)
    draft = speaking(queries.draft(session, public_id, to_write=True))
    sent, page = Received(request.form.to_dict(flat=False)), _page()
    if _is_too_large(sent):
        return {"state": "large"}, 413
    if not guards.form_is_ours(public_id):
        return {"state": "expired"}, 400
    if not draft.invitation.window.accepts(at):
        return {"state": "closed"}, 403
    if page.is_behind(draft.contribution):
        return {"state": "behind"}, 409
    came = arrived(asked_in(draft.questionnaire, sent), sent)
    merged = merge(list(came.said), mine=came.said, theirs=draft.said, base=came.base)
    merged = _settled(draft, merged, by)
    merged = merged.without(came.unreadable, draft.said)
    moved = came.revision != draft.revision  # asked before it grows
    contribution = service.save(
        session,
        draft=draft,
        answers={**draft.said, **merged.answers},
        expected_revision=draft.revision,
        at=at,
        by=by,
        page=page,
    )
    session.commit()
    return drawing.saved(
        draft, contribution, merged, unreadable=came.unreadable, moved=moved, at=at
    )


def _kept(
    draft: Draft,
    merged: Merge,
    files: list[Stored | Refused],
    at: datetime,
    by: Collaborator | None,
) -> tuple[Draft, list[Refused]]:
    """The draft once its answers and files are saved, and the files that were not taken."""
    session = db.session()
    contribution = service.save(
        session,
        draft=draft,
        answers=merged.answers,
        expected_revision=draft.revision,
        at=at,
        by=by,
        page=_page(),
    )
    for id_ in request.form.getlist("remove", type=int):
        attaching.detach(session, draft=draft, contribution=contribution, id_=id_, at=at, by=by)
    refused = giving.kept(files, draft, contribution, at=at, by=by)
    kept = draft.saying(merged.answers).after(contribution)
    if request.form.get("act") in TO_SEND:
        kept = kept.after(contribution, queries.files_of(session, kept))
    return kept, refused


def _is_too_large(sent: Received) -> bool:
    """Whether the whole form holds more than saving it with the button would take.

    Werkzeug counts only what a whole form sends, which is encoded otherwise; a page that sends
    a part of it says how much it is.
    """
    most = request.max_form_memory_size or 0
    if sent.number(SIZE) > most:
        return True
    if request.content_length is not None and request.content_length * 3 <= most:
        return False  # a byte that is no text becomes the three of “�”, and nothing grows more
    size = sum(
        len(name.encode()) + len(text.encode()) for name, texts in sent.items() for text in texts
    )
    return size > most


def _page() -> Page:
    """Which page of which browser this comes from."""
    return page_of(request.form.get("page", ""), request.form.get("sequence", ""))


def _merged(draft: Draft, form: ContributionForm) -> Merge:
    """What was typed joined with what was saved since."""
    mine = form.said()
    return merge(list(mine), mine=mine, theirs=draft.said, base=form.base())


def _settled(draft: Draft, merged: Merge, by: Collaborator | None) -> Merge:
    """The same, without what this person sends a second time."""
    if not merged.conflicts:
        return merged
    return merged.settled(hands.last_saved(db.session(), draft.contribution, by), draft.said)


def _trouble(draft: Draft, form: ContributionForm, at: datetime) -> ResponseReturnValue | None:
    """A page that gives the text back, when it cannot be kept."""
    late = not draft.invitation.window.accepts(at)
    ours = guards.form_is_ours(draft.invitation.public_id)
    unstorable = form.unstorable()
    if not late and ours and not unstorable:
        return None
    draft = queries.completed(db.session(), draft)
    if late:
        return read_only.too_late(draft, form, at=at)
    summary = [fault for faults in unstorable.values() for fault in faults] if ours else []
    return drawing.typed_again(draft, form, at=at, summary=summary)


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
