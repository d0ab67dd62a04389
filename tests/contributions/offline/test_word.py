import io
import zipfile
from dataclasses import replace

from lxml import etree

from consult.contributions.offline import word
from consult.contributions.offline.marks import bookmark_of, slots, tag_of
from consult.contributions.offline.sheet import speaking
from tests.contributions.offline.filling import W14, controls, opened

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def headings(document, level):
    named = f"Heading {level}"
    return [one.text for one in document.paragraphs if one.style.name.capitalize() == named]


def test_every_place_is_a_control_that_cannot_be_deleted_and_a_bookmark(blank_word, asked):
    document = opened(blank_word)
    body = document.element.body
    places = controls(document)
    marks = [slot.mark for slot in slots(asked)]
    assert set(places) == {tag_of(mark) for mark in marks} | {"consult"}
    assert {one.get(f"{W}val") for one in body.iter(f"{W}lock")} == {
        "sdtLocked",
        "sdtContentLocked",
    }
    named = {one.get(f"{W}name") for one in body.iter(f"{W}bookmarkStart")}
    assert {bookmark_of(mark) for mark in marks} <= named


def test_numbers_of_controls_and_bookmarks_are_never_used_twice(blank_word):
    body = opened(blank_word).element.body
    for tag in ("bookmarkStart", "id"):
        key = f"{W}id" if tag == "bookmarkStart" else f"{W}val"
        numbers = [one.get(key) for one in body.iter(f"{W}{tag}")]
        assert len(numbers) == len(set(numbers))


def test_boxes_are_boxes_and_texts_wait_to_be_written(blank_word, asked):
    places = controls(opened(blank_word))
    for slot in slots(asked):
        inside = places[tag_of(slot.mark)].find(f"{W}sdtPr")
        is_box = inside.find(f"{W14}checkbox") is not None
        waits = inside.find(f"{W}showingPlcHdr") is not None
        assert (is_box, waits) == (bool(slot.value), not slot.value)
        assert len(inside.find(f"{W}alias").get(f"{W}val")) <= 64


def test_the_document_is_laid_out_with_real_headings_in_its_language(blank_word, asked):
    document = opened(blank_word)
    assert headings(document, 1) == [section.title for section in asked.sections]
    assert headings(document, 2) == [
        f"{rank}. {one.label}{' (%)' if one.unit else ''}" for rank, one in enumerate(asked, 1)
    ]
    assert headings(document, 3) == ["Action 1", "Action 2", "Action 3"]
    languages = [one.get(f"{W}val") for one in document.styles.element.iter(f"{W}lang")]
    assert (languages, document.core_properties.title) == (
        ["fr-FR"],
        "Questionnaire\u00a0: Les friches d’abord",
    )


def test_the_document_says_its_limits_its_deadline_and_how_to_send_it_back(blank_word):
    text = " ".join(" ".join(one.text for one in opened(blank_word).paragraphs).split())
    for words in (
        "avant le vendredi 27 mars 2026 à 18 h 00 (heure de Paris)",
        "10 mots au plus.",
        "2 réponses au plus.",
        "À remplir si vous avez répondu",
        "choisissez « Répondre hors ligne »",
    ):
        assert words in text, words


def test_grids_repeat_their_heads_and_have_a_name(blank_word):
    tables = opened(blank_word).tables
    assert [len(one.rows) for one in tables] == [3, 4]
    for table in tables:
        assert table._tbl.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None
        assert table._tbl.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val") in ("Needs", "Order")


def test_it_can_be_had_in_english_too(words, sheets):
    with speaking("en"):
        english = opened(word.as_word(sheets[1]))
    text = "\n".join(one.text for one in english.paragraphs)
    assert ("How to answer with this document" in text, "Comment" in text) == (True, False)


def test_the_same_sheet_has_the_same_bytes_whatever_the_hour(words, sheets, blank_word):
    with speaking("fr"):
        assert word.as_word(sheets[0]) == blank_word


def test_hostile_words_of_a_call_are_only_text(words, sheets):
    sheet = replace(sheets[1], title="<w:p/> & ]]> \x00\x0b\ud800 “Œ”", agency="A&B<C>")
    with speaking("en"):
        made = word.as_word(sheet)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        for name in package.namelist():
            etree.fromstring(package.read(name))
    assert [one.text for one in opened(made).paragraphs[1:3]] == ["<w:p/> & ]]>  “Œ”", "A&B<C>"]
