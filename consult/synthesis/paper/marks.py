"""What the file says of itself in its metadata (XMP)."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape

PDFUA = "http://www.aiim.org/pdfua/ns/id/"
OURS = "https://consult.invalid/ns/note/1/"
"""The name of our metadata; a name only, nothing is served there."""


def packet(marks: Mapping[str, str]) -> str:
    """PDF/UA's mark and ours, with the descriptions PDF/A wants of what it does not know."""
    ours = "".join(f"<note:{name}>{escape(value)}</note:{name}>" for name, value in marks.items())
    return (
        f'<rdf:Description rdf:about="" xmlns:pdfuaid="{PDFUA}">'
        "<pdfuaid:part>1</pdfuaid:part></rdf:Description>"
        f'<rdf:Description rdf:about="" xmlns:note="{OURS}">{ours}</rdf:Description>'
        '<rdf:Description rdf:about=""'
        ' xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
        ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
        ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
        "<pdfaExtension:schemas><rdf:Bag>"
        + _schema("PDF/UA Universal Accessibility Schema", PDFUA, "pdfuaid", {"part": "Integer"})
        + _schema("Consult note", OURS, "note", dict.fromkeys(marks, "Text"))
        + "</rdf:Bag></pdfaExtension:schemas></rdf:Description>"
    )


def property_row(name: str, kind: str) -> str:
    """The description of one property, as PDF/A wants it."""
    return (
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{name}</pdfaProperty:name>"
        f"<pdfaProperty:valueType>{kind}</pdfaProperty:valueType>"
        "<pdfaProperty:category>internal</pdfaProperty:category>"
        f"<pdfaProperty:description>{name}</pdfaProperty:description></rdf:li>"
    )


def _schema(title: str, uri: str, prefix: str, properties: Mapping[str, str]) -> str:
    rows = "".join(property_row(name, kind) for name, kind in properties.items())
    return (
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaSchema:schema>{title}</pdfaSchema:schema>"
        f"<pdfaSchema:namespaceURI>{uri}</pdfaSchema:namespaceURI>"
        f"<pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{rows}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )
