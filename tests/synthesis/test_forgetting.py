"""A contribution that is erased leaves no word of it in what staff wrote from it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.analysis.models import Act
from consult.contributions.models import Contribution
from consult.erasing import erase
from consult.synthesis.drafting import edits, queries, writing
from consult.synthesis.drafting.block_json import told
from consult.synthesis.drafting.blocks import (
    Block,
    BlockKind,
    Described,
    Place,
    QuoteChip,
    SourceChip,
    Words,
)
from consult.synthesis.models import Manuscript, ManuscriptEdit, ReadBack
from consult.tables import every_table
from tests import office
from tests.analysis.coded import a_call, a_theme, code, person
from tests.office import AT

CANARY = "Canari d’or"
ERASED, KEPT = "A1", "A2"


def said(agency, start=0):
    return Place(agency, 1, "needs", start, start + len(CANARY), CANARY)


def content(*pieces, **fields):
    return told(Block("x", BlockKind.CLAIM, content=pieces, **fields))


@pytest.fixture
def call(session):
    asked = a_call(session, text=f"{CANARY} et tout le reste.")
    lea = person(session, "Léa")
    code(session, asked, lea, a_theme(session, asked), (0, 6))
    manuscript = writing.begin(session, call=asked, user=lea, at=AT)
    for kind, inside in (
        (BlockKind.QUOTE, content(place=said(ERASED))),
        (BlockKind.QUOTE, content(place=said(KEPT))),
        (
            BlockKind.CLAIM,
            content(
                Words("Selon elles "),
                QuoteChip(said(ERASED)),
                SourceChip((said(ERASED), said(KEPT))),
                justification="Parce que.",
            ),
        ),
        (BlockKind.PRACTICE, content(described=Described(ERASED, 1, "practices", 1))),
    ):
        writing.add(
            *(session,),
            manuscript=manuscript,
            user=lea,
            kind=kind,
            content=inside,
            after=writing.LAST,
            at=AT,
        )
    return asked


def holding(session, words):
    """The tables that hold these words anywhere."""
    found = set()
    for table in every_table():
        for row in session.execute(select(table)).mappings():
            if words in json.dumps(dict(row), default=str, ensure_ascii=False):
                found.add(table.name)
    return found


def erased(session, acronym=ERASED):
    contribution = session.scalars(
        select(Contribution).where(Contribution.invitation.has(acronym=acronym))
    ).one()
    erase(session, {"contribution": [contribution.id]})


def test_no_table_holds_the_words_of_contributions_that_are_erased(session, call):
    invitation = next(one for one in call.invitations if one.acronym == ERASED)
    session.add(
        ReadBack(
            call_id=call.id,
            invitation_id=invitation.id,
            passages=[{"words": CANARY}],
            statements=[],
            asked_first=False,
            in_full=False,
            sent_at=AT,
            sent_by=office.STAFF,
            until=AT + timedelta(days=2),
        )
    )
    session.flush()
    before = {"manuscript_block", "manuscript_edit", "version", "read_back"}
    assert before <= holding(session, CANARY)

    erased(session, ERASED)
    erased(session, KEPT)

    assert holding(session, CANARY) == set()
    assert len(queries.manuscript(session, call).blocks) == 4


def test_the_places_stay_without_their_words_and_those_of_others_keep_theirs(session, call):
    revisions = [one.revision for one in session.scalars(select(Manuscript)).one().blocks]

    erased(session)

    first, second, claim, practice = queries.manuscript(session, call).blocks
    assert [first.place.text, second.place.text] == ["", CANARY]
    assert [one.text for one in claim.sources] == ["", CANARY]
    assert claim.text == "Selon elles "
    assert practice.described == Described(ERASED, 1, "practices", 1)
    blocks = session.scalars(select(Manuscript)).one().blocks
    changed = [old != one.revision for old, one in zip(revisions, blocks, strict=True)]
    assert changed == [True, False, True, False]


def test_what_was_done_can_still_be_undone_without_bringing_the_words_back(session, call):
    erased(session)
    lea = session.scalars(select(ManuscriptEdit)).first().user

    for _ in range(4):
        edits.undo(session, call=call, user=lea, at=AT)
    for _ in range(4):
        edits.redo(session, call=call, user=lea, at=AT)

    assert queries.manuscript(session, call).blocks[0].place.text == ""


def test_the_history_of_coding_names_the_agency_no_more(session, call):
    erased(session)

    [act] = session.scalars(select(Act)).all()
    assert (act.kind, act.about, act.changes) == (
        "coded",
        {"answers": [], "question": "needs", "theme": "Eau"},
        [],
    )
