"""Figures and notes on the command line, and the queue that makes their files."""

from __future__ import annotations

import json
from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from consult import clock
from consult.analysis.figures.tally import figures
from consult.analysis.models import Excerpt
from consult.analysis.queries import material
from consult.contributions.models import Version
from consult.errors import NotFound
from consult.storage import storage
from consult.synthesis import queries, service
from consult.synthesis.models import Format
from consult.synthesis.snapshot import Audience, fingerprint, from_json
from tests.analysis.reference import FOLDER
from tests.synthesis.reference import reference

SLUG = "territoires-industrie-2018"


@pytest.fixture
def loaded(cli) -> None:
    cli("bundle", "load", FOLDER)


def test_the_material_read_from_the_database_is_that_of_the_bundle(loaded, session):
    found = material(session, SLUG)

    assert found.questionnaire == reference().questionnaire
    assert found.agencies == reference().agencies
    assert dict(found.reply) == dict(reference().reply)
    assert found.themes == reference().themes
    assert set(found.passages) == set(reference().passages)


def test_the_material_takes_eight_statements(loaded, session, queries):
    session.expire_all()
    with queries(8):
        material(session, SLUG)


def test_a_call_that_does_not_exist_has_no_material(session):
    with pytest.raises(NotFound):
        material(session, "nothing")


def test_a_passage_of_an_earlier_version_stands_while_the_words_do(loaded, session: Session):
    excerpt = session.query(Excerpt).order_by(Excerpt.id).first()
    before = excerpt.version
    key = excerpt.question.key
    again = Version(
        contribution=before.contribution,
        number=before.number + 1,
        reference=f"{before.reference}-x",
        sent_at=before.sent_at,
        channel=before.channel,
        late=False,
        content=before.content,
        digest=before.digest,
    )
    session.add(again)
    session.flush()
    assert len(material(session, SLUG).passages) == len(reference().passages)

    answers = {**before.content["answers"], key: "Nous avons changé d’avis."}
    again.content = {**before.content, "answers": answers}
    session.flush()
    left = material(session, SLUG).passages

    agency = before.contribution.invitation.acronym
    assert [one for one in left if one.agency == agency and one.question == key] == []
    assert {one for one in left if one.agency != agency} == {
        one for one in reference().passages if one.agency != agency
    }


def test_figures_are_printed_as_json(loaded, cli):
    printed = json.loads(cli("figures", SLUG, "--json").output)

    assert printed == json.loads(json.dumps(figures(reference())))


def test_figures_of_an_unknown_call_are_a_sentence(cli):
    assert "nothing" in cli("figures", "nothing", code=1).output


def test_a_note_is_built_as_json(loaded, cli, tmp_path):
    path = tmp_path / "note.json"
    told = cli("note", "build", SLUG, "-o", path).output
    snapshot = from_json(path.read_text())

    assert snapshot.audience is Audience.DELEGATE
    assert snapshot.version == 1
    assert fingerprint(snapshot)[:16] in told


def test_building_twice_gives_the_same_bytes(loaded, cli, tmp_path):
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    cli("note", "build", SLUG, "-o", one)
    cli("note", "build", SLUG, "-o", other)

    assert one.read_bytes() == other.read_bytes()


def test_a_workbook_holds_text_only(loaded, cli, tmp_path):
    path = tmp_path / "note.xlsx"
    cli("note", "build", SLUG, "-o", path)
    book = openpyxl.load_workbook(BytesIO(path.read_bytes()))

    assert len(book.sheetnames) == 8
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("note", "build", "nothing", "-o", "note.json"),
        ("note", "build", SLUG, "-o", "note.txt"),
        ("note", "build", SLUG, "-o", "/nowhere/at/all/note.json"),
        ("note", "verify", "nothing.pdf"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(loaded, cli, arguments):
    told = cli(*arguments, code=1).output

    assert "Traceback" not in told
    assert told.strip()


def test_what_is_not_a_note_is_a_sentence(cli, tmp_path):
    path = tmp_path / "note.pdf"
    path.write_bytes(b"nothing of the kind")

    assert "Traceback" not in cli("note", "verify", path, code=1).output


def test_the_queue_makes_a_file_once(loaded, session, settle, work, app: Flask):
    at = clock.now()
    note = service.build(
        session,
        slug=SLUG,
        audience=Audience.DELEGATE,
        built_by="staff@example.org",
        federation="CNER",
        at=at,
    )
    service.order(session, note=note, form=Format.JSON, at=at)
    service.order(session, note=note, form=Format.JSON, at=at)

    assert work() == 1
    made = queries.artefact(session, note, Format.JSON)
    assert made is not None
    with app.app_context():
        assert storage().read(made.digest).decode() == note.snapshot
    assert fingerprint(from_json(note.snapshot)) == note.fingerprint


def test_versions_count_from_one(loaded, session):
    numbers = [
        service.build(
            session,
            slug=SLUG,
            audience=Audience.DELEGATE,
            built_by="staff@example.org",
            federation="",
            at=clock.now(),
        ).version
        for _ in range(2)
    ]

    assert numbers == [1, 2]
