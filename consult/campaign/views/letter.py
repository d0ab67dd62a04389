"""One letter of the outbox: read as it looks, corrected or stopped before it leaves, sent again."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.calls import queries as calls
from consult.calls.models import Call, Invitation
from consult.campaign import outbox as letters
from consult.campaign.letter_forms import LETTER_WORDS, STATE_WORDS, LetterForm, error_words
from consult.campaign.queries import KINDS
from consult.campaign.shelving import letter_of, repeats
from consult.campaign.views.shell import pages
from consult.campaign.views.showing import framed, masked
from consult.contributions.team.teaming import readdress
from consult.errors import Invalid, NotFound
from consult.post import OutboxLetter

HERE = "/staff/calls/<slug>/outbox/<int:letter_id>"


@pages.get(HERE)
@staff(Role.READER)
def letter(slug: str, letter_id: int) -> ResponseReturnValue:
    """One letter: what happened to it, its words, what can be done."""
    call, one = _found(slug, letter_id)
    return _page(call, one, LetterForm(subject=one.subject, body=LetterForm.shown(one.body)))


@pages.get(f"{HERE}/page")
@staff(Role.READER)
def letter_page(slug: str, letter_id: int) -> Response:
    """The letter as it looks in a mail program, its link masked."""
    _call, one = _found(slug, letter_id)
    if not letters.is_read(one):
        raise NotFound(str(letter_id))
    return framed(one.subject, one.body, one.language)


@pages.post(HERE)
@staff(Role.MANAGER)
def rewrite_letter(slug: str, letter_id: int) -> ResponseReturnValue:
    """Correct a letter that waits to leave."""
    at = clock.now()
    session = db.session()
    call, one = _found(slug, letter_id, to_write=True)
    form = LetterForm()
    if not form.validate():
        return _page(call, one, form), 422
    try:
        letters.rewrite(
            session,
            letter=one,
            subject=form.subject.data or "",
            body=form.kept,
            actor=current_user().email,
            at=at,
        )
    except Invalid as refused:
        if str(refused) == "link":
            form.body.errors = [_refused("link")]
            return _page(call, one, form), 422
        flash(_refused(str(refused)), "warn")
    else:
        session.commit()
        flash(_("The letter will leave with these words."), "good")
    return redirect(url_for("campaign.letter", slug=slug, letter_id=letter_id))


@pages.post(f"{HERE}/<act>")
@staff(Role.MANAGER)
def act_on_letter(slug: str, letter_id: int, act: str) -> ResponseReturnValue:
    """Stop a letter, let it leave now, send it again, or say that it came back."""
    at = clock.now()
    session = db.session()
    actor = current_user().email
    _call, one = _found(slug, letter_id, to_write=True)
    try:
        if act == "cancel":
            letters.cancel(session, letter=one, actor=actor, at=at)
            flash(_("The letter is cancelled: it will not leave."), "info")
        elif act == "hurry":
            letters.hurry(session, letter=one, actor=actor, at=at)
            flash(_("The letter is leaving."), "info")
        elif act == "again":
            to = _address_now(session, one)
            one = letters.send_again(session, letter=one, to=to, actor=actor, at=at)
            flash(_("A new letter is leaving to %(address)s.", address=to), "good")
        elif act != "returned":
            raise NotFound(act)
        elif letters.came_back(session, letter=one, reason="", actor=actor, at=at):
            flash(_("The address %(address)s is marked.", address=one.recipient), "info")
    except Invalid as refused:
        session.rollback()
        flash(_refused(str(refused)), "warn")
        return redirect(url_for("campaign.letter", slug=slug, letter_id=letter_id))
    session.commit()
    return redirect(url_for("campaign.letter", slug=slug, letter_id=one.id))


@pages.post(f"{HERE}/to/<int:contact_id>")
@staff(Role.MANAGER)
def letter_to_another(slug: str, letter_id: int, contact_id: int) -> ResponseReturnValue:
    """The agency's link goes to another of its contacts, with the same words."""
    at = clock.now()
    session = db.session()
    actor = current_user().email
    _call, one = _found(slug, letter_id, to_write=True)
    invitation = _invitation(session, one)
    others = {contact.id: contact.email for contact in invitation.agency.contacts}
    if contact_id not in others or one.kind not in KINDS:
        raise NotFound(str(contact_id))
    readdress(session, invitation=invitation, email=others[contact_id], actor=actor, at=at)
    made = letters.send_again(session, letter=one, to=invitation.email, actor=actor, at=at)
    session.commit()
    flash(_("A new letter is leaving to %(address)s.", address=invitation.email), "good")
    return redirect(url_for("campaign.letter", slug=slug, letter_id=made.id))


def _found(slug: str, letter_id: int, *, to_write: bool = False) -> tuple[Call, OutboxLetter]:
    call = calls.call_by_slug(db.session(), slug)
    return call, letter_of(db.session(), call, letter_id, to_write=to_write)


def _page(call: Call, one: OutboxLetter, form: LetterForm) -> str:
    session = db.session()
    invitation = session.get(Invitation, one.invitation_id) if one.invitation_id else None
    return render_template(
        "campaign/letter.html",
        call=call,
        letter=one,
        at=clock.now(),
        invitation=invitation,
        others=[
            contact
            for contact in (invitation.agency.contacts if invitation else [])
            if contact.email != one.recipient
        ],
        repeats=repeats(session, one),
        form=form,
        is_read=letters.is_read(one),
        carries_link=one.kind in KINDS,
        body=masked(one.body),
        resendable=one.state in letters.RESENDABLE and letters.is_read(one),
        stoppable=one.state in letters.STOPPABLE,
        state_words=STATE_WORDS,
        letter_words=LETTER_WORDS,
        error_words=error_words,
    )


def _invitation(session: Session, one: OutboxLetter) -> Invitation:
    found = session.get(Invitation, one.invitation_id) if one.invitation_id else None
    if found is None:
        raise NotFound(str(one.id))
    return found


def _address_now(session: Session, one: OutboxLetter) -> str:
    """Where the agency is written to today; other letters go where they went."""
    if one.kind in KINDS and one.invitation_id is not None:
        found = session.get(Invitation, one.invitation_id)
        return found.email if found and found.email else one.recipient
    return one.recipient


def _refused(why: str) -> str:
    if why == "link":
        return str(_("Keep {lien} where the personal link is to stand."))
    return str(
        _(
            "This letter is no longer in a state that allows it: it may have left meanwhile. "
            "Nothing was changed."
        )
    )
