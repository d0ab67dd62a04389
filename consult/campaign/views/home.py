"""What waits for staff, then every call with the next thing to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role, User
from consult.calls.rules import Phase
from consult.campaign import board, queries
from consult.campaign.attention import Counts, Followed, ReadBacks, todos
from consult.campaign.awaiting import counts
from consult.campaign.monitoring import next_step
from consult.campaign.queries import Line
from consult.campaign.views.shell import pages

ORDER = (Phase.OPEN, Phase.UPCOMING, Phase.DRAFT, Phase.CLOSED)


@pages.get("/staff/")
@staff(Role.READER)
def dashboard() -> ResponseReturnValue:
    """What needs somebody today across calls, then the calls by phase."""
    at = clock.now()
    user = current_user()
    lines = queries.overview(db.session())
    found = counts(db.session(), since=user.caught_up_at or user.created_at)
    return render_template(
        "campaign/dashboard.html",
        todos=todos(_followed(lines, found, at), jobs_failed=found.jobs_failed, at=at),
        shelves=_shelves(lines, at),
        agencies=found.agencies,
        workers=board.workers(db.session(), at=at),
        at=at,
    )


@pages.post("/staff/caught-up")
@staff(Role.READER)
def caught_up() -> ResponseReturnValue:
    """What has arrived until now was seen; the next visit counts from here."""
    user = db.session().get_one(User, current_user().id)
    user.caught_up_at = clock.now()
    db.session().commit()
    return redirect(url_for("campaign.dashboard"))


def _followed(lines: Sequence[Line], found: Counts, at: datetime) -> list[Followed]:
    return [
        Followed(
            slug=call.slug,
            title=call.title,
            timezone=call.timezone,
            phase=call.window.phase(at),
            closes_at=call.closes_at,
            tally=line.tally,
            letters_failed=found.letters_failed.get(call.id, 0),
            arrived=0 if call.demonstration else found.arrived.get(call.id, 0),
            notes=found.notes.get(call.id, (0, 0))[0],
            notes_in_review=found.notes.get(call.id, (0, 0))[1],
            objected=read.objected,
            reading_until=read.until,
        )
        for line in lines
        for call in [line.call]
        for read in [found.read_back.get(call.id, ReadBacks())]
    ]


def _shelves(lines: Sequence[Line], at: datetime) -> list[tuple[Phase, list[tuple[Line, object]]]]:
    """The calls by phase, those that are open first; a phase without a call is left out."""
    placed: dict[Phase, list[tuple[Line, object]]] = {phase: [] for phase in ORDER}
    for line in lines:
        phase = line.call.window.phase(at)
        placed[phase].append((line, next_step(phase, line.tally)))
    return [(phase, held) for phase, held in placed.items() if held]
