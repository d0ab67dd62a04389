"""Documents filled in as people do it: in Word, in LibreOffice, in a PDF reader."""

from __future__ import annotations

import io
import subprocess
from copy import deepcopy

import docx
import pikepdf
import pypdf
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"

TEXTS = {
    "q.team": "Pôle « industrie »",
    "q.text": "L’eau, d’abord.",
    "q.scale.other": "",
    "q.order.two": "1",
    "q.order.one": "2",
    "q.since": "1er mars 2020",
    "q.actions.0.title": "Ateliers",
    "q.actions.0.year": "2016",
}
TICKS = {
    "q.scale=town",
    "q.sectors=wood",
    "q.sectors=food",
    "q.needs.land=high",
    "q.needs.skills=low",
    "q.attribution=named",
    "secret.text=1",
}
FILLED = {mark: text for mark, text in TEXTS.items() if text} | dict.fromkeys(TICKS, "")


def opened(content):
    return docx.Document(io.BytesIO(content))


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def controls(document):
    """Every control of the document under its tag."""
    return {
        one.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val")): one
        for one in document.element.body.iter(qn("w:sdt"))
    }


def typed(control, *paragraphs):
    """Type into a control as Word does: what was waiting there goes."""
    for shown in control.iter(qn("w:showingPlcHdr")):
        shown.getparent().remove(shown)
        break
    text = next(control.iter(qn("w:t")))
    text.text = paragraphs[0]
    text.set(qn("xml:space"), "preserve")
    inside = next(control.iter(qn("w:sdtContent")))
    for more in paragraphs[1:]:
        made = deepcopy(next(inside.iter(qn("w:p"))))
        next(made.iter(qn("w:t"))).text = more
        inside.append(made)


def ticked(control):
    next(control.iter(f"{W14}checked")).set(f"{W14}val", "1")
    next(control.iter(qn("w:t"))).text = "☒"


def in_word(content, texts=TEXTS, ticks=TICKS):
    """The document filled in by Word."""
    document = opened(content)
    places = controls(document)
    for mark, text in texts.items():
        if text:
            typed(places[mark], *text.split("\n"))
    for mark in ticks:
        ticked(places[mark])
    return saved(document)


def paragraph(text, style="Normal"):
    made = OxmlElement("w:p")
    layout = OxmlElement("w:pPr")
    named = OxmlElement("w:pStyle")
    named.set(qn("w:val"), style)
    layout.append(named)
    run, said = OxmlElement("w:r"), OxmlElement("w:t")
    said.text = text
    run.append(said)
    made.extend((layout, run))
    return made


def in_pdf(content, texts=TEXTS, ticks=TICKS):
    """The document filled in by a PDF reader, through pypdf."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    values = {mark.replace(".", ":"): text for mark, text in texts.items() if text}
    for mark in ticks:
        name, _, option = mark.partition("=")
        own, group = mark.replace(".", ":"), name.replace(".", ":")
        values |= {own: f"/{option}"} if own in writer.get_fields() else {group: f"/{option}"}
    for page in writer.pages:
        if "/Annots" in page:
            writer.update_page_form_field_values(page, values, auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def by_hand(content, values):
    """The document with values written straight into its fields, without appearances."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            if (name := str(field.T)) in values:
                value = values[name]
                field.V = pikepdf.Name(value) if value.startswith("/") else pikepdf.String(value)
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def by_libreoffice(folder, content, *formats):
    """The document opened by LibreOffice and saved again, in each format one after the other."""
    current = folder / "questionnaire.docx"
    current.write_bytes(content)
    for rank, ending in enumerate(formats):
        target = folder / str(rank)
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                ending,
                "--outdir",
                target,
                current,
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        current = target / f"questionnaire.{ending}"
    return current.read_bytes()
