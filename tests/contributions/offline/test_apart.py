import io
import random
import time
import zipfile

import pikepdf
import pytest

from consult.contributions.offline import apart
from consult.contributions.offline.returned import Found, Known, Trouble, Unreadable
from tests.contributions.offline.filling import FILLED, in_pdf, in_word

NOTHING = Known({}, {}, frozenset())
DOCUMENT = "word/document.xml"
HEAD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
FOOT = "</w:body></w:document>"


def packed(text, name=DOCUMENT, *, others=()):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, text)
        for other in others:
            package.writestr(*other)
    return made.getvalue()


def trouble_of(content, known=NOTHING):
    with pytest.raises(Unreadable) as refusal:
        apart.read(content, known)
    return refusal.value.trouble


def pdf_of(change):
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        change(pdf)
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def deep_pages(pdf):
    """A tree of pages in which each branch has a branch."""
    node = pdf.Root.Pages
    for _ in range(3000):
        node = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Pages, Kids=pikepdf.Array([node]), Count=1)
        )
    pdf.Root.Pages = node


def many_fields(pdf):
    field = pikepdf.Dictionary(FT=pikepdf.Name.Tx, T="q:a")
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field] * 30_000))


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        pytest.param(b"", Trouble.FORMAT, id="nothing"),
        pytest.param(b"Bonjour", Trouble.FORMAT, id="a text"),
        pytest.param(b"\x89PNG\r\n\x1a\n" * 9, Trouble.FORMAT, id="a picture"),
        pytest.param(bytes.fromhex("d0cf11e0a1b11ae1") * 99, Trouble.OLD_WORD, id="an old .doc"),
        pytest.param(b"%PDF-1.7 and then nothing", Trouble.UNREADABLE, id="no PDF"),
        pytest.param(b"%PDF-1.7\n" + bytes(200_000), Trouble.UNREADABLE, id="a PDF of zeros"),
        pytest.param(b"PK\x03\x04 and then nothing", Trouble.UNREADABLE, id="no archive"),
        pytest.param(packed("x", "xl/workbook.xml"), Trouble.FORMAT, id="a spreadsheet"),
        pytest.param(
            packed(
                "application/vnd.oasis.opendocument.text", "mimetype", others=[("content.xml", "")]
            ),
            Trouble.OPEN_DOCUMENT,
            id="an OpenDocument",
        ),
        pytest.param(packed("<w:p"), Trouble.UNREADABLE, id="broken XML"),
        pytest.param(packed("<a/>"), Trouble.UNREADABLE, id="other XML"),
        pytest.param(
            packed(f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]>{HEAD}&l11;{FOOT}'),
            Trouble.UNREADABLE,
            id="a billion laughs",
        ),
        pytest.param(
            packed(f'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>{HEAD}&x;{FOOT}'),
            Trouble.UNREADABLE,
            id="a file of ours",
        ),
        pytest.param(packed(" " * 40_000_000), Trouble.TOO_LARGE, id="a bomb"),
        pytest.param(
            packed(HEAD + "<w:p/>" * 30_000 + FOOT), Trouble.TOO_LONG, id="too many paragraphs"
        ),
        pytest.param(
            packed(HEAD + "<w:sdt>" * 240 + "</w:sdt>" * 240 + FOOT),
            Trouble.UNREADABLE,
            id="controls in controls",
        ),
        pytest.param(
            packed("x", others=[(f"part{n}", "") for n in range(5000)]),
            Trouble.TOO_LARGE,
            id="too many parts",
        ),
        pytest.param(pdf_of(many_fields), Trouble.TOO_LONG, id="too many fields"),
    ],
)
def test_a_hostile_document_is_refused_with_a_reason(content, trouble):
    begun = time.monotonic()
    assert trouble_of(content) is trouble
    assert time.monotonic() - begun < apart.SECONDS + 5


def test_a_document_beyond_the_limit_is_not_even_looked_at(monkeypatch):
    monkeypatch.setattr(apart.subprocess, "run", None)
    assert trouble_of(b"%PDF-" + bytes(apart.LARGEST)) is Trouble.TOO_LARGE


def outcome_of(reading, content, known):
    """What was found, or why nothing could be; anything else is a failure of ours."""
    try:
        return reading(content, known)
    except Unreadable as refusal:
        return refusal.trouble


def test_pages_within_pages_do_no_harm():
    assert isinstance(outcome_of(apart.read, pdf_of(deep_pages), NOTHING), Found | Trouble)


def test_reading_that_never_ends_is_stopped(monkeypatch, blank_pdf):
    monkeypatch.setattr(apart, "SECONDS", 0.01)
    assert trouble_of(blank_pdf) is Trouble.TOO_LONG


def test_a_child_that_dies_is_a_document_that_cannot_be_read(monkeypatch, blank_pdf):
    monkeypatch.setattr(apart, "PROGRAM", ["-c", "import os; os.abort()"])
    assert trouble_of(blank_pdf) is Trouble.UNREADABLE


@pytest.mark.parametrize("fill", [in_word, in_pdf])
def test_what_is_read_apart_is_what_is_read_here(blank_word, blank_pdf, known, fill):
    content = fill(blank_word if fill is in_word else blank_pdf)
    found = apart.read(content, known)
    assert (found, dict(found.marks)) == (apart.found_in(content, known), FILLED)
    assert Found.read(found.plain) == found


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("kind", ["word", "pdf"])
def test_a_document_damaged_anywhere_is_read_or_refused(blank_word, blank_pdf, known, kind, seed):
    content = bytearray(blank_word if kind == "word" else blank_pdf)
    chance = random.Random(seed)
    for _ in range(chance.choice((1, 20, 400))):
        content[chance.randrange(8, len(content))] = chance.randrange(256)
    if seed % 3 == 0:
        content = content[: chance.randrange(20, len(content))]
    assert isinstance(outcome_of(apart.found_in, bytes(content), known), Found | Trouble)
