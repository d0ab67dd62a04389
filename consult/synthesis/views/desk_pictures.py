"""Pictures of the note: taken from whoever writes it, shown to whoever may read it."""

from __future__ import annotations

import dataclasses
import hashlib

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.calls import queries as calls
from consult.contributions.files.downloads import document
from consult.storage import storage
from consult.synthesis.drafting.queries import row as manuscript_of
from consult.synthesis.pictures import keeping
from consult.synthesis.pictures.apart import fitted
from consult.synthesis.pictures.fitting import LARGEST, Fault, Unfit
from consult.synthesis.views.desk_drawing import HERE
from consult.synthesis.views.shell import pages

FAULT_WORDS = {
    Fault.EMPTY: _l("This file is empty: choose a picture."),
    Fault.TOO_BIG: _l("The file is larger than 30 MB: export a smaller one."),
    Fault.OTHER: _l("This is neither a PNG nor a JPEG picture."),
    Fault.BROKEN: _l("The picture cannot be read: export it again as PNG or JPEG."),
    Fault.TOO_MANY_DOTS: _l("The picture has more than 40 million dots: export a smaller one."),
    Fault.TOO_SMALL: _l("The picture is too small or too narrow to be printed."),
}


@pages.post(f"{HERE}/pictures")
@staff(Role.MANAGER)
def add_picture(slug: str) -> ResponseReturnValue:
    """Take a picture for a block; it is in the note once the block is saved with it."""
    at, session = clock.now(), db.session()
    call = calls.call_by_slug(session, slug)
    sent = request.files.get("picture")
    name, content = (sent.filename or "", sent.read(LARGEST + 1)) if sent else ("", b"")
    session.commit()  # nothing is written yet: others may write while it is drawn anew
    try:
        made = fitted(content)
    except Unfit as refused:
        return jsonify(said=str(FAULT_WORDS[refused.fault])), 422
    digest = hashlib.sha256(made.content).hexdigest()
    by = current_user().email
    picture = keeping.keep(session, call=call, name=name, fitted=made, digest=digest, by=by, at=at)
    try:
        instead_of = request.form.get("block", "")
        keeping.ensure_room(manuscript_of(session, call), picture, instead_of=instead_of)
    except keeping.TooHeavy:
        session.rollback()
        return jsonify(said=too_heavy()), 422
    storage().put(made.content)
    session.commit()
    return jsonify(picture=dataclasses.asdict(picture))


@pages.get(f"{HERE}/pictures/<digest>")
@staff(Role.READER)
def picture(slug: str, digest: str) -> ResponseReturnValue:
    """One picture of this call, and no other file."""
    session = db.session()
    found = keeping.held(session, calls.call_by_slug(session, slug), digest)
    return document(storage().read(found.digest), filename=found.name, media_type=found.media_type)


def too_heavy() -> str:
    """Why one more picture has no room."""
    most = f"{keeping.MOST / 1_000_000:g}"
    said = _(
        "The pictures of the note would weigh more than %(most)s MB together: take one away, or "
        "choose a lighter one.",
        most=most,
    )
    return str(said)
