"""Each audience has its own note: its files say for whom they are, and hold nothing of others'."""

from __future__ import annotations

import pytest

from consult.synthesis import service
from consult.synthesis.models import Format
from consult.synthesis.naming import ENDINGS, WHOM, file_name
from consult.synthesis.rendering import MAKERS, SHEETS, rendered, spoken
from consult.synthesis.snapshot import Audience, State, fingerprint
from tests.data.hostile import SLUG, write_hostile_bundle
from tests.trust.test_confidential import ADDRESS, forbidden, found, texts

AGENCIES = 10
MARKED = {
    Audience.DELEGATE: "Version destinée à l’audition",
    Audience.MEMBERS: "Version destinée aux membres",
    Audience.STAFF: "ne pas diffuser",
}


def test_every_format_and_audience_has_a_name():
    assert (set(ENDINGS), set(WHOM), set(MAKERS)) == (set(Format), set(Audience), set(Format))
    assert file_name("call", 3, Format.SHEET, Audience.STAFF) == (
        "fiche-orale-call-v3-interne-ne-pas-diffuser.pdf"
    )
    assert file_name("call", 1, Format.DOCX, Audience.MEMBERS) == "note-call-v1-membres.docx"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_file_of_an_audience_holds_what_another_alone_may_see(cli, session, tmp_path):
    canaries = write_hostile_bundle(tmp_path / "hostile", agencies=AGENCIES)
    cli("bundle", "load", tmp_path / "hostile")
    words = forbidden(canaries)
    assert all((canaries.confidential, canaries.refused, canaries.drafts, canaries.emails))
    leaks, unmarked, marks = {}, [], set()
    for audience in Audience:
        note = service.preview(
            session, slug=SLUG, audience=audience, state=State.DRAFT, federation="Fédération"
        )
        marks.add(fingerprint(note))
        printed = rendered(note, Format.PDF, progress=lambda _: None)
        for form in Format:
            content = made(note, form, printed)
            parts = texts(ENDINGS[form], content)
            if not any(MARKED[audience] in plain(part) for part in parts) and form != Format.JSON:
                unmarked.append((audience, form))
            if audience is not Audience.STAFF:
                hits = [word for part in parts for word in found(words, part)]
                hits += [one for part in parts for one in ADDRESS.findall(part)]
                leaks |= {(audience, form): hits} if hits else {}

    assert (leaks, unmarked, len(marks)) == ({}, [], 3)


def made(note, form, printed):
    if form is Format.PDF:
        return printed
    if form in SHEETS:
        return spoken(note, form, printed)
    return rendered(note, form, progress=lambda _: None)


def plain(text):
    """As it is read: without the entities of a page, nor line breaks."""
    return " ".join(text.replace("&#39;", "’").replace("\u00a0", " ").split())
