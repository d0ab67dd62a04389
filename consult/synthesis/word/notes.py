"""The footnotes of a Word document: the part that holds them, and its place in the package."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree

from consult.synthesis.word.pen import Line, Pen, Piece, add

KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
FIRST = 2
"""The numbers before are of the two lines that part notes from the text."""
_SEPARATORS = (("separator", "separator"), ("continuationSeparator", "continuationSeparator"))


def attach(document: Document, notes: Sequence[Line]) -> None:
    """Put the notes into the document, in the order their numbers were given."""
    if not notes:
        return
    root = parse_xml(f"<w:footnotes {nsdecls('w')}/>")
    for number, (kind, tag) in enumerate(_SEPARATORS):
        note = add(root, "footnote", type=kind, id=str(number))
        add(add(add(note, "p"), "r"), tag)
    for number, line in enumerate(notes, FIRST):
        note = add(root, "footnote", id=str(number))
        paragraph = Pen(note).paragraph("FootnoteText", Piece(" "), *line)
        mark = OxmlElement("w:r")
        add(add(mark, "rPr"), "rStyle", val="FootnoteReference")
        add(mark, "footnoteRef")
        paragraph.insert(1, mark)
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    package = document.part.package
    part = Part(PackURI("/word/footnotes.xml"), MEDIA, content, package)
    document.part.relate_to(part, KIND)
    _announce(document.settings.element)


def _announce(settings: Any) -> None:
    """Say in the settings which notes are the lines between text and notes."""
    announced = OxmlElement("w:footnotePr")
    for number in range(len(_SEPARATORS)):
        add(announced, "footnote", id=str(number))
    settings.find(qn("w:compat")).addprevious(announced)
