from copy import deepcopy

import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from consult.contributions.offline.from_word import found_in
from consult.contributions.offline.marks import Identity, slots
from consult.contributions.offline.returned import Known, Stray
from tests.contributions.offline.filling import (
    FILLED,
    TEXTS,
    TICKS,
    by_libreoffice,
    controls,
    in_word,
    opened,
    paragraph,
    saved,
    ticked,
    typed,
)


def test_a_blank_document_holds_nothing_but_what_it_is(blank_word, known):
    found = found_in(blank_word, known)
    assert (dict(found.marks), found.stray) == ({}, ())
    assert Identity.read(found.identity).call == "autumn-2026"


def test_what_word_filled_in_is_read_under_its_marks(blank_word, known):
    found = found_in(in_word(blank_word), known)
    assert (dict(found.marks), found.stray) == (FILLED, ())


@pytest.mark.usefixtures("office_suite")
@pytest.mark.parametrize("formats", [("docx",), ("odt", "docx")])
def test_libreoffice_saves_it_again_and_everything_is_found(blank_word, known, tmp_path, formats):
    filled = in_word(blank_word, TEXTS | {"q.text": "Un.\nDeux.\nTrois."})
    found = found_in(by_libreoffice(tmp_path, filled, *formats), known)
    assert dict(found.marks) == FILLED | {"q.text": "Un.\n\nDeux.\n\nTrois."}
    assert (found.stray, Identity.read(found.identity).agency) == ((), "ABC")


@pytest.mark.usefixtures("office_suite")
def test_libreoffice_saves_a_blank_document_and_nothing_is_found(blank_word, known, tmp_path):
    found = found_in(by_libreoffice(tmp_path, blank_word, "odt", "docx"), known)
    assert (dict(found.marks), found.stray) == ({}, ())


def test_paragraphs_are_parted_and_lists_are_lists(blank_word, known):
    document = opened(blank_word)
    typed(controls(document)["q.text"], "Avant.", "un", "deux", "Après.")
    for place, one in enumerate(controls(document)["q.text"].iter(qn("w:p"))):
        if place in (1, 2):
            number, level = OxmlElement("w:numId"), OxmlElement("w:ilvl")
            number.set(qn("w:val"), "7")
            level.set(qn("w:val"), str(place - 1))
            listed = OxmlElement("w:numPr")
            listed.extend((level, number))
            one.pPr.append(listed)
    found = found_in(saved(document), known)
    assert found.marks["q.text"] == "Avant.\n\n• un\n  • deux\n\nAprès."


def test_a_control_that_was_deleted_leaves_its_place(blank_word, known):
    document = opened(blank_word)
    for mark, said in (("q.team", "Sans case"), ("q.text", "Ici")):
        control = controls(document)[mark]
        typed(control, said)
        inside = control.find(qn("w:sdtContent"))
        for one in list(inside):
            control.addprevious(one)
        control.getparent().remove(control)
    assert dict(found_in(saved(document), known).marks) == {
        "q.team": "Sans case",
        "q.text": "Ici",
    }


def test_a_text_typed_behind_its_box_is_part_of_the_answer(blank_word, known):
    document = opened(blank_word)
    control = controls(document)["q.text"]
    typed(control, "Dedans.")
    control.addnext(paragraph("La suite.", "Answer"))
    found = found_in(saved(document), known)
    assert (found.marks["q.text"], found.stray) == ("Dedans.\n\nLa suite.", ())


def test_a_text_typed_elsewhere_is_kept_with_the_question_it_stands_under(blank_word, known):
    document = opened(blank_word)
    heading = next(one for one in document.paragraphs if one.text.endswith(". Since"))
    heading._p.addnext(paragraph("Depuis toujours, dirait-on."))
    box = controls(document)["q.sectors=wood"].getparent()
    box.append(deepcopy(next(paragraph("surtout le chêne").iter(qn("w:r")))))
    found = found_in(saved(document), known)
    assert found.stray == (
        Stray("Woodsurtout le chêne", "at.sectors"),
        Stray("Depuis toujours, dirait-on.", "at.since"),
    )


def test_a_cross_typed_over_a_box_ticks_it(blank_word, known):
    document = opened(blank_word)
    control = controls(document)["q.scale=land"]
    run = next(control.iter(qn("w:r")))
    next(run.iter(qn("w:t"))).text = "X"
    control.addprevious(run)
    control.getparent().remove(control)
    assert dict(found_in(saved(document), known).marks) == {"q.scale=land": ""}


def test_what_was_struck_out_is_not_read_and_what_was_inserted_is(blank_word, known):
    document = opened(blank_word)
    control = controls(document)["q.text"]
    typed(control, "Gardé ")
    run = next(control.iter(qn("w:r")))
    for tag, said in (("w:del", "rayé"), ("w:ins", "ajouté")):
        change, other = OxmlElement(tag), deepcopy(run)
        next(other.iter(qn("w:t"))).text = said
        change.append(other)
        run.getparent().append(change)
    assert found_in(saved(document), known).marks["q.text"] == "Gardé ajouté"


def test_the_place_of_a_question_that_is_gone_is_told(blank_word, known):
    tags = {tag: mark for tag, mark in known.tags.items() if mark != "q.team"}
    marks = {name: mark for name, mark in known.bookmarks.items() if mark != "q.team"}
    older = Known(marks, tags, known.printed, known.headings)
    assert dict(found_in(in_word(blank_word, {"q.team": "Pôle"}, ()), older).marks) == {
        "q.team": "Pôle"
    }


def test_two_boxes_ticked_where_one_is_expected_are_both_told(blank_word, known):
    found = found_in(in_word(blank_word, {}, {"q.scale=town", "q.scale=land"}), known)
    assert set(found.marks) == {"q.scale=town", "q.scale=land"}


@pytest.mark.parametrize(
    "said", ["« L’été », dit-il…", "a\u00a0b\u202fc", "e\u0301", "مرحبا", "😀", "tab\tulation"]
)
def test_whatever_was_typed_is_read_to_the_letter(blank_word, known, said):
    assert found_in(in_word(blank_word, {"q.team": said}, ()), known).marks["q.team"] == said


def test_everything_that_can_be_filled_is_read(blank_word, known, asked):
    texts = {slot.mark: "1" for slot in slots(asked) if not slot.value}
    ticks = {slot.mark for slot in slots(asked) if slot.value}
    assert dict(found_in(in_word(blank_word, texts, ticks), known).marks) == texts | dict.fromkeys(
        ticks, ""
    )
    assert ticks >= TICKS


def test_a_box_ticked_twice_over_is_ticked(blank_word, known):
    document = opened(blank_word)
    ticked(controls(document)["q.scale=town"])
    assert dict(found_in(saved(document), known).marks) == {"q.scale=town": ""}
