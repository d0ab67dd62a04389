"""A rehearsal shows everything, reaches nobody, and leaves nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from consult.accounts import service as accounts
from consult.accounts.models import AuditEntry, Role
from consult.calls import rehearsal as rehearsing
from consult.calls import service
from consult.calls.library import TEMPLATES, questionnaire_from
from consult.calls.models import Call
from consult.calls.queries import calls, invitations
from consult.calls.wiping import rehearsal_of, wipe
from consult.contributions import queries as contributions
from consult.contributions.files import filing
from consult.contributions.models import Attachment, Collaborator, Scan
from consult.contributions.rehearsing import fill
from consult.contributions.service import save
from consult.contributions.texts.merging import Said
from consult.db import Base
from consult.directory import queries as directory
from consult.directory.models import ContactRole
from consult.errors import Invalid
from consult.post import Letter, enqueue
from consult.publication.service import deliver
from consult.storage import Folder
from consult.synthesis.drafting import remarks, writing
from consult.synthesis.drafting.blocks import BlockKind
from consult.synthesis.models import Format
from consult.synthesis.service import order
from tests import office
from tests.office import AT, STAFF

CANARY = "canari-de-la-répétition"
LATER = AT + timedelta(minutes=5)


def prepared(session, *, questionnaire=None, **more):
    call = office.call(session, opened=False, **more)
    if questionnaire is not None:
        call.sections.clear()
        session.flush()
        service.ask(session, call=call, questionnaire=questionnaire)
        session.expire(call)
    return call


def counts(session):
    """How many rows every table has; the trail only grows."""
    return {
        table.name: session.scalar(select(func.count()).select_from(table))
        for table in Base.metadata.sorted_tables
        if table.name != AuditEntry.__tablename__
    }


def test_a_rehearsal_is_a_private_copy_put_to_agencies_that_do_not_exist(session):
    call = prepared(session)
    copy, left = rehearsing.begin(session, call=call, actor=STAFF, at=AT)

    assert (copy.slug, copy.is_rehearsal, copy.launched_at) == (f"{call.slug}-repetition", True, AT)
    assert (copy.questionnaire, copy.title) == (call.questionnaire, call.title)
    asked = invitations(session, copy)
    assert [(one.email, one.agency.fictional) for one in asked] == [("", True)] * 6
    assert {(one.level, one.region) for one in asked} == {("locale", "Bretagne")}
    assert (left, call.rehearsed_at, call.launched_at) == ([], AT, None)


def test_it_is_in_no_list_of_calls_and_its_agencies_in_no_directory(session, cli):
    call = prepared(session)
    before = directory.agencies(session)
    rehearsing.begin(session, call=call, actor=STAFF, at=AT)

    assert calls(session) == [call]
    assert directory.agencies(session) == before
    assert "repetition" not in cli("call", "list").output


def test_an_open_call_and_one_that_asks_nothing_are_not_rehearsed(session):
    opened = office.call(session, title="Ouvert")
    with pytest.raises(Invalid):
        rehearsing.begin(session, call=opened, actor=STAFF, at=AT)

    empty = prepared(session, title="Vide")
    empty.sections.clear()
    session.flush()
    with pytest.raises(Invalid):
        rehearsing.begin(session, call=empty, actor=STAFF, at=AT)


def test_only_a_rehearsal_is_ever_wiped(session):
    call = prepared(session)
    with pytest.raises(Invalid):
        wipe(session, rehearsal=call)


def test_a_rehearsal_stays_open_a_week_whatever_the_deadline(session):
    soon = prepared(session, closes_at=AT + timedelta(hours=1))
    copy, _ = rehearsing.begin(session, call=soon, actor=STAFF, at=AT)

    assert copy.closes_at == AT + timedelta(days=7)


def test_beginning_again_wipes_what_was_there(session):
    call = prepared(session)
    first, _ = rehearsing.begin(session, call=call, actor=STAFF, at=AT)
    marks = [one.public_id for one in invitations(session, first)]
    second, _ = rehearsing.begin(session, call=call, actor=STAFF, at=LATER)

    assert session.scalar(select(func.count()).where(Call.rehearsal_of_id == call.id)) == 1
    assert not set(marks) & {one.public_id for one in invitations(session, second)}
    assert second.slug == f"{call.slug}-repetition"


def played(session, call, kept):
    """A rehearsal in which everything was done: typed, attached, filled in, frozen, delivered."""
    copy, _ = rehearsing.begin(session, call=call, actor=STAFF, at=AT)
    first = invitations(session, copy)[0]
    draft = contributions.whole(session, first.public_id, to_write=True)
    known = [key for key in ("needs", "needs_text") if key in draft.question_ids]
    typed = {key: Said(CANARY) for key in known}
    save(session, draft=draft, answers=typed, expected_revision=0, at=LATER)
    fill(session, rehearsal=copy, kept=kept, at=LATER)
    note = office.note(session, copy, files={"pdf": kept.put(CANARY.encode())})
    note.snapshot = f'{{"said": "{CANARY}"}}'
    session.add(
        Collaborator(
            invitation_id=first.id,
            email="canari@agence.example",
            name=CANARY,
            role=ContactRole.DRAFTER,
            invited_at=LATER,
            invited_by=CANARY,
            left_at=None,
        )
    )
    letter = Letter("k", "receipt", "a@agence.example", CANARY, CANARY, call_id=copy.id)
    enqueue(session, letter, at=LATER)
    order(session, note=note, form=Format.DOCX, at=LATER)
    deliver(session, note=note, recipient=CANARY, expires_at=office.CLOSES, actor=STAFF, at=LATER)
    for file in session.scalars(select(Attachment)):
        file.scan = Scan.PENDING
        filing.ask(session, file=file, at=LATER)
    session.flush()
    return copy


def written(session, copy, author):
    """A note begun on the desk, with a remark beside its block."""
    manuscript = writing.begin(session, call=copy, user=author, at=LATER)
    given = {"manuscript": manuscript, "user": author, "at": LATER}
    content = {"content": [{"text": CANARY}]}
    block = writing.add(session, **given, kind=BlockKind.CLAIM, content=content, after=None)
    remarks.say(session, **given, block=block.key, text=CANARY)


def test_nothing_of_a_rehearsal_is_left_in_any_table_nor_in_the_storage(
    app, session, tmp_path, settle
):
    call = prepared(session, questionnaire=questionnaire_from("audition", "fr"))
    session.refresh(call)
    kept = Folder(tmp_path / "kept")
    author = accounts.create_user(session, email="a@f.example", role=Role.MANAGER, at=AT)
    before = counts(session)
    copy = played(session, call, kept)
    written(session, copy, author)
    service.personal_link(session, invitation=invitations(session, copy)[1], actor=STAFF, at=LATER)
    settle()
    grown = {name for name, rows in counts(session).items() if rows > before[name]}
    assert grown >= {
        *("agency", "answer", "artefact", "attachment", "call", "collaborator", "contribution"),
        *("delivery", "invitation", "job", "letter", "link", "note", "question", "version"),
        *("block_remark", "manuscript", "manuscript_block", "manuscript_edit"),
    }

    left = rehearsing.end(session, call=call)
    settle()
    for digest in left:
        kept.remove(digest)

    assert (counts(session), rehearsal_of(session, call)) == (before, None)
    assert list(kept) == []
    for table in Base.metadata.sorted_tables:
        if table.name != AuditEntry.__tablename__:
            rows = session.execute(select(table)).all()
            assert CANARY not in repr(rows), table.name


def test_a_file_that_a_real_answer_names_too_stays(session, tmp_path):
    kept = Folder(tmp_path / "kept")
    real = office.call(session, title="Vrai")
    shared = kept.put(b"the same bytes")
    office.note(session, real, files={"pdf": shared})
    call = prepared(session)
    copy, _ = rehearsing.begin(session, call=call, actor=STAFF, at=AT)
    office.note(session, copy, files={"pdf": shared})

    assert rehearsing.end(session, call=call) == []


def test_opening_the_call_wipes_its_rehearsal(session, tmp_path):
    kept = Folder(tmp_path / "kept")
    call = prepared(session)
    played(session, call, kept)
    left = service.open_call(session, call=call, actor=STAFF, at=LATER)

    assert rehearsal_of(session, call) is None
    assert len(left) == 1
    assert [one.acronym for one in invitations(session, call)] == ["A1", "A2", "A3"]


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_can_be_filled_with_invented_answers_and_sent(session, tmp_path, name):
    kept = Folder(tmp_path / "kept")
    call = service.create(
        session,
        facts=service.Facts(
            title=name, closes_at=office.CLOSES, timezone="Europe/Paris", language="fr"
        ),
        questionnaire=questionnaire_from(name, "fr"),
        grace_seconds=0,
        actor=STAFF,
        at=AT,
    )
    session.expire(call)
    copy, _ = rehearsing.begin(session, call=call, actor=STAFF, at=AT)

    assert fill(session, rehearsal=copy, kept=kept, at=LATER) == 6
    assert fill(session, rehearsal=copy, kept=kept, at=LATER) == 0


def test_invented_answers_go_to_rehearsals_only(session, tmp_path: Path):
    call = office.call(session)
    with pytest.raises(Invalid):
        fill(session, rehearsal=call, kept=Folder(tmp_path), at=LATER)
