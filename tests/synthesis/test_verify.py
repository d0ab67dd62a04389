"""A PDF says whether it is the note it was."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from io import BytesIO

import pikepdf
import pytest

from consult.synthesis.models import Format
from consult.synthesis.rendering import rendered
from consult.synthesis.snapshot import Snapshot, to_json
from consult.synthesis.verify import ATTACHMENT, figure_faults, verdict
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
