"""Every letter about a call: found by its state, held back, let go."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult import clock, db, jobs
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.calls import queries as calls
from consult.campaign import outbox as letters
from consult.campaign.letter_forms import LETTER_WORDS, STATE_WORDS, error_words
from consult.campaign.service import BATCH
from consult.campaign.shelving import View, shelf
from consult.campaign.tasks import READ_MAILBOX
from consult.campaign.views.shell import pages


@pages.get("/staff/calls/<slug>/outbox")
@staff(Role.READER)
def outbox(slug: str) -> ResponseReturnValue:
    """Every letter about the call, with its state, a page at a time."""
    call = calls.call_by_slug(db.session(), slug)
    return render_template(
        "campaign/outbox.html",
        call=call,
        phase=call.window.phase(clock.now()),
        shelf=shelf(db.session(), call, View.read(request.args)),
        state_words=STATE_WORDS,
        letter_words=LETTER_WORDS,
        error_words=error_words,
        reads_mailbox=bool(current_app.extensions["settings"].imap_url),
    )


@pages.post("/staff/calls/<slug>/outbox/hold")
@staff(Role.MANAGER)
def hold_letters(slug: str) -> ResponseReturnValue:
    """Keep back what waits to leave, and what is still to be written."""
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    held = letters.hold(session, call=call, actor=current_user().email, at=at)
    session.commit()
    flash(
        ngettext(
            "The letters are held back: %(num)s was waiting to leave.",
            "The letters are held back: %(num)s were waiting to leave.",
            held,
        ),
        "info",
    )
    return redirect(url_for("campaign.outbox", slug=slug))


@pages.post("/staff/calls/<slug>/outbox/release")
@staff(Role.MANAGER)
def release_letters(slug: str) -> ResponseReturnValue:
    """Let the letters leave again."""
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    freed = letters.release(session, call=call, actor=current_user().email, at=at, batch=BATCH)
    session.commit()
    flash(
        ngettext("%(num)s letter is leaving.", "%(num)s letters are leaving.", freed)
        if freed
        else _("Letters leave again."),
        "info",
    )
    return redirect(url_for("campaign.outbox", slug=slug))


@pages.post("/staff/calls/<slug>/outbox/mailbox")
@staff(Role.MANAGER)
def read_mailbox(slug: str) -> ResponseReturnValue:
    """Look for returned letters now, rather than within ten minutes."""
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    key = f"{READ_MAILBOX}:{call.id}:{at:%Y%m%d%H%M%S}"
    jobs.enqueue(session, READ_MAILBOX, key=key, payload={}, at=at)
    session.commit()
    flash(_("The mailbox is being read: what came back will be marked here."), "info")
    return redirect(url_for("campaign.outbox", slug=slug))
