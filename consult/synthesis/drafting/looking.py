"""Which answers of a call say what is looked for, through the index of searches."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.analysis.searching.finding import Finder, Narrowed
from consult.analysis.searching.language import Query
from consult.calls.models import Call, Invitation
from consult.contributions.models import Contribution
from consult.synthesis.drafting.beside import Spot, Wanted


def saying(session: Session, call: Call, query: Query, wanted: Wanted) -> frozenset[Spot]:
    """Where the answers say it, as `beside.passages` takes them; three statements.

    The call comes with its questions.
    """
    finder = Finder(session, [call], {call.language: query})
    found = finder.places(Narrowed(question=wanted.question, agency=wanted.agency))
    rows = session.execute(
        select(Contribution.id, Invitation.acronym)
        .join(Invitation, Invitation.id == Contribution.invitation_id)
        .where(Invitation.call_id == call.id)
    )
    agency = dict(rows.all())
    return frozenset((agency[one.contribution], one.question, one.item, one.field) for one in found)
