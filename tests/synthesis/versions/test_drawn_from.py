"""A version knows what it was drawn up from, and is approved on what was looked at last."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import asdict
from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.accounts import service as accounts
from consult.accounts.models import Role
from consult.analysis.coding import journal
from consult.analysis.models import Theme
from consult.calls.models import Call
from consult.calls.queries import invitations
from consult.contributions.consent import Attribution, QuotePermission
from consult.contributions.models import ConsentChange, Contribution
from consult.synthesis import queries, service
from consult.synthesis.drafting import writing
from consult.synthesis.drafting.blocks import BlockKind
from consult.synthesis.models import Note
from consult.synthesis.snapshot import Audience, State
from consult.synthesis.versions import moving
from consult.synthesis.versions.approving import Look
from consult.synthesis.versions.drawn_from import kept, sent_since, stand
from tests import office
from tests.office import AT

LATER = AT + timedelta(days=3)
EARLIER = AT + timedelta(hours=2)


@pytest.fixture
def call(session):
    made = office.call(session)
    office.contribution(session, invitations(session, made)[0])
    return made


@pytest.fixture
def note(session, call):
    made = service.build(
        session,
        slug=call.slug,
        audience=Audience.DELEGATE,
        built_by=office.STAFF,
        federation="",
        at=LATER,
    )
    moving.submit(session, note=made, by=office.STAFF, at=LATER)
    session.commit()
    return made


def wrote(session, call):
    user = accounts.create_user(session, email=office.STAFF, role=Role.MANAGER, at=AT)
    begun = writing.begin(session, call=call, user=user, at=EARLIER)
    text = {"kind": BlockKind.TEXT, "content": {}, "after": None}
    writing.add(session, manuscript=begun, user=user, at=EARLIER, **text)


def changed_its_mind(session, call):
    session.add(
        ConsentChange(
            contribution_id=session.scalars(select(Contribution.id)).first(),
            attribution=Attribution.ANONYMOUS,
            quote_permission=QuotePermission.REFUSED,
            confidential=[],
            at=EARLIER,
        )
    )


def coded(session, call):
    with journal.act(session, call=call, user=None, kind="theme.add", at=EARLIER):
        water = {"key": "water", "label": "Eau", "claim": "", "description": ""}
        session.add(Theme(call_id=call.id, position=1, **water))


def sent(session, call):
    office.contribution(session, invitations(session, call)[1])


@pytest.mark.parametrize(
    ("happened", "marks"),
    [
        (wrote, {"manuscript"}),
        (sent, {"sent", "data"}),
        (changed_its_mind, {"minds"}),
        (coded, {"data"}),
    ],
)
def test_what_is_saved_after_a_note_was_read_differs_whatever_its_hour(
    session, call, note, happened, marks
):
    before = kept(note)
    assert stand(session, call) == before

    happened(session, call)
    session.flush()

    now = asdict(stand(session, call))
    assert {name for name, mark in asdict(before).items() if mark != now[name]} == marks
    late = happened is changed_its_mind
    assert queries.overtaken(session, call, [note]) == (frozenset({note.id}) if late else set())
    assert sent_since(session, call, before) == (("A2",) if happened is sent else ())


def test_a_version_composed_by_itself_leaves_the_text_of_the_desk_aside(session, call):
    wrote(session, call)

    assert stand(session, call, automatic=True).manuscript is None
    assert stand(session, call).manuscript is not None


def test_what_is_sent_between_the_look_and_the_approval_is_looked_at_again(
    app, session, call, note
):
    """On either engine whoever approves waits for who sends, then looks at what was sent."""
    seen = Look(found=(), stood=stand(session, call))
    session.commit()
    database = app.extensions["database"]

    def approves():
        with database.writer() as mine:
            found = mine.scalars(select(Note)).one()
            moving.approve(mine, note=found, seen=seen, by=office.STAFF, at=LATER)
            mine.commit()

    with ThreadPoolExecutor(1) as other, database.writer() as theirs:
        theirs.execute(select(Call.id).where(Call.id == call.id).with_for_update(read=True))
        sent(theirs, theirs.get(Call, call.id))
        approval = other.submit(approves)
        assert wait([approval], timeout=0.3).done == set()
        theirs.commit()
        with pytest.raises(moving.LookedTooEarly):
            approval.result(10)

    session.expire_all()
    assert note.state is State.REVIEW
