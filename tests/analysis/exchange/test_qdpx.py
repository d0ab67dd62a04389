"""Projects of other tools: ours are sound, come back whole, and theirs are read or refused."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from lxml import etree
from sqlalchemy import delete, select

from consult.analysis.code_book.editing import CannotShape, digest
from consult.analysis.coding import journal
from consult.analysis.exchange import qdpx_reading, qdpx_texts, qdpx_writing
from consult.analysis.exchange.applying import apply
from consult.analysis.exchange.held import held
from consult.analysis.exchange.opening import opened
from consult.analysis.exchange.planning import planned
from consult.analysis.exchange.said import Note, from_text
from consult.analysis.material import Stance
from consult.analysis.models import Coding, Excerpt, Origin, Theme
from consult.calls.written.tree import Unreadable
from tests.analysis.code_world import TEXT, World
from tests.analysis.exchange.refi import checked, selected
from tests.office import AT

WIDE = "Des 🚲 vélos, des délais, et encore des délais."


@pytest.fixture
def world(session):
    return World(session)


def project(world):
    return qdpx_writing.written(held(world.session, world.call), world.call.invitations, at=AT)


def plan_of(world, data, name="p.qdpx"):
    now = held(world.session, world.call)
    return planned(opened(data, name=name, held=now)[0], now)


def imported(world, data, name="p.qdpx"):
    now = held(world.session, world.call)
    sheet = from_text(opened(data, name=name, held=now)[0].as_text())
    seen = digest(planned(sheet, now).shown)
    return apply(world.session, by=world.by(), sheet=sheet, seen=seen)


def coded(world):
    """Themes of both lists, one under another, two people, a stance, a comment."""
    top = world.theme("Délais", claim="Les délais sont longs.", description="Trop longs.")
    under = world.theme("Permis", parent=top.id, colour=12)
    across = world.theme("Délais", "", claim="X")
    world.theme("Sans rien", world.scale)
    max_ = world.person("max@example.org")
    world.code(top, world.excerpt(4, 17), stance=Stance.OPPOSE, comment="à voir")
    world.code(top, world.excerpt(4, 17, agency=1), max_, Stance.SUPPORT)
    world.code(under, world.excerpt(22, 37))
    world.code(across, world.excerpt(22, 29, agency=1), max_)


def facts(world):
    """The code book and the codings, without who said so."""
    session = world.session
    session.flush()
    themes = session.scalars(select(Theme).order_by(Theme.id))
    return (
        {
            (
                one.question.key if one.question else "",
                *(one.label, one.claim, one.description, one.colour),
                one.parent.label if one.parent else "",
            )
            for one in themes
        },
        sorted(
            (
                place.where.agency, place.where.question, place.start, place.end,
                coding.theme.label, str(coding.stance), coding.comment,
            )
            for place, _, coding in held(session, world.call).codings()
            if coding
        ),
    )  # fmt: skip


def forget(world):
    for model in (Coding, Excerpt):
        world.session.execute(delete(model))
    for theme in world.session.scalars(select(Theme)):
        theme.parent = None
    world.session.flush()
    world.session.execute(delete(Theme))
    world.session.expire_all()


def test_a_project_is_one_that_a_strict_reader_takes(world):
    coded(world)

    root, texts = checked(project(world))

    assert set(texts.values()) == {TEXT}
    assert selected(root, texts) == [
        ("délais longs,", ["Délais (needs/delais) : contre"]),
        ("terrains chers,", ["Permis"]),
        ("délais longs,", ["Délais (needs/delais) : pour"]),
        ("terrain", ["Délais (delais_2)"]),
    ]


def test_a_call_without_themes_or_answers_is_still_a_project(session):
    world = World(session)
    for version in world.versions():
        version.content = {**version.content, "answers": {}}
    session.flush()

    assert selected(*checked(project(world))) == []


def test_the_same_call_gives_the_same_bytes(world):
    coded(world)

    assert project(world) == project(world)


def test_a_project_that_comes_back_changes_nothing(world):
    coded(world)

    plan = plan_of(world, project(world))

    assert (plan.new, plan.changed, plan.same, plan.there, plan.lost) == ([], [], 4, 4, ())
    assert not plan.wanted


def test_a_project_brings_everything_back_where_nothing_is(world):
    coded(world)
    before, data = facts(world), project(world)
    forget(world)

    imported(world, data)

    after = facts(world)
    titles = {"Délais (needs/delais)": "Délais", "Délais (delais_2)": "Délais"}
    assert [(*one[:4], titles.get(one[4], one[4]), *one[5:]) for one in after[1]] == before[1]
    assert {
        (of, titles.get(label, label), *rest, titles.get(above, above))
        for of, label, *rest, above in after[0]
    } == before[0]
    assert {one.origin for one in world.session.scalars(select(Coding))} == {Origin.IMPORT}


def test_a_stance_whose_theme_left_the_project_still_names_it(world):
    theme = world.theme("Délais", claim="Les délais sont longs.")
    world.code(theme, world.excerpt(4, 17), stance=Stance.SUPPORT)
    archive = zipfile.ZipFile(io.BytesIO(project(world)))
    files = {name: archive.read(name) for name in archive.namelist()}
    theme_of = re.compile(
        rb'<Code [^>]*name="D\S+lais"[^>]*>.*?(<Code [^>]*/>)\s*</Code>', re.DOTALL
    )
    alone = theme_of.sub(rb"\1", files["project.qde"])
    assert alone.count(b"<Code ") == files["project.qde"].count(b"<Code ") - 1

    plan = plan_of(world, zipped(**{**files, "project.qde": alone}))
    world.session.delete(world.session.scalars(select(Coding)).one())
    imported(world, zipped(**{**files, "project.qde": alone}))

    assert (plan.wanted, plan.there) == (False, 1)
    coding = world.session.scalars(select(Coding)).one()
    assert (coding.theme, coding.stance) == (theme, Stance.SUPPORT)


def test_an_import_is_undone_as_one_thing(world):
    coded(world)
    data = project(world)
    forget(world)
    before = world.rows()
    imported(world, data)

    journal.undo(world.session, call=world.call, user=world.lea, at=AT)

    assert world.rows() == before


def test_an_import_is_refused_when_the_call_moved_since_the_preview(world):
    coded(world)
    data = project(world)
    forget(world)
    now = held(world.session, world.call)
    sheet = opened(data, name="p", held=now)[0]
    seen = digest(planned(sheet, now).shown)
    world.theme("Permis")

    with pytest.raises(CannotShape):
        apply(world.session, by=world.by(), sheet=sheet, seen=seen)


# Projects of others.

THEIRS = """<?xml version="1.0" encoding="utf-8"?>
<Project name="Projet" origin="{origin}" xmlns="urn:QDA-XML:project:1.0">
<Users><User guid="aaaaaaaa-0000-4000-8000-000000000001" name="Zoé"/></Users>
<CodeBook><Codes>
<Code guid="aaaaaaaa-0000-4000-8000-000000000002" name="Administration" isCodable="false">
<Code guid="aaaaaaaa-0000-4000-8000-000000000003" name="Lenteurs" isCodable="true" color="#2b7b4c">
<Description>Tout ce qui dure.</Description></Code></Code>
</Codes></CodeBook>
<Sources>
<TextSource guid="bbbbbbbb-0000-4000-8000-000000000001" name="A1" plainTextPath="internal://{file}">
{selections}
</TextSource>
<PDFSource guid="bbbbbbbb-0000-4000-8000-000000000009" name="autre"/>
</Sources></Project>"""
SELECTION = (
    '<PlainTextSelection guid="cccccccc-0000-4000-8000-000000000001" name="{name}"'
    ' startPosition="{start}" endPosition="{end}"><Description>noté</Description>'
    '<Coding guid="cccccccc-0000-4000-8000-000000000002">'
    '<CodeRef targetGUID="aaaaaaaa-0000-4000-8000-000000000003"/></Coding></PlainTextSelection>'
)


def theirs(text, *spans, origin="NVivo", folder="Sources", encoding="utf-8", file="x.txt"):
    selections = "".join(
        SELECTION.format(start=start, end=end, name=name) for start, end, name in spans
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        qde = THEIRS.format(origin=origin, file=file, selections=selections)
        archive.writestr("project.qde", qde)
        archive.writestr(f"{folder}/x.txt", text.encode(encoding))
    return made.getvalue()


def said(world, text):
    """What A1 answered, and nobody else."""
    version = world.versions()[0]
    version.content = {**version.content, "answers": {"needs": text}}
    world.session.flush()


def found(plan):
    return [
        (one.place.where.agency, one.place.start, one.place.end, one.said.text, one.said.comment)
        for one in plan.placed
    ]


@pytest.mark.parametrize(
    ("data", "folder"),
    [
        ({"encoding": "utf-8"}, "Sources"),
        ({"encoding": "utf-8-sig"}, "sources"),
        ({"encoding": "utf-16"}, "Sources"),
        ({"encoding": "cp1252"}, "Sources"),
    ],
)
def test_a_project_of_another_tool_finds_its_answer_by_its_words(world, data, folder):
    said(world, "Des délais longs.")

    plan = plan_of(world, theirs("Des délais longs.\n", (4, 16, ""), folder=folder, **data))

    assert found(plan) == [("A1", 4, 16, "délais longs", "noté")]
    assert [(one.label, one.colour, one.description, bool(one.parent)) for one in plan.new] == [
        ("Administration", None, None, False),
        ("Lenteurs", 3, "Tout ce qui dure.", True),
    ]
    assert [one.note for one in plan.notes] == [Note.OTHER_SOURCES, Note.CODERS]


@pytest.mark.parametrize(
    ("origin", "start", "end"), [("NVivo", 6, 18), ("ATLAS.ti", 5, 17), ("MAXQDA", 6, 18)]
)
def test_line_ends_count_as_each_tool_counts_them(world, origin, start, end):
    said(world, "Voir\ndélais longs.")

    plan = plan_of(world, theirs("Voir\r\ndélais longs.", (start, end, ""), origin=origin))

    assert found(plan) == [("A1", 5, 17, "délais longs", "noté")]


@pytest.mark.parametrize(
    ("start", "end", "name"),
    [(17, 23, "délais"), (18, 24, "délais"), (17, 23, "")],
)
def test_signs_beyond_the_first_plane_count_once_or_twice(world, start, end, name):
    said(world, WIDE)

    assert found(plan_of(world, theirs(WIDE, (start, end, name)))) == [
        ("A1", 17, 23, "délais", "noté")
    ]


def test_passages_of_a_document_that_is_no_answer_are_looked_for(world):
    said(world, "Des délais d’instruction bien trop longs.")
    text = "Compte rendu.\nDes délais d’instruction bien trop longs.\nRien d’autre."

    plan = plan_of(world, theirs(text, (18, 54, ""), (0, 12, "")))

    assert found(plan) == [("A1", 4, 40, "délais d’instruction bien trop longs", "noté")]
    assert [one.text for one in plan.lost] == ["Compte rendu"]


def test_the_same_words_of_two_agencies_are_told_apart_by_the_name_of_the_document(world):
    plan = plan_of(world, theirs(TEXT, (4, 16, "")))

    assert found(plan) == [("A1", 4, 16, TEXT[4:16], "noté")]


def test_a_code_book_alone_brings_its_themes(world):
    world.theme("Lenteurs", "")
    qdc = (
        '<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Taguette"><Codes>'
        '<Code guid="a" name="lenteurs" isCodable="true"/><Code guid="b" name="Gare"'
        ' isCodable="true" color="#zz"/></Codes></CodeBook>'
    )

    plan = plan_of(world, qdc.encode("utf-16"), "x.qdc")

    assert [one.label for one in plan.new] == ["Gare"]
    assert plan.same + len(plan.changed) == 1


# What is refused, whatever it hides.

XXE = """<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<Project name="n" xmlns="urn:QDA-XML:project:1.0">&x;</Project>"""
LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "ha">%s]><CodeBook xmlns="urn:QDA-XML:codebook:1.0">&z;</CodeBook>'
)


def zipped(**files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_qde", ".qde"), content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (XXE.encode(), "xml_doctype"),
        ((LAUGHS % '<!ENTITY z "&a;&a;">').encode(), "xml_doctype"),
        (b"<html/>", "not_refi"),
        (b"<Project/>", "not_refi"),
        (b"<Project", "not_xml"),
        (b"PK\x03\x04rien", "not_a_zip"),
        (zipped(project_qde=b"\x00\x01"), "not_xml"),
        (zipped(other=b"x"), "missing_file"),
        (zipped(project_qde=b"x", **{"..__..__x": b"y"}), "zip_unsafe"),
        (zipped(project_qde=b" " * 3_000_000), "zip_bomb"),
        (b"<" + b"a" * 10, "not_xml"),
    ],
)
def test_what_is_hostile_or_something_else_is_refused_with_a_sentence(world, data, code):
    with pytest.raises(Unreadable) as refused:
        qdpx_reading.read(data, name="x", held=held(world.session, world.call))
    assert refused.value.code == code


def test_a_path_out_of_the_archive_leads_nowhere(world):
    said(world, "Des délais longs.")

    plan = plan_of(world, theirs("Des délais longs.", (4, 16, ""), file="../../etc/passwd"))

    assert (found(plan), plan.notes[0].note) == ([], Note.UNMATCHED_SOURCE)


def test_codes_that_nest_without_end_are_brought_up(world):
    inside = "".join(f'<Code guid="g{n}" name="n{n}" isCodable="true">' for n in range(60))
    qdc = (
        f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>{inside}{"</Code>" * 60}</Codes>'
        "</CodeBook>"
    )

    plan = imported(world, qdc.encode(), "x.qdc")

    assert len(plan.new) == 60
    themes = world.session.scalars(select(Theme)).all()
    assert sum(one.parent_id is not None for one in themes) >= 5


def test_selections_of_a_whole_book_thousands_of_times_are_refused(world):
    book = "Une phrase. " * 100_000
    data = theirs(book, *([(0, len(book), "Une")] * 20))

    with pytest.raises(Unreadable) as refused:
        plan_of(world, data)

    assert refused.value.code == "too_many_codings"


def test_positions_count_as_the_text_itself_says():
    """What is noted of a text once gives what counting from its beginning gives."""
    raw = "a\r\n🚲\r\rb\n\r\n🚲🚲c"
    element = etree.fromstring("<TextSource><PlainTextContent/></TextSource>")
    element[0].text = raw
    source = qdpx_texts.source_of(element, None, {})
    units = raw.encode("utf-16-le")
    for start in range(len(raw)):
        for end in range(start + 1, len(raw) + 1):
            before = len(re.sub("\r\n?", "\n", raw[:start]))
            inside = len(re.sub("\r\n?", "\n", raw[start:end]))
            assert qdpx_texts._counted(source, start, end) == (before, before + inside)
    for unit in range(len(units) // 2 + 3):
        told = len(units[: 2 * unit].decode("utf-16-le", errors="ignore"))
        assert qdpx_texts._narrow(source, unit) == told


@pytest.mark.parametrize("span", [(-1, 4), (4, 4), (9, 4), (0, 99), ("x", 4), (0, 10**30)])
def test_positions_beyond_the_text_select_nothing(world, span):
    said(world, "Des délais longs.")

    assert found(plan_of(world, theirs("Des délais longs.", (*span, "")))) == []
