"""A small call whose note is being written, with one fault of several kinds."""

from __future__ import annotations

from sqlalchemy import select

from consult.accounts import service as accounts
from consult.accounts.models import Role
from consult.calls.models import Invitation
from consult.synthesis.drafting import writing
from consult.synthesis.drafting.blocks import BlockKind
from tests import office
from tests.office import AT

SAID = "L’eau coûte trop cher aux industriels du bassin."


def written_call(session):
    """Three contributions, a chapter, a statement without a source and a quotation typed."""
    call = office.call(session)
    for invitation in session.scalars(select(Invitation).order_by(Invitation.id)):
        office.contribution(session, invitation, needs=SAID)
    user = accounts.create_user(session, email="paul@f.example", role=Role.MANAGER, at=AT)
    manuscript = writing.begin(session, call=call, user=user, at=AT)
    for kind, content in (
        (BlockKind.CHAPTER, {"title": "L’eau"}),
        (BlockKind.CLAIM, {"content": [{"text": "Trois agences parlent de la 2ème crise."}]}),
        (BlockKind.TEXT, {"content": [{"text": f"Elles disent : « {SAID} »"}]}),
    ):
        writing.add(
            session,
            manuscript=manuscript,
            user=user,
            kind=kind,
            content=content,
            after=writing.LAST,
            at=AT,
        )
    session.flush()
    return call
