"""The words of the letters: chosen for a call, tried, put back."""

from __future__ import annotations

from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from config import LOCALES
from consult import clock, db, post
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.calls import queries as calls
from consult.calls.models import Call
from consult.campaign import letters, wordings
from consult.campaign.letter_forms import (
    FIELD_WORDS,
    WORDING_WORDS,
    PostForm,
    WordsForm,
)
from consult.campaign.specimen import specimen
from consult.campaign.views.shell import pages
from consult.campaign.views.showing import masked
from consult.campaign.wording import Kind, Text, names, proposed
from consult.errors import NotFound

HERE = "/staff/calls/<slug>/words/<kind>/<language>"


@pages.get("/staff/calls/<slug>/words")
@staff(Role.READER)
def words(slug: str) -> ResponseReturnValue:
    """Every letter of a call, in each language; who reads the answers, what is joined."""
    return _shelf(calls.call_by_slug(db.session(), slug), None)


@pages.post("/staff/calls/<slug>/words")
@staff(Role.MANAGER)
def post_settings(slug: str) -> ResponseReturnValue:
    """Who reads the answers to the letters, and what is joined to the invitation."""
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    form = PostForm()
    if not form.validate():
        return _shelf(call, form), 422
    wordings.choose_post(
        session,
        call=call,
        reply_to=form.reply_to.data or "",
        form_enclosed=form.form_enclosed.data,
        actor=current_user().email,
        at=at,
    )
    session.commit()
    flash(_("Saved."), "good")
    return redirect(url_for("campaign.words", slug=slug))


@pages.get(HERE)
@staff(Role.READER)
def wording(slug: str, kind: str, language: str) -> ResponseReturnValue:
    """The words of one letter, with the fields they may name, as some agency would read them."""
    call = calls.call_by_slug(db.session(), slug)
    said = letters.words_of(call, _kind(kind, language), language)
    return _page(call, Kind(kind), language, WordsForm(subject=said.subject, body=said.body), said)


@pages.post(HERE)
@staff(Role.MANAGER)
def reword_letter(slug: str, kind: str, language: str) -> ResponseReturnValue:
    """Keep the words, look at them first, try them on oneself, or put the proposed ones back."""
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    chosen, act = _kind(kind, language), request.form.get("act", "save")
    here = redirect(url_for("campaign.wording", slug=slug, kind=kind, language=language))
    actor = current_user().email
    if act == "restore":
        wordings.restore(session, call=call, kind=chosen, language=language, actor=actor, at=at)
        session.commit()
        flash(_("The proposed words are back."), "info")
        return here
    form = WordsForm()
    said = form.said(chosen)
    if said is None:
        return _page(call, chosen, language, form, None), 422
    if act == "look":
        return _page(call, chosen, language, form, said)
    wordings.choose(
        session, call=call, kind=chosen, language=language, said=said, actor=actor, at=at
    )
    if act == "trial":
        _try(session, call, chosen, language, at)
        flash(_("Saved. A trial is leaving to %(address)s.", address=actor), "good")
    else:
        flash(_("Saved: the next letters leave with these words."), "good")
    session.commit()
    return here


def _kind(kind: str, language: str) -> Kind:
    if language not in LOCALES or kind not in set(Kind):
        raise NotFound(kind)
    return Kind(kind)


def _try(session: Session, call: Call, kind: Kind, language: str, at: datetime) -> None:
    one = specimen(call, kind, language)
    letter = letters.trial(call, one, kind, to=current_user().email, at=at)
    post.enqueue(session, letter, at=at)


def _shelf(call: Call, form: PostForm | None) -> str:
    return render_template(
        "campaign/words.html",
        call=call,
        kinds=list(Kind),
        languages=LOCALES,
        chosen={(one.kind, one.language): one for one in call.wordings},
        wording_words=WORDING_WORDS,
        form=form or PostForm(reply_to=call.reply_to, form_enclosed=call.form_enclosed),
    )


def _page(call: Call, kind: Kind, language: str, form: WordsForm, said: Text | None) -> str:
    one = specimen(call, kind, language)
    letter = (
        letters.composed(call, one, kind, kind=kind.value, key="look", chosen=said)
        if said
        else None
    )
    return render_template(
        "campaign/wording.html",
        call=call,
        kind=kind,
        language=language,
        languages=LOCALES,
        form=form,
        letter=letter,
        body=masked(letter.body) if letter else "",
        reader=one,
        changed=letters.words_of(call, kind, language) != proposed(kind, language),
        fields=names(language),
        field_words=FIELD_WORDS,
        wording_words=WORDING_WORDS,
        address=current_user().email,
    )
