"""What the files of a note are called: what they are, of what, which version, for whom."""

from __future__ import annotations

from collections.abc import Mapping

from consult.synthesis.models import Format
from consult.synthesis.snapshot import Audience

ENDINGS: Mapping[Format, str] = {
    Format.PDF: "pdf",
    Format.HTML: "html",
    Format.JSON: "json",
    Format.XLSX: "xlsx",
    Format.DOCX: "docx",
    Format.SHEET: "pdf",
    Format.SHEET_HTML: "html",
}
# A name is plain letters in one language: it travels through mails and disks of all kinds.
BEGINNINGS: Mapping[Format, str] = {Format.SHEET: "fiche-orale", Format.SHEET_HTML: "fiche-orale"}
WHOM: Mapping[Audience, str] = {
    Audience.DELEGATE: "delegue",
    Audience.MEMBERS: "membres",
    Audience.STAFF: "interne-ne-pas-diffuser",
}


def file_name(slug: str, version: int, form: Format, audience: Audience) -> str:
    """« note-SLUG-v3-delegue.pdf »: whoever finds the file knows for whom it was made."""
    kind = BEGINNINGS.get(form, "note")
    return f"{kind}-{slug}-v{version}-{WHOM[audience]}.{ENDINGS[form]}"


def layout_name(slug: str, version: int, audience: Audience) -> str:
    """The name of the same version as it was laid out outside of Consult."""
    return f"note-{slug}-v{version}-{WHOM[audience]}-mise-en-page.pdf"
