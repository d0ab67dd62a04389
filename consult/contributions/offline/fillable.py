"""What the printer leaves undone in a PDF to fill in: radio groups, fonts, names, appearances.

The printer draws every box to tick as a field of its own; boxes that exclude each other become
one group here, and each field gets the appearances that a viewer needs to show it as typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from consult.contributions.offline.marks import Fill, Identity, Slot, field_of, mark_of_field
from consult.printing import FONTS

FACE = FONTS / "SourceSans3_400Regular.ttf"
INK = b"0.106 0.141 0.188"
IDENTITY = "consult"
"""The name of the field that nobody sees, in which the document says what it is."""

RADIO = 1 << 15
MULTILINE = 1 << 12
READ_ONLY = 1
HIDDEN = 2


def finished(printed: bytes, *, places: Mapping[str, Slot], identity: Identity) -> bytes:
    """The same document with working fields, named by their marks; deterministic."""
    with pikepdf.open(BytesIO(printed)) as pdf:
        form = pdf.Root.AcroForm
        face = _face(pdf)
        form.DR = Dictionary(Font=Dictionary(Sans=face))
        form.DA = String(_default(10))
        form.NeedAppearances = False
        groups: dict[str, Any] = {}
        fields = []
        for page in pdf.pages:
            page.Tabs = Name.S
            _without_face(page)
            for widget in page.get("/Annots", []):
                if widget.get("/Subtype") != Name.Widget:
                    continue
                slot = places[mark_of_field(str(widget.T))]
                field = _ticked(pdf, widget, slot, groups) if slot.fill is Fill.TICK else widget
                if slot.fill is not Fill.TICK:
                    _written(pdf, widget, slot)
                if field is not None:
                    fields.append(field)
        fields.append(_identity(pdf, identity))
        form.Fields = Array(fields)
        out = BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue()


def _without_face(page: Any) -> None:
    """Take out the font that the printer embedded whole for the fields: no page text uses it."""
    fonts = page.Resources.Font
    for name in [name for name, font in fonts.items() if "Italic" in str(font.BaseFont)]:
        del fonts[name]


def _written(pdf: Pdf, widget: Any, slot: Slot) -> None:
    """A text field: its words said aloud, its font, an appearance with nothing in it yet."""
    widget.TU = String(slot.label)
    widget.DA = String(_default(10))
    widget.V = String("")
    if slot.fill is Fill.LINES:
        widget.Ff = MULTILINE
    width, height = _size(widget)
    widget.AP = Dictionary(N=_form(pdf, b"/Tx BMC EMC", width, height))
    widget.MK = Dictionary()


def _ticked(pdf: Pdf, widget: Any, slot: Slot, groups: dict[str, Any]) -> Any:
    """A box of its own, or a button of its group; the group is given the first time only."""
    state = Name(f"/{slot.value}")
    width, height = _size(widget)
    mark = _dot(width, height) if slot.exclusive else _cross(width, height)
    widget.AP = Dictionary(N=Dictionary({str(state): _form(pdf, mark, width, height)}))
    widget.AP.N.Off = _form(pdf, b"", width, height)
    widget.AS = Name.Off
    widget.TU = String(slot.label)
    widget.MK = Dictionary(CA=String("l" if slot.exclusive else "8"))
    widget.DA = String("/ZaDb 0 Tf 0 g")
    for needless in ("/Border", "/V"):
        if needless in widget:
            del widget[needless]
    if not slot.exclusive:
        widget.V = Name.Off
        widget.T = String(field_of(slot.mark))
        return widget
    del widget["/T"], widget["/FT"]
    known = groups.get(slot.name)
    if known is None:
        known = groups[slot.name] = pdf.make_indirect(
            Dictionary(
                FT=Name.Btn,
                Ff=RADIO,
                T=String(field_of(slot.name)),
                TU=String(slot.label.rpartition(" – ")[0]),
                V=Name.Off,
                Kids=Array([widget]),
            )
        )
        widget.Parent = known
        return known
    widget.Parent = known
    known.Kids.append(widget)
    return None


def _identity(pdf: Pdf, identity: Identity) -> Any:
    """A field without a place on the page, kept by whoever fills and saves the document."""
    return pdf.make_indirect(
        Dictionary(
            FT=Name.Tx, Ff=READ_ONLY, T=String(IDENTITY), TU=String(""), V=String(identity.words)
        )
    )


def _default(size: int) -> str:
    return f"/Sans {size} Tf {INK.decode()} rg"


def _size(widget: Any) -> tuple[float, float]:
    left, bottom, right, top = (float(one) for one in widget.Rect)
    widget.Rect = Array([min(left, right), min(bottom, top), max(left, right), max(bottom, top)])
    return abs(right - left), abs(top - bottom)


def _form(pdf: Pdf, content: bytes, width: float, height: float) -> Any:
    made = pdf.make_stream(content)
    made.Type, made.Subtype = Name.XObject, Name.Form
    made.BBox = Array([0, 0, width, height])
    made.Resources = Dictionary()
    return made


def _cross(width: float, height: float) -> bytes:
    near, far = 0.22, 0.78
    return (
        f"{INK.decode()} RG 1.3 w 1 J "
        f"{width * near:.2f} {height * near:.2f} m {width * far:.2f} {height * far:.2f} l "
        f"{width * near:.2f} {height * far:.2f} m {width * far:.2f} {height * near:.2f} l S"
    ).encode()


def _dot(width: float, height: float) -> bytes:
    """A disc in four curves."""
    x, y, r = width / 2, height / 2, min(width, height) * 0.27
    k = r * 0.5523
    return (
        f"{INK.decode()} rg {x + r:.2f} {y:.2f} m "
        f"{x + r:.2f} {y + k:.2f} {x + k:.2f} {y + r:.2f} {x:.2f} {y + r:.2f} c "
        f"{x - k:.2f} {y + r:.2f} {x - r:.2f} {y + k:.2f} {x - r:.2f} {y:.2f} c "
        f"{x - r:.2f} {y - k:.2f} {x - k:.2f} {y - r:.2f} {x:.2f} {y - r:.2f} c "
        f"{x + k:.2f} {y - r:.2f} {x + r:.2f} {y - k:.2f} {x + r:.2f} {y:.2f} c f"
    ).encode()


def _face(pdf: Pdf) -> Any:
    """The font of what is typed, embedded, with the letters of Western Europe."""
    program, widths, box = _letters()
    file = pdf.make_stream(program)
    file.Length1 = len(program)
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.TrueType,
            BaseFont=Name("/SourceSans3-Regular"),
            Encoding=Name.WinAnsiEncoding,
            FirstChar=32,
            LastChar=255,
            Widths=Array(widths),
            FontDescriptor=pdf.make_indirect(
                Dictionary(
                    Type=Name.FontDescriptor,
                    FontName=Name("/SourceSans3-Regular"),
                    Flags=32,
                    FontBBox=Array(box),
                    ItalicAngle=0,
                    Ascent=1024,
                    Descent=-400,
                    CapHeight=660,
                    StemV=80,
                    FontFile2=file,
                )
            ),
        )
    )


@lru_cache(maxsize=1)
def _letters() -> tuple[bytes, list[int], list[int]]:
    """The font cut down to the signs that a field can hold, with their widths."""
    from fontTools import subset, ttLib  # noqa: PLC0415 - slow to load, and few processes need it

    signs = [bytes([code]).decode("cp1252", "ignore") for code in range(32, 256)]
    options = subset.Options(hinting=False, notdef_outline=True, drop_tables=["GSUB", "GPOS"])
    options.recalc_timestamp = False
    font = ttLib.TTFont(FACE, recalcTimestamp=False)
    cut = subset.Subsetter(options)
    cut.populate(unicodes=[ord(one) for one in signs if one])
    cut.subset(font)
    scale = 1000 / font["head"].unitsPerEm
    names, advances = font.getBestCmap(), font["hmtx"].metrics
    widths = [
        round(advances[names[ord(one)]][0] * scale) if one and ord(one) in names else 0
        for one in signs
    ]
    head = font["head"]
    out = BytesIO()
    font.save(out)
    box = [round(one * scale) for one in (head.xMin, head.yMin, head.xMax, head.yMax)]
    return out.getvalue(), widths, box
