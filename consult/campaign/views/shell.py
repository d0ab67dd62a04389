"""What the pages of a campaign share: their blueprint, their dates, the way letters leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from babel.dates import format_date
from flask import Blueprint, current_app
from flask_babel import get_locale

from consult import db, instants
from consult.accounts.guards import current_user
from consult.calls import queries as calls
from consult.calls.models import Call
from consult.campaign import queries, service
from consult.campaign.monitoring import Standing
from consult.post import Letter
from consult.spacing import HARD

pages = Blueprint("campaign", __name__)


@pages.app_template_filter("brief")
def brief(instant: datetime, zone: str) -> str:
    """« 26 oct. 2018, 18 h 00 », “26 Oct 2018, 18:00”: where the whole sentence has no room."""
    language = str(get_locale())
    day = format_date(instants.local_day(instant, zone), "d MMM y", locale=language)
    return f"{day}, {instants.hour(instant, zone, language, gap=HARD)}"


@contextmanager
def reading(slug: str) -> Iterator[tuple[Call, list[Standing]]]:
    """The call and where everybody stands, while nobody waits for our pen: letters take a while."""
    with db.database().reader() as session:
        call = calls.call_by_slug(session, slug)
        yield call, queries.standings(session, call)


def posted(call: Call, kind: str, planned: Sequence[Letter], at: datetime) -> None:
    """Each batch is committed by itself: a letter already in the outbox is not written twice.

    The letters leave after a moment in which they can still be stopped.
    """
    session = db.session()
    delay = timedelta(seconds=current_app.extensions["settings"].outbox_delay)
    for batch in service.batches(planned):
        service.send(session, planned=batch, at=at, delay=delay)
        session.commit()
    if planned:
        actor = current_user().email
        service.recorded(
            session, call=call, kind=kind, letters_sent=len(planned), actor=actor, at=at
        )
        session.commit()
