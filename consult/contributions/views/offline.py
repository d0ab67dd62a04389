"""Answering away from the browser: the questionnaire taken away, and handed in once filled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask import flash, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session
from werkzeug.exceptions import ServiceUnavailable

from config import LOCALES
from consult import clock, db, errors
from consult.accounts import service as accounts
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.contributions import guards, queries, standing
from consult.contributions.answering.forms import received, with_consent
from consult.contributions.drafts import Draft
from consult.contributions.files import downloads
from consult.contributions.files.kinds import MEDIA_TYPES
from consult.contributions.offline import apart, blank, service, word
from consult.contributions.offline.expecting import known_of
from consult.contributions.offline.marks import Identity
from consult.contributions.offline.placing import Placed, placed, proposal
from consult.contributions.offline.returned import Trouble, Unreadable
from consult.contributions.offline.sentences import origin_words, trouble_words
from consult.contributions.offline.sheet import (
    identity_of,
    sheet_of,
    sheets_of,
)
from consult.contributions.offline.sheet import (
    speaking as in_words_of,
)
from consult.contributions.offline.showing import brought
from consult.contributions.texts.merging import NOTHING, Said
from consult.contributions.views.shell import HERE, pages, speaking, to
from consult.printing import PrintingFailed

THERE = "/staff/calls/<slug>/contributions/<acronym:acronym>"
ENDINGS = {"pdf": blank.as_pdf, "docx": word.as_word}
KINDS = {"pdf": "PDF", "word": "Word"}


@pages.get("/r/<token>/questionnaire.<ending>")
def take_away(token: str, ending: str) -> ResponseReturnValue:
    """The blank questionnaire, straight from the invitation: no cookie, nothing changed."""
    _link, invitation = guards.opened_by(db.session(), token, at=clock.now())
    return _blank(queries.draft(db.session(), invitation.public_id), ending)


@pages.get(f"{HERE}/questionnaire.<ending>")
def blank_form(public_id: str, ending: str) -> ResponseReturnValue:
    """The blank questionnaire for somebody who is in."""
    guards.ensure_admitted(db.session(), public_id, at=clock.now())
    return _blank(queries.draft(db.session(), public_id), ending)


@pages.get(f"{HERE}/offline")
def offline(public_id: str) -> ResponseReturnValue:
    """What can be taken away, and where it is handed in."""
    at = clock.now()
    guards.ensure_admitted(db.session(), public_id, at=at)
    return _page(speaking(queries.whole(db.session(), public_id)), at)


@pages.post(f"{HERE}/offline")
def hand_in(public_id: str) -> ResponseReturnValue:
    """What a document would bring to the draft; nothing is written yet."""
    at = clock.now()
    with db.database().reader() as session:
        guards.ensure_admitted(session, public_id, at=at)
        draft = speaking(queries.whole(session, public_id))
    if not draft.invitation.window.accepts(at):
        return to("form", public_id)
    return _handed_in(draft, at)


@pages.post(f"{HERE}/offline/answers")
def place(public_id: str) -> ResponseReturnValue:
    """Put what was chosen into the draft, and go on there."""
    at = clock.now()
    session = db.session()
    by = guards.ensure_admitted(session, public_id, at=at)
    draft = speaking(queries.draft(session, public_id, to_write=True))
    if not draft.invitation.window.accepts(at):
        return to("form", public_id)
    done = _chosen(draft, frozenset())
    kind = request.form.get("kind", "")
    service.place(session, draft=draft, placed=done, kind=kind, at=at, by=by)
    session.commit()
    _tell(draft, done)
    return to("form", public_id, _anchor="saved")


@pages.get(f"{THERE}/questionnaire.<ending>")
@staff(Role.MANAGER)
def blank_for(slug: str, acronym: str, ending: str) -> ResponseReturnValue:
    """The blank questionnaire of an agency, for staff to hand to it."""
    return _blank(queries.of_agency(db.session(), slug, acronym), ending)


@pages.get(f"{THERE}/offline")
@staff(Role.MANAGER)
def offline_for(slug: str, acronym: str) -> ResponseReturnValue:
    """Where staff hand in a document that an agency sent them."""
    return _page(_of_agency(db.session(), slug, acronym), clock.now(), by_staff=True)


@pages.post(f"{THERE}/offline")
@staff(Role.MANAGER)
def hand_in_for(slug: str, acronym: str) -> ResponseReturnValue:
    """What a document would bring to an agency's draft; its own unsent words are not shown."""
    at = clock.now()
    with db.database().reader() as session:
        draft = _of_agency(session, slug, acronym)
    if not draft.invitation.window.accepts(at):
        return _page(draft, at, by_staff=True)
    return _handed_in(draft, at, by_staff=True)


@pages.post(f"{THERE}/offline/answers")
@staff(Role.MANAGER)
def place_for(slug: str, acronym: str) -> ResponseReturnValue:
    """Put what was chosen into the agency's draft; the agency alone sends it."""
    at = clock.now()
    session = db.session()
    found = queries.of_agency(session, slug, acronym)
    public_id = found.invitation.public_id
    draft = queries.whole(session, public_id, to_write=True)
    done = _chosen(draft, _held(draft))
    kind = request.form.get("kind", "")
    service.place(session, draft=draft, placed=done, kind=kind, at=at)
    accounts.record(
        session,
        actor=current_user().email,
        action="contribution.place",
        subject=f"{slug}/{draft.invitation.acronym}",
        at=at,
        details={"kind": kind, "questions": list(done.placed)},
    )
    session.commit()
    _tell(draft, done)
    return _page(_of_agency(session, slug, acronym), at, by_staff=True)


