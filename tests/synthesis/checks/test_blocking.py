from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.accounts.models import User
from consult.synthesis import models, service
from consult.synthesis.checks.blocking import Blocked, blocked
from consult.synthesis.drafting import writing
from consult.synthesis.snapshot import Audience, State
from consult.synthesis.versions.approving import look
from consult.synthesis.versions.drawn_from import stand
from tests.office import AT
from tests.synthesis.checks.written import written_call

LATER = AT + timedelta(hours=2)


@pytest.fixture
def call(session):
    return written_call(session)


def freeze(session, call, *, audience=Audience.DELEGATE, automatic=False):
    snapshot = service.draft(
        session,
        slug=call.slug,
        audience=audience,
        state=State.REVIEW,
        federation="",
        automatic=automatic,
    )
    drawn_from = stand(session, call, automatic=automatic)
    frozen = {"slug": call.slug, "snapshot": snapshot, "drawn_from": drawn_from}
    service.freeze(session, **frozen, built_by="x", at=LATER)
    return snapshot


def test_what_the_checks_find_stands_against_the_approval_each_with_its_block(app, session, call):
    with app.test_request_context():
        found = look(session, call=call, snapshot=freeze(session, call), at=LATER).found
    keys = [one.key for one in writing.in_order(session.scalars(select(models.Manuscript)).one())]
    assert [(one.check, one.endpoint, one.anchor) for one in found] == [
        ("sources.missing", "synthesis.desk", f"block-{keys[1]}"),
        ("numbers.typed", "synthesis.desk", f"block-{keys[1]}"),
        ("quotes.typed", "synthesis.desk", f"block-{keys[2]}"),
        ("coverage.unopened", "synthesis.coverage_page", ""),
    ]


def test_a_note_composed_by_itself_or_for_staff_does_not_answer_for_the_desk(session, call):
    alone = freeze(session, call, automatic=True)
    staff = freeze(session, call, audience=Audience.STAFF)
    assert [blocked(session, call=call, snapshot=one) for one in (alone, staff)] == [
        Blocked(),
        Blocked(),
    ]


def test_a_text_changed_after_its_version_is_to_be_composed_again(session, call):
    snapshot = freeze(session, call)
    manuscript = session.scalars(select(models.Manuscript)).one()
    assert not blocked(session, call=call, snapshot=snapshot).rewritten
    writing.remove(
        session,
        manuscript=manuscript,
        user=session.scalars(select(User)).first(),
        key=writing.in_order(manuscript)[-1].key,
        at=LATER - timedelta(seconds=1),  # asked for before, and kept after
    )
    assert blocked(session, call=call, snapshot=snapshot).rewritten


def test_the_command_line_does_not_write_an_approved_note_past_the_checks(session, call, cli):
    session.commit()
    command = ("note", "build", call.slug, "-o", "/dev/null", "--format", "json")
    told = cli(*command, "--state", "approved", code=1).output
    assert "Affirmation sans source" in told
    assert "Couverture" in told
