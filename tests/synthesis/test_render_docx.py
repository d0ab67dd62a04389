from __future__ import annotations

import dataclasses
import hashlib
import itertools
import os
import subprocess
import sys
import zipfile
from datetime import datetime
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from consult.synthesis import parts, render_docx, typography
from consult.synthesis.snapshot import Prose, Quote, Run, State, fingerprint, to_json
from consult.synthesis.word import tables
from consult.synthesis.word.pen import MOST_TOGETHER, WIDTH, Piece
from tests.synthesis import samples


def opened(snapshot):
    return docx.Document(BytesIO(render_docx.render(snapshot)))


def parts_of(snapshot):
    with zipfile.ZipFile(BytesIO(render_docx.render(snapshot))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def texts(element):
    """What each paragraph says, those of tables and contents included."""
    return [said(paragraph) for paragraph in element.iter(qn("w:p"))]


def said(paragraph):
    signs = {qn("w:br"): "\n", qn("w:tab"): "\t"}
    return "".join(
        each.text or "" if each.tag == qn("w:t") else signs.get(each.tag, "")
        for each in paragraph.iter()
    )


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def outline(document):
    return [
        (int(paragraph.style.name[-1]), plain(paragraph.text))
        for paragraph in document.paragraphs
        if paragraph.style.name.startswith("Heading")
    ]


def test_the_headings_follow_the_pages_and_skip_no_level():
    found = outline(opened(samples.rich()))

    assert [text for level, text in found if level == 1] == [
        "L’essentiel",
        "Qui a répondu, et comment cette note a été faite",
        "1. Ce que dit la rubrique 1",
        "2. Ce que dit la rubrique 2",
        "Bonnes pratiques",
        "Recommandations",
        "Ils ont contribué",
        "Annexe A. Réponses aux questions fermées",
        "Annexe A, suite. Positions relevées",
        "Annexe B. Contributions intégrales",
        "Index des sources",
        "À propos de ce document",
    ]
    levels = [0, *(level for level, _ in found)]
    assert [one for one in itertools.pairwise(levels) if one[1] > one[0] + 1] == []


def test_every_statement_is_there_in_its_order_with_its_figures_apart():
    note = samples.rich()
    numbered = [one for one in opened(note).paragraphs if one.style.name == "List Number"]
    rows = {row.claim.id for table in note.positions for row in table.rows if row.claim}
    claims = [claim for _, claim in parts.statements(note) if claim.id not in rows]

    assert [plain(one.text) for one in numbered] == [
        plain("".join(run.text for run in claim.runs)) for claim in claims
    ]
    strong = [run.text for run in numbered[0].runs if run.style.name == "Strong"]
    assert [plain(one) for one in strong] == ["8 agences sur 10"]


def test_each_statement_has_its_sources_at_the_foot_of_its_page():
    note = samples.rich()
    content = parts_of(note)
    notes = etree.fromstring(content["word/footnotes.xml"])
    body = etree.fromstring(content["word/document.xml"])
    asked = [one.get(qn("w:id")) for one in body.iter(qn("w:footnoteReference"))]
    told = {one.get(qn("w:id")): said(one).strip() for one in notes}
    marks = {one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))}

    assert asked == sorted(told, key=int)[2:]
    assert told[asked[0]] == "C01 Agence 1, C02 Agence 2, C03 Agence 3."
    assert {one.get(qn("w:anchor")) for one in notes.iter(qn("w:hyperlink"))} <= marks


def test_charts_are_the_drawings_of_the_pages_with_the_words_that_say_them():
    note = samples.rich()
    document = opened(note)
    drawn = list(document.element.body.iter(qn("wp:docPr")))
    captions = [plain(said(one._p)) for one in document.paragraphs if one.style.name == "Caption"]
    pictures = {
        document.part.related_parts[one.get(qn("r:embed"))].blob[:8]
        for one in document.element.body.iter(qn("a:blip"))
    }

    assert next(one for one in captions if one.startswith("Figure")) == (
        "Figure 1. Quels leviers activer en premier ?"
    )
    assert len({one.get("id") for one in drawn}) == len(drawn) == 6
    assert "Des sites prêts à l’emploi" in drawn[0].get("descr")
    assert pictures == {b"\x89PNG\r\n\x1a\n"}


