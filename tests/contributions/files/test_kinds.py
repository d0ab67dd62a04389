import io
import zipfile

import pytest

from consult.calls.questionnaire import Question, QuestionKind
from consult.contributions.files.kinds import MOST_FILES, Wrong, label_of, media_type_of, refusal

QUESTION = Question(
    "papers", QuestionKind.FILE, "Papers", accept=("pdf", "docx", "txt", "png"), max_mb=1
)
PDF = b"%PDF-1.7\n..."
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


def office(*names):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("note.pdf", PDF, None),
        ("NOTE.PDF", PDF, None),
        ("note.docx", office("[Content_Types].xml", "word/document.xml"), None),
        ("note.txt", "été".encode(), None),
        ("image.png", PNG, None),
        ("note.pdf", b"", Wrong.EMPTY),
        ("note.exe", b"MZ", Wrong.TYPE),
        ("note", PDF, Wrong.TYPE),
        ("note.pdf.exe", PDF, Wrong.TYPE),
        ("note.pdf", b"MZ\x90\x00", Wrong.CONTENT),
        ("image.png", PDF, Wrong.CONTENT),
        ("note.docx", office("xl/workbook.xml", "[Content_Types].xml"), Wrong.CONTENT),
        ("note.docx", b"PK\x03\x04broken", Wrong.CONTENT),
        ("note.txt", b"\x00\x01", Wrong.CONTENT),
        ("note.pdf", PDF + b" " * 1024 * 1024, Wrong.SIZE),
    ],
)
def test_a_file_is_what_its_name_says_or_is_refused(name, content, why):
    refused = refusal(QUESTION, name, content, already=0)
    assert (refused.wrong if refused else None) == why


def test_a_question_holds_so_many_files_and_no_more():
    assert refusal(QUESTION, "a.pdf", PDF, already=MOST_FILES - 1) is None
    assert refusal(QUESTION, "a.pdf", PDF, already=MOST_FILES).wrong is Wrong.COUNT


@pytest.mark.parametrize(
    ("given", "label"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Documents\\note.pdf", "note.pdf"),
        ("a\nb\u202e.pdf", "ab.pdf"),
        ("x" * 300 + ".pdf", "x" * 176 + ".pdf"),
        ("  ", ""),
    ],
)
def test_a_name_is_only_a_label(given, label):
    assert label_of(given) == label


def test_what_is_not_known_is_served_as_bytes():
    assert [media_type_of(n) for n in ("a.pdf", "a.html", "a")] == [
        "application/pdf",
        "application/octet-stream",
        "application/octet-stream",
    ]
