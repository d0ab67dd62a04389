"""What an agency keeps: its receipt, the copy of what it sent, its files."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from consult import clock, db
from consult.contributions import guards, queries, read_only, render_copy
from consult.contributions.files import downloads, filing
from consult.contributions.views.shell import HERE, pages, served, speaking, to


@pages.get(f"{HERE}/receipt")
def receipt(public_id: str) -> ResponseReturnValue:
    """The receipt of the last sending, or of the one named by `version`."""
    at = clock.now()
    guards.ensure_admitted(db.session(), public_id, at=at)
    draft = speaking(queries.whole(db.session(), public_id))
    if draft.sent is None:
        return to("form", public_id)
    number = request.args.get("version", draft.sent.number, type=int)
    return read_only.receipt(draft, queries.version(draft, number), at=at)


@pages.get(f"{HERE}/copy.pdf")
def copy(public_id: str) -> ResponseReturnValue:
    """Questions and answers of a version sent, as a tagged PDF."""
    at = clock.now()
    guards.ensure_admitted(db.session(), public_id, at=at)
    draft = speaking(queries.whole(db.session(), public_id))
    number = request.args.get("version", draft.sent.number if draft.sent else 0, type=int)
    version = queries.version(draft, number)
    return downloads.document(
        render_copy.render(read_only.copy(draft, version), sent_at=version.sent_at),
        filename=f"{version.reference}.pdf",
        media_type="application/pdf",
    )


@pages.get(f"{HERE}/files/<int:id_>")
def file(public_id: str, id_: int) -> ResponseReturnValue:
    """A file the agency gave."""
    guards.ensure_admitted(db.session(), public_id, at=clock.now())
    draft = queries.draft(db.session(), public_id)
    found = queries.attachment(db.session(), draft.contribution, id_)
    filing.ensure_servable(found)
    return served(found)