def _blank(draft: Draft, ending: str) -> ResponseReturnValue:
    """The document in the language asked for, or in that of the agency."""
    if ending not in ENDINGS:
        raise errors.NotFound(ending)
    speaking(draft)
    asked = request.args.get("language", "")
    language = asked if asked in LOCALES else g.locale
    sheet = sheet_of(draft, language=language)
    # What follows takes a second or two: nobody waits for our connection meanwhile.
    db.session().rollback()
    try:
        with in_words_of(language):
            content = ENDINGS[ending](sheet)
    except PrintingFailed as problem:
        raise ServiceUnavailable(retry_after=60) from problem
    name = f"questionnaire-{sheet.identity.call}-{sheet.identity.agency}-{language}.{ending}"
    return downloads.document(content, filename=name, media_type=MEDIA_TYPES[ending])


def _page(
    draft: Draft, at: datetime, *, by_staff: bool = False, wrong: str = ""
) -> ResponseReturnValue:
    page = render_template(
        f"contributions/{'offline_staff' if by_staff else 'offline'}.html",
        draft=draft,
        call=draft.call,
        times=standing.times_of(draft, at),
        standing=standing.standing_of(draft),
        open=draft.invitation.window.accepts(at),
        wrong=wrong,
        languages=LOCALES,
    )
    return (page, 422) if wrong else page


def _handed_in(draft: Draft, at: datetime, *, by_staff: bool = False) -> ResponseReturnValue:
    """Read the document apart, compare it with the draft, show both."""
    upload = request.files.get("document")
    if upload is None or not upload.filename:
        return _page(draft, at, by_staff=by_staff, wrong=_("Choose the document to hand in."))
    content = upload.stream.read(apart.LARGEST + 1)
    db.session().rollback()  # Reading takes a while: nobody waits for us meanwhile.
    try:
        found = apart.read(content, known_of(sheets_of(draft)))
    except Unreadable as refusal:
        return _page(draft, at, by_staff=by_staff, wrong=trouble_words(refusal.trouble))
    if not found.marks and not found.stray:
        return _page(draft, at, by_staff=by_staff, wrong=trouble_words(Trouble.NO_FIELDS))
    held = _held(draft) if by_staff else frozenset()
    said = {key: one for key, one in draft.said.items() if key not in held}
    asked = with_consent(draft.questionnaire)
    theirs, ours = Identity.read(found.identity), identity_of(draft)
    origin = list(origin_words(theirs, ours)) if not found.flattened else []
    return render_template(
        f"contributions/{'handed_in_staff' if by_staff else 'handed_in'}.html",
        draft=draft,
        call=draft.call,
        times=standing.times_of(draft, at),
        standing=standing.standing_of(draft),
        filename=upload.filename,
        found=found,
        kind=KINDS[found.kind],
        origin=origin,
        ours=theirs is None or theirs.is_for(ours),
        brought=brought(
            asked,
            proposal(asked, found, said, held=held),
            said,
            held=held,
            preset=not found.flattened,
        ),
    )


def _of_agency(session: Session, slug: str, acronym: str) -> Draft:
    return queries.of_agency(session, slug, acronym)


def _held(draft: Draft) -> frozenset[str]:
    """Answers that the agency wrote and has not sent: staff neither see nor replace them."""
    sent: Mapping[str, object] = draft.sent.content["answers"] if draft.sent else {}
    return frozenset(
        key
        for key, one in draft.said.items()
        if one.value is not None and sent.get(key) != one.value
    )


def _chosen(draft: Draft, held: frozenset[str]) -> Placed:
    """The answers ticked on the page, and the texts that were given a question."""
    asked = with_consent(draft.questionnaire)
    said: Mapping[str, Said] = received(draft.questionnaire, request.form).said()
    ticked = [key for key in request.form.getlist("take") if key in asked.by_key]
    ranks = range(request.form.get("left", 0, type=int))
    return placed(
        asked,
        draft.said,
        taken={
            key: said[key]
            if said[key].value is not None
            else Said(draft.said.get(key, NOTHING).value, said[key].confidential)
            for key in ticked
        },
        bases={key: request.form.get(f"base.{key}", "") for key in ticked},
        left=[
            (request.form.get(f"left.{n}.to", ""), request.form.get(f"left.{n}.text", ""))
            for n in ranks[:1000]
        ],
        held=held,
    )


def _tell(draft: Draft, done: Placed) -> None:
    """What was placed, and what somebody had written meanwhile."""
    labels = {one.key: one.label for one in with_consent(draft.questionnaire)}
    if done.placed:
        flash(
            ngettext(
                "One answer was placed in the draft; nothing was sent.",
                "%(num)s answers were placed in the draft; nothing was sent.",
                len(done.placed),
            ),
            "good",
        )
    else:
        flash(_("No answer was placed in the draft."), "info")
    for key in done.passed:
        flash(
            _(
                "Not placed, because somebody wrote there meanwhile: “%(label)s”. "
                "Hand in the document again to compare.",
                label=labels[key],
            ),
            "warn",
        )
