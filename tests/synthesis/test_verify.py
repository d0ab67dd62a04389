"""A PDF says whether it is the note it was."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from io import BytesIO

import pikepdf
import pytest

from consult.synthesis.models import Format
from consult.synthesis.paper import copies
from consult.synthesis.rendering import rendered, spoken
from consult.synthesis.snapshot import Snapshot, fingerprint, to_json
from consult.synthesis.verify import ALONE, ATTACHMENT, figure_faults, verdict
from tests.synthesis.reference import composed, note, reference


@cache
def short() -> Snapshot:
    """A note of a few pages: three contributions, nothing coded."""
    whole = reference()
    kept = ("CEEVO", "SOFIE", "AER BFC")
    return composed(
        replace(
            whole,
            replies=tuple(reply for reply in whole.replies if reply.agency in kept),
            themes=(),
            passages=(),
        )
    )


@cache
def printed() -> bytes:
    return rendered(short(), Format.PDF, progress=lambda _: None)


def changed(alter) -> bytes:
    with pikepdf.open(BytesIO(printed())) as pdf:
        alter(pdf)
        made = BytesIO()
        pdf.save(made)
    return made.getvalue()


def sentences(content: bytes) -> list[str]:
    return [fault.sentence.split(":")[0] for fault in verdict(content).problems]


def test_a_note_as_it_left_is_intact():
    found = verdict(printed())

    assert found.problems == ()
    assert found.snapshot == short()


def test_a_page_that_was_altered_is_found():
    def alter(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[1]
        page.contents_coalesce()
        page.Contents = pdf.make_stream(page.Contents.read_bytes() + b" ")

    assert sentences(changed(alter)) == [
        "The embedded data are sound, but the pages are not what they make here"
    ]


def test_a_page_that_was_removed_is_found():
    assert sentences(changed(lambda pdf: pdf.pages.__delitem__(-1))) == [
        "The embedded data are sound, but the pages are not what they make here"
    ]


def test_data_that_were_altered_are_found():
    def alter(pdf: pikepdf.Pdf) -> None:
        forged = to_json(replace(short(), title="Un autre titre")).encode()
        del pdf.attachments[ATTACHMENT]
        pdf.attachments[ATTACHMENT] = pikepdf.AttachedFileSpec(pdf, forged, filename=ATTACHMENT)

    assert sentences(changed(alter)) == [
        "The fingerprint of the embedded data, %(mark)s, is not the one the file bears"
    ]


def test_a_pdf_without_data_is_no_note():
    assert sentences(changed(lambda pdf: pdf.attachments.clear())) == [
        "The file is a PDF, but holds no note of Consult."
    ]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"hello", b"%PDF-1.7\n" + b"\0" * 99])
def test_what_is_no_pdf_is_said_to_be_none(content):
    assert sentences(content) == ["The file is not a readable PDF."]


def test_a_forged_count_does_not_add_up():
    snapshot = note()
    forged = replace(
        snapshot,
        figures=tuple(
            replace(record, value=record.value - 1) if record.value > 1 else record
            for record in snapshot.figures
        ),
    )

    assert {fault.sentence for fault in figure_faults(forged)} == {
        "Statement %(name)s does not print what its rule counts."
    }


# -- one letter, one consent, one count, one source ------------------------------------------


def quoted(snapshot: Snapshot, **changes) -> Snapshot:
    """The first quotation of a contribution printed in full, changed so."""
    whole = {one.code for one in snapshot.contributions}
    chapters = list(snapshot.chapters)
    for place, chapter in enumerate(chapters):
        for rank, topic in enumerate(chapter.topics):
            for at, quote in enumerate(topic.quotes):
                if quote.source in whole:
                    made = replace(quote, **{n: change(quote) for n, change in changes.items()})
                    said = (*topic.quotes[:at], made, *topic.quotes[at + 1 :])
                    topics = list(chapter.topics)
                    topics[rank] = replace(topic, quotes=said)
                    chapters[place] = replace(chapter, topics=tuple(topics))
                    return replace(snapshot, chapters=tuple(chapters))
    raise AssertionError("no quotation of a contribution in full")


def turned(letter: str) -> str:
    return "b" if letter == "a" else "a"


def first_claim(snapshot: Snapshot, **changes) -> Snapshot:
    made = replace(snapshot.essentials[0], **changes)
    return replace(snapshot, essentials=(made, *snapshot.essentials[1:]))


MUTATIONS = {
    "a letter of a quote": (
        lambda one: quoted(one, text=lambda quote: turned(quote.text[0]) + quote.text[1:]),
        "Quotation %(name)s is not in the contribution it cites.",
    ),
    "a consent: named after all": (
        lambda one: quoted(one, source=lambda _: None),
        "Quotation %(name)s names an agency that it does not cite.",
    ),
    "a consent: signed by another": (
        lambda one: quoted(one, by=lambda _: "une agence"),
        "Quotation %(name)s is not signed by the agency it cites.",
    ),
    "a consent: printed in full after all": (
        lambda one: replace(
            one, sources=tuple(replace(source, in_full=False) for source in one.sources)
        ),
        "Contribution %(name)s is printed in full, and the index does not say so.",
    ),
    "a consent: thanked after all": (
        lambda one: replace(one, contributors=(*one.contributors, "Agence fantôme")),
        "The number of contributions does not agree with those thanked.",
    ),
    "a count": (
        lambda one: replace(
            one,
            figures=tuple(
                replace(record, value=record.value + 1) if record.value else record
                for record in one.figures
            ),
        ),
        "Statement %(name)s does not print what its rule counts.",
    ),
    "a source": (
        lambda one: first_claim(one, sources=(*one.essentials[0].sources[1:], "C99")),
        "Statement %(name)s cites a source that does not exist.",
    ),
    "a source left out": (
        lambda one: first_claim(one, sources=one.essentials[0].sources[1:]),
        "The statements that cite %(name)s are not those that the index tells.",
    ),
}


def test_an_honest_note_has_no_fault():
    assert list(figure_faults(note())) == []


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_one_thing_changed_in_the_data_turns_its_own_check_red(mutation):
    change, sentence = MUTATIONS[mutation]

    assert sentence in {fault.sentence for fault in figure_faults(change(note()))}


def test_a_count_changed_in_the_table_of_figures_is_found():
    def alter(pdf: pikepdf.Pdf) -> None:
        table = pdf.attachments["figures.csv"].get_file().read_bytes()
        forged = table.replace(b",3,", b",2,", 1)
        assert forged != table
        del pdf.attachments["figures.csv"]
        pdf.attachments["figures.csv"] = pikepdf.AttachedFileSpec(
            pdf, forged, filename="figures.csv"
        )

    assert sentences(changed(alter)) == [
        "The table of figures in the file is not that of its data."
    ]


@pytest.mark.parametrize("what", ["quote", "count"])
def test_a_letter_or_a_digit_changed_on_a_page_is_found(what):
    def alter(pdf: pikepdf.Pdf) -> None:
        """Draw one glyph instead of another in the first text of a page."""
        page = pdf.pages[2 if what == "quote" else 1]
        page.contents_coalesce()
        content = page.Contents.read_bytes()
        start = content.index(b"[<") + 2
        glyph = b"0000" if content[start : start + 4] != b"0000" else b"0001"
        page.Contents = pdf.make_stream(content[:start] + glyph + content[start + 4 :])

    assert sentences(changed(alter)) == [
        "The embedded data are sound, but the pages are not what they make here"
    ]


@pytest.fixture
def intact(monkeypatch):
    """That the pages of the note are made again is tried above, and takes a while."""
    monkeypatch.setattr("consult.synthesis.verify._rebuilt", lambda _, content: content)


def test_what_can_be_edited_says_so_and_is_recognised_beside_its_note(intact):
    for form in (Format.DOCX, Format.XLSX):
        made = rendered(short(), form, progress=lambda _: None)
        (alone,) = verdict(made).problems
        assert (alone.sentence, alone.params) == (ALONE[form], {"mark": fingerprint(short())})

        found = verdict(made, beside=printed())
        assert (found.problems, found.kindred.form) == ((), form)

    assert sentences_beside(made + b" ") == [
        "The file is not the one that Consult makes of that note here"
    ]
    other = rendered(replace(short(), title="Un autre titre"), form, progress=print)
    assert sentences_beside(other) == ["The file is of another note"]


def test_a_speaking_sheet_is_recognised_beside_its_note_whoever_it_was_given_to(intact):
    made = spoken(short(), Format.SHEET, printed())
    (alone,) = verdict(made).problems
    assert (alone.sentence, alone.params) == (ALONE[Format.SHEET], {"mark": fingerprint(short())})

    found = verdict(copies.marked(made, short(), "Mme Roy"), beside=printed())

    assert (found.problems, found.recipient) == ((), "Mme Roy")
    assert found.kindred.form is Format.SHEET


def sentences_beside(content: bytes) -> list[str]:
    found = verdict(content, beside=printed())
    return [fault.sentence.split(":")[0] for fault in found.problems]


def test_a_marked_copy_says_whose_it_is(intact):
    found = verdict(copies.marked(printed(), short(), "Mme Roy"))

    assert (found.problems, found.recipient) == ((), "Mme Roy")
