"""What was erased is gone from the file itself, and not from its tables alone (P22)."""

from __future__ import annotations

import pytest

from consult import serving
from consult.analysis.searching import indexing
from consult.calls import rehearsal as rehearsing
from consult.calls.queries import invitations
from consult.contributions import queries as contributions
from consult.contributions.sending import send
from consult.contributions.texts.merging import Said
from tests import office
from tests.office import AT, STAFF
from tests.trust.watching import raw, rows

CANARY = "kanariparti"
LATER = AT + office.timedelta(minutes=5)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_words_of_a_wiped_rehearsal_are_in_no_byte_of_the_database(app, session, settle):
    database = app.extensions["database"]
    call = office.call(session, opened=False)
    copy, _ = rehearsing.begin(session, call=call, actor=STAFF, at=AT)
    words = " ".join(f"{CANARY}{number} pour le bassin" for number in range(400))
    for one in invitations(session, copy)[:3]:
        draft = contributions.whole(session, one.public_id, to_write=True)
        said = {"needs": Said(words)}
        version = send(session, draft=draft, answers=said, expected_revision=0, at=LATER)
        indexing.write(session, [indexing.prepared(copy, copy.questionnaire, version)])
    settle()
    serving.checkpoint(database)
    assert CANARY in "".join(rows(database)["search_text"])
    assert CANARY.encode() in raw(database)

    rehearsing.end(session, call=call)
    settle()
    serving.checkpoint(database)

    assert raw(database).count(CANARY.encode()) == 0
