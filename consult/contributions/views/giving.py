"""Files given while the form is open: each is kept at once, and its state is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from consult import clock, db
from consult.calls.questionnaire import QuestionKind
from consult.contributions import guards, queries, service
from consult.contributions.answering.wording import refused_file
from consult.contributions.drafts import Draft
from consult.contributions.files import attaching, filing
from consult.contributions.files.kinds import Refused, Stored
from consult.contributions.files.uploads import taken
from consult.contributions.models import Collaborator, Contribution
from consult.contributions.views.shell import HERE, pages, scanner, speaking
from consult.storage import storage


@pages.get(f"{HERE}/files")
def files(public_id: str) -> ResponseReturnValue:
    """Where every file stands, for a page that waits for the scanner."""
    guards.ensure_admitted(db.session(), public_id, at=clock.now())
    return _told(speaking(queries.draft(db.session(), public_id)), [])


@pages.post(f"{HERE}/files")
def give(public_id: str) -> ResponseReturnValue:
    """Keep the files that came, take some away, put some back; say what each question holds."""
    at = clock.now()
    with db.database().reader() as reading:
        guards.ensure_admitted(reading, public_id, at=at)
        asked = queries.draft(reading, public_id)
    if not guards.form_is_ours(public_id):
        return {"state": "expired"}, 400
    if not asked.invitation.window.accepts(at):
        return {"state": "closed"}, 403
    came = list(taken(asked.questionnaire, request.files, storage()))
    session = db.session()
    by = guards.ensure_admitted(session, public_id, at=at)
    draft = speaking(queries.draft(session, public_id, to_write=True))
    contribution = service.keep(session, draft=draft, answers=draft.said, at=at, by=by)
    for id_ in request.form.getlist("remove", type=int):
        attaching.detach(session, draft=draft, contribution=contribution, id_=id_, at=at, by=by)
    for id_ in request.form.getlist("restore", type=int):
        attaching.reattach(session, draft=draft, contribution=contribution, id_=id_, at=at, by=by)
    refused = kept(came, draft, contribution, at=at, by=by)
    session.commit()
    return _told(draft.after(contribution), refused)


def kept(
    came: Sequence[Stored | Refused],
    draft: Draft,
    contribution: Contribution,
    *,
    at: datetime,
    by: Collaborator | None,
) -> list[Refused]:
    """Add the files that came to the draft; those that were not taken, and why."""
    refused = [one for one in came if isinstance(one, Refused)]
    return refused + attaching.attach(
        db.session(),
        draft=draft,
        contribution=contribution,
        files=[one for one in came if isinstance(one, Stored)],
        at=at,
        by=by,
        scan=filing.first_state(scanner()),
    )


def _told(draft: Draft, refused: list[Refused]) -> dict[str, Any]:
    """The list of every question that takes files, drawn as the form draws it."""
    held = queries.files_of(db.session(), draft)
    return {
        "state": "kept",
        "held": {
            question.key: render_template(
                "contributions/_held.html",
                files=held.get(question.key, ()),
                public_id=draft.invitation.public_id,
            )
            for question in draft.questionnaire
            if question.kind is QuestionKind.FILE
        },
        "refused": [refused_file(one) for one in refused],
    }
