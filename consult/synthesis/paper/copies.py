"""A copy of a note made for one person: their name on the cover and at the foot of each page.

The copy is the printed note with a stamp laid over it: no line moves, the data inside are the
same and so is their fingerprint. The metadata hold the name as well, so that whoever verifies the
file makes the same copy of the rebuilt note and compares.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import tempfile
from html import escape, unescape
from io import BytesIO
from pathlib import Path
from typing import Any

from consult import alone
from consult.synthesis.paper import marks, pressroom
from consult.synthesis.snapshot import Snapshot, fingerprint
from consult.synthesis.wording import translations

PRESS = "consult.synthesis.paper.copy_press"
SECONDS = 60
_NAMED = re.compile(rb"<note:recipient>([^<]*)</note:recipient>")
_BESIDE = b"</note:fingerprint>"
_PROPERTIES = f"<pdfaSchema:namespaceURI>{marks.OURS}</pdfaSchema:namespaceURI>".encode()
_LIST = b"<rdf:Seq>"


class CopyFailed(Exception):
    """No copy could be made of this file; the detail is for the log."""


def said(note: Snapshot, recipient: str) -> str:
    """« Exemplaire remis à Mme Roy », in the language of the note."""
    sentence = translations(note.language).gettext("Copy given to %(recipient)s")
    return sentence % {"recipient": " ".join(recipient.split())}


def marked(pdf: bytes, note: Snapshot, recipient: str) -> bytes:
    """The copy for one person. The same file and name give the same bytes.

    Raises `CopyFailed`.
    """
    import pikepdf  # noqa: PLC0415 - slow to load, and few processes need it

    told = said(note, recipient)
    stamps = _stamps(note.language, told)
    with pikepdf.open(BytesIO(pdf)) as copy, pikepdf.open(BytesIO(stamps)) as drawn:
        _name(copy, " ".join(recipient.split()), fingerprint(note))
        cover, foot = (copy.copy_foreign(page.as_form_xobject()) for page in list(drawn.pages)[:2])
        sheet = len(copy.pages) == 1
        for rank, page in enumerate(copy.pages):
            stamp = foot if rank or sheet else cover
            _lay(page, stamp, tagged=None if rank else _tagged(copy, page))
        with tempfile.TemporaryDirectory() as folder:
            plain, archival = Path(folder) / "plain.pdf", Path(folder) / "archival.pdf"
            copy.save(plain)
            # Where packed bytes end a line by chance, their end is told all the same (PDF/A).
            asked = ["qpdf", "--newline-before-endstream", "--deterministic-id"]
            pikepdf.Job([*asked, str(plain), str(archival)]).run()
            return archival.read_bytes()


def marked_page(html: str, note: Snapshot, recipient: str) -> str:
    """A page for the screen with the same sentence above it."""
    line = f'<p class="copy">{escape(said(note, recipient))}</p>'
    return re.sub(r"(<body[^>]*>)", lambda found: found[1] + line, html, count=1)


def recipient_of(pdf: bytes) -> str | None:
    """For whom a file says it was made; None for a note that is nobody's copy."""
    if not pdf.startswith(b"%PDF-"):
        return None
    import pikepdf  # noqa: PLC0415 - slow to load, and few processes need it

    try:
        with pikepdf.open(BytesIO(pdf)) as copy:
            held = copy.Root.get("/Metadata")
            found = _NAMED.search(held.read_bytes()) if held is not None else None
    except pikepdf.PdfError:
        return None
    return unescape(found[1].decode("utf-8", "replace")) if found else None


def _stamps(language: str, told: str) -> bytes:
    """Two pages that hold nothing but the sentence: as the cover has it, and as a foot has it."""
    done = subprocess.run(  # noqa: S603  # our own program, no shell
        alone.program(PRESS),
        input=json.dumps({"language": language, "told": told}).encode(),
        capture_output=True,
        timeout=SECONDS,
        check=False,
        env=pressroom.environment(),
        cwd=tempfile.gettempdir(),
    )
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise CopyFailed(done.stderr.decode("utf-8", "replace")[-800:])
    return done.stdout


def _lay(page: Any, stamp: Any, *, tagged: int | None) -> None:
    """Draw the stamp over a page: as a paragraph of it, or as what margins hold."""
    import pikepdf  # noqa: PLC0415 - loaded already

    # A name of our own: pages may share what they draw with, and the same copy is the same bytes.
    kind = b"CopyText" if tagged is not None else b"CopyFoot"
    page.add_resource(stamp, pikepdf.Name.XObject, name=pikepdf.Name(f"/{kind.decode()}"))
    begun = (
        b"/P <</MCID %d>> BDC" % tagged
        if tagged is not None
        else b"/Artifact <</Type /Pagination /Subtype /Footer>> BDC"
    )
    page.contents_add(b"q", prepend=True)
    page.contents_add(b"Q %s q /%s Do Q EMC" % (begun, kind))


def _tagged(pdf: Any, page: Any) -> int:
    """A new paragraph at the beginning of the tags, on that page; its number there."""
    import pikepdf  # noqa: PLC0415 - loaded already

    root = pdf.Root.StructTreeRoot
    owners = _owners(root.ParentTree, int(page.obj.StructParents))
    document = root.K[0] if isinstance(root.K, pikepdf.Array) else root.K
    paragraph = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.StructElem,
            S=pikepdf.Name.P,
            P=document,
            Pg=page.obj,
            K=len(owners),
        )
    )
    owners.append(paragraph)
    kids = list(document.K) if isinstance(document.K, pikepdf.Array) else [document.K]
    document.K = pikepdf.Array([*kids[:1], paragraph, *kids[1:]])
    return len(owners) - 1


def _owners(tree: Any, key: int) -> Any:
    """Whose the marks of a page are, by their numbers."""
    if "/Nums" in tree:
        for place in range(0, len(tree.Nums), 2):
            if int(tree.Nums[place]) == key:
                return tree.Nums[place + 1]
    for kid in tree.get("/Kids", ()):
        found = _owners(kid, key)
        if found is not None:
            return found
    return None


def _name(pdf: Any, recipient: str, mark: str) -> None:
    """Write the name into the metadata, and a number that stands for note and name together."""
    held = pdf.Root.get("/Metadata")
    content = held.read_bytes() if held is not None else b""
    if content.count(_BESIDE) != 1 or content.count(_PROPERTIES) != 1:
        raise CopyFailed("not a note of ours")
    number = hashlib.sha256(f"{mark}\0{recipient}".encode()).hexdigest()[:16]
    told = {"recipient": recipient, "copy": number}
    ours = "".join(f"<note:{name}>{escape(one)}</note:{name}>" for name, one in told.items())
    rows = "".join(marks.property_row(name, "Text") for name in told).encode()
    content = content.replace(_BESIDE, _BESIDE + ours.encode())
    before, after = content.split(_PROPERTIES)
    held.write(before + _PROPERTIES + after.replace(_LIST, _LIST + rows, 1))
