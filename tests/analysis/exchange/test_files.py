"""themes.yaml and CSV: written, read back, and told when something is wrong."""

from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy import select

from consult.analysis.exchange import table_sheets, theme_sheet
from consult.analysis.exchange.held import held
from consult.analysis.exchange.opening import opened
from consult.analysis.exchange.planning import planned
from consult.analysis.exchange.said import Note
from consult.analysis.exchange.words import finding_words, note_words, unreadable_words
from consult.analysis.material import Stance
from consult.analysis.models import Theme
from consult.calls.written.tree import Unreadable
from tests.analysis.code_world import World
from tests.analysis.exchange.test_qdpx import coded, facts, forget, imported

FORMS = {
    "yaml": theme_sheet.written,
    "themes": lambda now: table_sheets.themes_csv(now).encode(),
    "codings": lambda now: table_sheets.codings_csv(now).encode(),
}


@pytest.fixture
def world(session):
    return World(session)


def written(world, form):
    return FORMS[form](held(world.session, world.call))


def read(world, data):
    now = held(world.session, world.call)
    sheet, findings = opened(data, name="f", held=now)
    return planned(sheet, now), [finding_words(one) for one in findings]


@pytest.mark.parametrize("form", FORMS)
def test_what_goes_out_and_comes_back_changes_nothing(world, form):
    coded(world)

    plan, findings = read(world, written(world, form))

    assert (plan.wanted, plan.lost, plan.notes, findings) == (False, (), (), [])


def test_themes_yaml_brings_everything_back(world):
    coded(world)
    before, data = facts(world), written(world, "yaml")
    forget(world)

    imported(world, data)

    after = facts(world)
    assert after[0] == before[0]
    # A comment is not part of the bundle's format.
    assert after[1] == [(*one[:-1], "") for one in before[1]]


def test_the_two_tables_together_bring_everything_back(world):
    coded(world)
    before = facts(world)
    tables = [written(world, form) for form in ("themes", "codings")]
    forget(world)

    for table in tables:
        imported(world, table)

    assert facts(world) == before


def test_formulas_are_only_text_and_come_back_as_they_were(world):
    theme = world.theme("=cmd()", claim="+1", description="-x")
    version = world.versions()[0]
    version.content = {**version.content, "answers": {"needs": "=SUM(A1) @tout"}}
    world.code(theme, world.excerpt(0, 8), comment="@moi", stance=Stance.SUPPORT)
    before = facts(world)
    tables = [written(world, form) for form in ("themes", "codings")]

    cells = [
        cell
        for table in tables
        for row in csv.reader(io.StringIO(table.decode("utf-8-sig")), delimiter=";")
        for cell in row
    ]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []
    forget(world)
    for table in tables:
        imported(world, table)
    assert facts(world) == before


def test_highlights_of_taguette_are_looked_for_in_every_answer(world):
    version = world.versions()[0]
    version.content = {**version.content, "answers": {"needs": "Les délais d’instruction, encore."}}
    world.session.flush()
    data = """id,document,content,tag
1,a.txt,les délais d’instruction,Lenteurs
2,a.txt,Les délais d’instruction,Lenteurs
3,a.txt,encore,Lenteurs
"""

    plan, _ = read(world, data.encode())

    assert [one.label for one in plan.new] == ["Lenteurs"]
    assert [(one.place.where.agency, one.place.start) for one in plan.placed] == [("A1", 0)]
    assert [one.text for one in plan.lost] == ["les délais d’instruction", "encore"]


def test_what_changed_and_what_is_lost_is_said_before(world):
    theme = world.theme("Délais")
    data = f"""
schema: consultation-themes/1
call: {world.call.slug}
questions:
  - key: needs
    themes:
      - key: {theme.key}
        label: Lenteurs
        claim: C
        colour: {theme.colour}
        passages:
          - {{agency: A1, text: délais longs}}
          - {{agency: A9, text: délais longs}}
          - {{agency: A2, text: rien de tel}}
"""

    plan, findings = read(world, data.encode())

    assert ([one.changes for one in plan.changed], findings) == ([("label", "claim")], [])
    assert ([one.said.agency for one in plan.placed], [one.agency for one in plan.lost]) == (
        ["A1"],
        ["A9", "A2"],
    )


def test_a_file_of_another_call_is_said_to_be(world, app):
    data = "schema: consultation-themes/1\ncall: autre\nquestions: []\n"

    with app.test_request_context():
        plan, findings = read(world, data.encode())
        told = [note_words(one) for one in plan.notes]

    assert [one.note for one in plan.notes] == [Note.OTHER_CALL]
    assert (findings, len(told)) == ([], 1)


def test_a_coding_under_a_theme_of_no_question_of_the_call_is_told(world):
    coded(world)
    data = b"agency;question;text;theme_of;theme\nA1;needs;terrain;nowhere;delais\n"

    plan, _ = read(world, data)

    assert (plan.themes, plan.placed, plan.lost) == ((), (), ())
    assert [(one.note, one.params) for one in plan.notes] == [
        (Note.UNKNOWN_QUESTION, {"line": 2, "question": "nowhere"})
    ]


def test_a_key_that_is_none_is_made_anew_and_known_again(world):
    data = "agency;question;text;theme\nA1;needs;terrains chers;Délais, & co\n".encode()

    imported(world, data)
    again, _ = read(world, data)

    theme = world.session.scalars(select(Theme)).one()
    assert (theme.label, theme.key) == ("Délais, & co", "delais_co")
    assert (again.wanted, again.there) == (False, 1)


def test_lines_of_a_table_that_say_nothing_are_told(world):
    data = "question;key;label\nneeds;a;A\nneeds;a;B\n*;;C\nailleurs;d;D\nneeds;e;\n"

    plan, _ = read(world, data.encode("cp1252"))

    assert [one.label for one in plan.new] == ["A"]
    assert [(one.note, one.params["line"]) for one in plan.notes] == [
        (Note.REPEATED, 3),
        (Note.UNREADABLE_LINE, 4),
        (Note.UNKNOWN_QUESTION, 5),
        (Note.UNREADABLE_LINE, 6),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_a_mapping"),
        (b"a;b\n1;2\n", "unreadable_table"),
        (b"key;label\n", "empty_table"),
        (b"\xff\xfe\x00", "not_utf8"),
        (b"a: [", "not_yaml"),
        (b"\x00" * 50, "control_character"),
        (b"# Themes, codings: 2026\na: [", "not_yaml"),
        (b"content;tag\n" + b"".join(b"a;%d\n" % n for n in range(1_001)), "too_many_themes"),
        (b"content;tag\n" + b"a;b\n" * 20_001, "too_many_codings"),
    ],
)
def test_other_files_are_refused_with_a_sentence(world, data, code):
    now = held(world.session, world.call)
    if code == "not_a_mapping":
        assert [one.code for one in opened(data, name="f", held=now)[1]] == [code]
        return
    with pytest.raises(Unreadable) as refused:
        opened(data, name="f", held=now)
    assert refused.value.code == code
    assert "%(" not in unreadable_words(refused.value)