def test_what_staff_wrote_is_in_the_pages_with_practices_and_advice():
    note = samples.rich()
    prose = (
        Prose("Un encadré", ((Run("Ce que "), Run("nous", emphasis=True), Run(" disons.")),), True),
    )
    topic = dataclasses.replace(
        note.chapters[0].topics[0],
        prose=prose,
        boxed=note.practices,
        advice=note.recommendations,
    )
    said = Run("« mot »", quote="w1")
    claim = dataclasses.replace(
        topic.claims[0], runs=(*topic.claims[0].runs, said), sources=(), own=True
    )
    topic = dataclasses.replace(topic, claims=(claim,))
    untitled = dataclasses.replace(topic, title="", claims=(), quotes=(), prose=())
    chapter = dataclasses.replace(note.chapters[0], topics=(untitled, topic))
    document = opened(
        dataclasses.replace(
            note,
            chapters=(chapter,),
            practices=(),
            recommendations=(),
            within=(Quote("w1", "ses  mots !", "Nord", "C01"),),
        )
    )
    boxes = [plain(one.text) for one in document.paragraphs if one.style.name == "Box"]
    third = [plain(one.text) for one in document.paragraphs if one.style.name == "Heading 3"]
    stated = [plain(one.text) for one in document.paragraphs if one.style.name == "List Number"]
    levels = [level for level, _ in outline(document)]

    assert [pair for pair in itertools.pairwise(levels) if pair[1] > pair[0] + 1] == []
    assert boxes == ["Un encadré", "Ce que nous disons."]
    assert third[:2] == ["La bourse aux locaux", "1. Un animateur généraliste"]
    assert [one for one in stated if one.endswith("[appréciation de la fédération]")] == [
        (
            "7 agences sur 10 (dont Nord, Sud) citent le foncier.« ses  mots ! » (Nord [C01])"
            " [appréciation de la fédération]"
        )
    ]


def test_quotations_keep_every_sign_they_were_sent_with():
    sent = "L'enjeu :  un \"délai\" connu...\nd'avance ; 1 000 € ?  "
    note = samples.rich()
    topic = dataclasses.replace(
        note.chapters[0].topics[0], quotes=(Quote("q1", sent, "Nord", "C01"),)
    )
    chapter = dataclasses.replace(note.chapters[0], topics=(topic,))
    found = opened(dataclasses.replace(note, chapters=(chapter,), recommendations=()))
    [quote] = [one._p for one in found.paragraphs if one.style.name == "Quote"]

    assert said(quote) == f"«\u00a0{sent}\u00a0» – Nord [C01]"


def test_each_table_has_a_caption_a_style_and_a_head_repeated_on_each_page():
    document = opened(samples.rich())
    captions = [plain(said(one._p)) for one in document.paragraphs if one.style.name == "Caption"]
    tables = [one for one in captions if one.startswith("Tableau")]

    assert len(tables) == len(document.tables) == 11
    assert tables[2] == "Tableau 3. Classez ces sujets"
    for table in document.tables[:-1]:
        assert table.style.name == "Note Table"
        assert len(table.rows[0]._tr.findall(".//" + qn("w:tblHeader"))) == 1
    [stacked] = [
        [[cell.text for cell in row.cells] for row in table.rows]
        for table in document.tables
        if table.rows[0].cells[-1].text == "Moyenne"
    ]
    assert stacked[0][-3:] == ["Très fort", "Réponses", "Moyenne"]
    assert stacked[1] == ["Compétences", "0", "0", "0", "3", "7", "10", "4,7"]


def test_the_contents_are_a_field_that_is_already_filled():
    document = opened(samples.rich())
    [block] = document.element.body.findall(qn("w:sdt"))

    assert [one.text for one in block.iter(qn("w:instrText"))] == [' TOC \\o "1-2" \\h \\z \\u ']
    kinds = [one.get(qn("w:fldCharType")) for one in block.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]
    assert [plain(one) for one in texts(block)] == [
        "Sommaire",
        *(text for level, text in outline(document) if level <= 2),
    ]
    assert document.settings.element.find(qn("w:updateFields")).get(qn("w:val")) == "true"


@pytest.mark.parametrize("sample", ["rich", "extreme"])
def test_every_link_leads_to_one_bookmark(sample):
    body = opened(getattr(samples, sample)()).element.body
    marks = [one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))]
    numbers = [one.get(qn("w:id")) for one in body.iter(qn("w:bookmarkStart"))]
    wanted = {one.get(qn("w:anchor")) for one in body.iter(qn("w:hyperlink"))}

    assert wanted - set(marks) == set()
    assert (len(set(marks)), len(set(numbers))) == (len(marks), len(marks))
    assert max(len(one) for one in marks) <= 40


@pytest.mark.parametrize(
    ("state", "head"),
    [
        (State.DRAFT, "PROJET · DÉMONSTRATION : réponses fictives"),
        (State.REVIEW, "PROJET · DÉMONSTRATION : réponses fictives"),
        (State.APPROVED, "DÉMONSTRATION : réponses fictives"),
        (State.HANDED_OVER, "DÉMONSTRATION : réponses fictives"),
    ],
)
def test_every_page_says_what_the_note_is(state, head):
    [section] = opened(samples.rich(state=state)).sections
    pages = [one.get(qn("w:instr")) for one in section.footer._element.iter(qn("w:fldSimple"))]

    assert [plain(one.text) for one in section.header.paragraphs] == [
        f"Fédération des agences\t{head}"
    ]
    assert [plain(one.text) for one in section.first_page_header.paragraphs] == [f"\t{head}"]
    assert pages == [" PAGE ", " NUMPAGES "]


