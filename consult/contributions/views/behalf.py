"""What staff type for an agency out of a letter or a call, and what the agency says of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consult import clock, db, errors
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.calls.questionnaire import Question, QuestionKind, Questionnaire, Section
from consult.calls.rules import Phase
from consult.contributions import guards, queries, read_only
from consult.contributions.answering.forms import CONSENT_SECTION as CONSENT
from consult.contributions.answering.forms import ContributionForm, filled, received
from consult.contributions.answering.sheet import drawing_of
from consult.contributions.answering.steps import steps_of
from consult.contributions.answering.wording import condition_words, refused_file
from consult.contributions.drafts import Draft
from consult.contributions.examples import choices_of
from consult.contributions.files import filing
from consult.contributions.files.kinds import Refused, Stored
from consult.contributions.files.uploads import taken
from consult.contributions.models import Version
from consult.contributions.team import behalf
from consult.contributions.team.behalf_forms import EntryForm
from consult.contributions.team.behalf_letters import to_confirm
from consult.contributions.views.consent import answers_in, chosen
from consult.contributions.views.shell import HERE, pages, scanner, served, speaking, to
from consult.instants import full_date, local_day
from consult.post import enqueue
from consult.storage import storage

THERE = "/staff/calls/<slug>/contributions/<acronym:acronym>"
ORIGINAL = Questionnaire(
    (
        Section(
            "original",
            "",
            "",
            (
                Question(
                    "original",
                    QuestionKind.FILE,
                    "",
                    accept=("pdf", "png", "jpg", "docx", "odt", "txt"),
                    max_mb=20,
                ),
            ),
        ),
    )
)
"""What was received is taken under the same rules as any file."""


@pages.get(f"{THERE}/enter")
@staff(Role.MANAGER)
def enter(slug: str, acronym: str) -> ResponseReturnValue:
    """The questions, with what staff typed before; never what the agency writes itself."""
    at = clock.now()
    draft = queries.of_agency(db.session(), slug, acronym)
    said = draft.said if draft.sent is not None else {}
    drawn = filled(behalf.put_to_staff(draft.questionnaire), said)
    return _page(draft, drawn, EntryForm(draft=draft, at=at), at)


@pages.post(f"{THERE}/enter")
@staff(Role.MANAGER)
def enter_for(slug: str, acronym: str) -> ResponseReturnValue:
    """Send what was typed on behalf of the agency, and ask it to confirm."""
    at = clock.now()
    files = list(taken(ORIGINAL, request.files, storage()))
    session = db.session()
    found = queries.of_agency(session, slug, acronym)
    draft = queries.whole(session, found.invitation.public_id, to_write=True)
    form = EntryForm(draft=draft, at=at)
    drawn = received(behalf.put_to_staff(draft.questionnaire), request.form)
    refused = [refused_file(one) for one in files if isinstance(one, Refused)]
    if not form.validate_on_submit() or refused or drawn.unstorable():
        return _page(draft, drawn, form, at, wrong=refused), 422
    try:
        version = behalf.enter(
            session,
            draft=draft,
            answers=drawn.said(),
            entry=form.entry(current_user().email),
            at=at,
        )
    except errors.Invalid:
        session.rollback()
        drawn.check({key: said.value for key, said in drawn.said().items()}, to_send=False)
        return _page(_again(session, slug, acronym), drawn, form, at, wrong=_nothing(drawn)), 422
    stored = [one for one in files if isinstance(one, Stored)]
    behalf.attach_originals(
        session,
        contribution=version.contribution,
        files=stored,
        at=at,
        scan=filing.first_state(scanner()),
    )
    letters = to_confirm(
        queries.addresses(session, draft), invitation=draft.invitation, version=version
    )
    for letter in letters:
        enqueue(session, letter, at=at)
    session.commit()
    flash(
        _(
            "Kept under %(reference)s. A letter asks the agency to confirm.",
            reference=version.reference,
        )
        if letters
        else _(
            "Kept under %(reference)s. The agency has no address: give it its link yourself.",
            reference=version.reference,
        ),
        "good",
    )
    return redirect(url_for("contributions.read", slug=slug, acronym=acronym), 303)


@pages.get(f"{THERE}/originals/<int:id_>")
@staff(Role.READER)
def original(slug: str, acronym: str, id_: int) -> ResponseReturnValue:
    """What the agency sent by another way than the form."""
    draft = queries.of_agency(db.session(), slug, acronym)
    found = queries.original(db.session(), draft.contribution, id_)
    filing.ensure_servable_to_staff(found, scanner())
    return served(found)


@pages.get(f"{HERE}/confirm")
def confirming(public_id: str) -> ResponseReturnValue:
    """What was typed for the agency, to be read over."""
    guards.ensure_admitted(db.session(), public_id, at=clock.now())
    draft = speaking(queries.whole(db.session(), public_id))
    version = _waiting(draft)
    if version is None or draft.contribution is None:
        return to("form", public_id)
    held = draft.consent(version)
    received_on = draft.contribution.received_on
    return render_template(
        "contributions/confirm.html",
        draft=draft,
        call=draft.call,
        version=version,
        received_on=full_date(received_on, _language()) if received_on else "",
        parts=read_only.parts_of(draft, draft.holding(version)),
        held=held,
        choices=choices_of(draft.questionnaire, held, draft.invitation.acronym),
        answers=answers_in(draft, version),
        open=draft.invitation.window.accepts(clock.now()),
    )


@pages.post(f"{HERE}/confirm")
def confirm(public_id: str) -> ResponseReturnValue:
    """The agency says that it is right, and what may be done with it."""
    at = clock.now()
    session = db.session()
    by = guards.ensure_admitted(session, public_id, at=at)
    draft = speaking(queries.whole(session, public_id, to_write=True))
    version = _waiting(draft)
    if version is None:
        return to("form", public_id)
    behalf.confirm(session, draft=draft, consent=chosen(version), at=at, by=by)
    session.commit()
    flash(_("Your contribution is confirmed."), "good")
    return to("receipt", public_id)


def _page(
    draft: Draft,
    drawn: ContributionForm,
    form: EntryForm,
    at: datetime,
    *,
    wrong: Sequence[str] = (),
) -> str:
    asked = drawn.questionnaire
    values = {key: said.value for key, said in drawn.said().items()}
    for field in drawn.fields.values():
        field.holds = ""
    return render_template(
        "contributions/enter.html",
        draft=draft,
        call=draft.call,
        allowed=behalf.is_open_to_staff(draft),
        begun=behalf.writes_itself(draft),
        before=draft.invitation.window.phase(at) in (Phase.DRAFT, Phase.UPCOMING),
        late=not draft.invitation.window.accepts(at),
        form=form,
        parts=[one for one in steps_of(asked, values, drawn.fields) if one.section.key != CONSENT],
        draw=drawing_of(asked),
        conditions={
            one.key: condition_words(one, asked.by_key)
            for one in asked
            if one.show_if and one.show_if.question in asked.by_key
        },
        wrong=wrong,
        today=local_day(at, draft.call.timezone),
    )


def _again(session: Session, slug: str, acronym: str) -> Draft:
    return queries.of_agency(session, slug, acronym)


def _nothing(drawn: ContributionForm) -> list[str]:
    typed = any(said.value is not None for said in drawn.said().values())
    return [] if typed else [_("Type at least one answer.")]


def _waiting(draft: Draft) -> Version | None:
    contribution = draft.contribution
    if contribution is None or contribution.withdrawn_at or not contribution.awaits_confirmation:
        return None
    return draft.sent


def _language() -> str:
    return str(get_locale().language)
