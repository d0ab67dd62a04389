"""What the pages of a call share: their blueprint, and where a rehearsal may not go."""

from __future__ import annotations

from flask import Blueprint, request

from consult import db
from consult.calls import queries
from consult.calls.rehearsal import MARK
from consult.errors import NotFound

pages = Blueprint("calls", __name__)

REHEARSED = frozenset(
    {
        "analysis.figures",
        "analysis.drawing",
        "analysis.as_json",
        "analysis.as_csv",
        "analysis.counts",
        "analysis.count_live",
        "analysis.crossed",
        "campaign.rehearsal",
        "contributions.read",
        "contributions.read_file",
        "synthesis.notes",
        "synthesis.build",
        "synthesis.make_files",
        "synthesis.version",
        "synthesis.download",
    }
)
"""What staff may do with a rehearsal besides playing it: read it, and compose its specimen."""


@pages.before_app_request
def keep_rehearsals_in() -> None:
    """A rehearsal has no audience to write to, no deadline to move, nothing to hand over."""
    slug = (request.view_args or {}).get("slug", "")
    out_of_bounds = MARK in slug and request.endpoint not in REHEARSED
    if out_of_bounds and queries.is_rehearsal(db.session(), slug):
        raise NotFound(slug)