@pytest.mark.parametrize(("language", "spoken"), [("fr", "fr-FR"), ("en", "en-GB")])
def test_the_document_says_its_language_its_date_and_its_fingerprint(language, spoken):
    note = samples.rich(language=language)
    document = opened(note)
    about = document.core_properties
    [lang] = document.styles.element.iter(qn("w:lang"))

    assert (lang.get(qn("w:val")), about.language) == (spoken, language)
    assert about.created == about.modified == datetime.fromisoformat(note.dated)
    assert about.identifier == f"sha256:{fingerprint(note)}"
    assert fingerprint(note) in "".join(texts(document.element.body)).replace(" ", "")


def test_the_same_snapshot_makes_the_same_bytes_whatever_the_process():
    program = (
        "import sys; from consult.synthesis import parts, render_docx, snapshot;"
        "sys.stdout.buffer.write(render_docx.render(snapshot.from_json(sys.stdin.read())))"
    )
    hashes = {hashlib.sha256(render_docx.render(samples.rich())).hexdigest()}
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", program],
            input=to_json(samples.rich()).encode(),
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo"},
        )
        hashes.add(hashlib.sha256(run.stdout).hexdigest())

    assert len(hashes) == 1


@pytest.mark.parametrize("sample", ["rich", "bare", "extreme"])
def test_every_part_is_valid_xml_and_refers_to_what_exists(sample):
    parts = parts_of(getattr(samples, sample)())
    xml = (one for one in parts.items() if not one[0].endswith(".png"))
    read = {name: etree.fromstring(content) for name, content in xml}
    styles = {one.get(qn("w:styleId")) for one in read["word/styles.xml"].iter(qn("w:style"))}
    used = {
        one.get(qn("w:val"))
        for tree in read.values()
        for tag in ("w:pStyle", "w:rStyle", "w:tblStyle", "w:basedOn", "w:next")
        for one in tree.iter(qn(tag))
    }

    assert used - styles == set()
    for table in read["word/document.xml"].iter(qn("w:tbl")):
        assert all(cell[-1].tag == qn("w:p") for cell in table.iter(qn("w:tc")))
    assert read["word/document.xml"][0][-1].tag == qn("w:sectPr")


def test_hostile_text_is_only_text():
    parts = parts_of(samples.extreme())
    body = etree.fromstring(parts["word/document.xml"])
    told = "\n".join(texts(body))

    for hostile in samples.HOSTILE[:2]:
        assert typography.neutral(hostile) in told
    assert "⟨U+202E⟩" in told
    assert "\x1b" not in told
    for script in samples.SCRIPTS:
        assert script in told
    rels = [content for name, content in parts.items() if name.endswith(".rels")]
    assert [one for one in rels if b"External" in one] == []


def test_a_note_with_nothing_is_still_a_document():
    document = opened(samples.bare())

    assert outline(document) == [
        (1, "Qui a répondu, et comment cette note a été faite"),
        (1, "À propos de ce document"),
    ]
    assert [one.text for one in document.sections[0].header.paragraphs] == ["\t"]


def test_no_column_of_numbers_cuts_a_word_of_its_head():
    head = ["Affirmation", "Très faible", *["Faible", "Moyen", "Fort", "Très fort"]]
    head += ["Réponses", "Moyenne"]
    rows = [[[Piece(cell)] for cell in head], [[Piece("Ressources humaines")], *[[]] * 7]]

    widths = tables.columns(rows)

    assert sum(widths) == WIDTH
    assert [w >= len("Réponses") * tables.LETTER for w in widths[-2:]] == [True, True]
    assert widths[0] == max(widths)
    assert tables.columns([[[Piece("x" * 70)]] * 8]) == tables.columns([[[]] * 8])


def test_a_short_table_is_not_cut_by_the_end_of_a_page_and_its_note_follows():
    word = opened(samples.rich())

    for table in word.element.body.iter(qn("w:tbl")):
        rows = table.findall(qn("w:tr"))
        told = [row.find(".//" + qn("w:keepNext")) is not None for row in rows]
        below = table.getnext().find(".//" + qn("w:pStyle"))
        noted = below is not None and below.get(qn("w:val")) == "TableNote"
        short = len(rows) <= MOST_TOGETHER + 1
        assert told[:-1] == [short] * (len(rows) - 1)
        assert told[-1] is (short and noted)
