"""One contribution as staff read it."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from consult import db, errors
from consult.accounts.guards import staff
from consult.contributions import queries, read_only
from consult.contributions.files import filing
from consult.contributions.views.shell import pages, scanner, served


@pages.get("/staff/calls/<slug>/contributions/<acronym:acronym>")
@staff()
def read(slug: str, acronym: str) -> ResponseReturnValue:
    """One contribution for staff: what was sent, never a draft the agency still keeps."""
    draft = queries.of_agency(db.session(), slug, acronym)
    number = request.args.get("version", draft.sent.number if draft.sent else 0, type=int)
    version = queries.version(draft, number) if draft.sent else None
    return read_only.reading(draft, version, queries.originals(db.session(), draft))


@pages.get("/staff/calls/<slug>/contributions/<acronym:acronym>/files/<int:id_>")
@staff()
def read_file(slug: str, acronym: str, id_: int) -> ResponseReturnValue:
    """A file that an agency sent."""
    draft = queries.of_agency(db.session(), slug, acronym)
    found = queries.attachment(db.session(), draft.contribution, id_)
    if not any(found.digest in queries.digests_in(one.content) for one in draft.versions):
        raise errors.NotFound(f"attachment {id_}")
    filing.ensure_servable_to_staff(found, scanner())
    return served(found)
