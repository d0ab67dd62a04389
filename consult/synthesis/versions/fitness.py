"""Looking through a PDF made elsewhere: nothing in it acts by itself, nothing in it explodes."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from enum import StrEnum
from io import BytesIO
from typing import Any

from consult.errors import Invalid

LARGEST = 40 * 1024 * 1024
MOST_PAGES = 2_000
MOST_OBJECTS = 200_000
ACTIONS = frozenset(
    {
        *("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/Movie"),
        *("/Sound", "/GoToE", "/GoToR", "/RichMediaExecute"),
    }
)
"""What a link may not do: run, send, fetch, or open another file."""
MEDIA = frozenset({"/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"})
"""What a page may not play."""
MOST_NESTED = 60
MOST_FILTERS = 3
MOST_OPENED = 1024**3
"""How many bytes everything in a file may come to once it is opened."""
MOST_LISTED = 64 * 1024**2
"""How many bytes one stream of objects may come to: whoever opens the file opens it whole."""
MOST_DOTS = 150_000_000
"""How large one picture may be: a sheet of A1 at 300 dots to the inch is 70 million."""
MOST_PACKED = 8 * 1024 * 1024
"""How long a stream may be that is packed in a way that cannot be opened bit by bit."""
PICTURES = frozenset({"/DCTDecode", "/DCT", "/JPXDecode", "/CCITTFaxDecode", "/CCF"}) | {
    "/JBIG2Decode"
}
"""Filters whose result is a picture: its size is told, and is not drawn to be known."""
SPELLED = frozenset({"/ASCIIHexDecode", "/AHx", "/ASCII85Decode", "/A85"})
"""Filters that spell bytes as letters: what they open is smaller."""
INFLATE = frozenset({"/FlateDecode", "/Fl"})
CHUNK = 1024 * 1024
HARMLESS_FILES = (".csv", ".json", ".txt", ".xml", ".xlsx", ".ods", ".docx", ".odt", ".pdf")


class Fault(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    NOT_A_PDF = "not_a_pdf"
    BROKEN = "broken"
    ENCRYPTED = "encrypted"
    TOO_LONG = "too_long"
    SCRIPT = "script"
    ACTION = "action"
    PROGRAM = "program"
    FORM = "form"
    HEAVY = "heavy"


class Unfit(Invalid):
    """The file is not taken; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__()
        self.fault = fault


def pages_in(content: bytes) -> int:
    """How many pages a fit file has. Raises `Unfit`.

    Whoever is given a file by somebody asks `apart.pages_in`: this opens it in this process.
    """
    import pikepdf  # noqa: PLC0415 - slow to load, and few requests need it

    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise Unfit(Fault.ENCRYPTED)
            count = len(pdf.pages)
            if not 0 < count <= MOST_PAGES or len(pdf.objects) > MOST_OBJECTS:
                raise Unfit(Fault.TOO_LONG)
            for fault in _faults(pdf):
                raise Unfit(fault)
            return count
    except pikepdf.PasswordError as error:
        raise Unfit(Fault.ENCRYPTED) from error
    except (pikepdf.PdfError, RecursionError, ValueError, TypeError) as error:
        raise Unfit(Fault.BROKEN) from error


def ensure_pdf(content: bytes) -> None:
    """Raises `Unfit` for what is no PDF at first sight, without opening it."""
    if not content:
        raise Unfit(Fault.EMPTY)
    if len(content) > LARGEST:
        raise Unfit(Fault.TOO_BIG)
    if b"%PDF-" not in content[:1024]:
        raise Unfit(Fault.NOT_A_PDF)


def _faults(pdf: Any) -> Iterator[Fault]:
    """Everything in a file that acts: every object is looked at, wherever it hangs.

    Then everything that is packed in it is opened, bit by bit.
    """
    import pikepdf  # noqa: PLC0415 - as above

    for thing in pdf.objects:
        yield from _inside(thing, 0)
    opened = 0
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream):
            listed = thing.get("/Type") in ("/ObjStm", "/XRef")
            most = MOST_LISTED if listed else MOST_OPENED - opened
            size = weight(thing, most)
            if size > most:
                yield Fault.HEAVY
            opened += size


def weight(stream: Any, most: int) -> int:
    """How many bytes a stream comes to, or more than `most`; a picture, as many as its dots."""
    filters = _names(stream.get("/Filter"))
    if len(filters) > MOST_FILTERS or _dots(stream, filters) > MOST_DOTS:
        return most + 1
    packed = [name for name in filters if name not in PICTURES | SPELLED]
    if not packed:
        return 0
    chunks: Iterable[bytes] = (stream.read_raw_bytes(),)
    if not INFLATE.issuperset(packed) or SPELLED & set(filters):
        whole = not PICTURES & set(filters) and int(stream.get("/Length", 0)) <= MOST_PACKED
        return len(stream.read_bytes()) if whole else most + 1
    for _ in packed:
        chunks = _inflated(chunks)
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > most:
            break
    return total


def _inflated(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """What is inside, never more than a little at once; what cannot be opened ends there."""
    opening = zlib.decompressobj()
    for chunk in chunks:
        left = chunk
        while left and not opening.eof:
            try:
                yield opening.decompress(left, CHUNK)
            except zlib.error:
                return
            left = opening.unconsumed_tail


def _dots(stream: Any, filters: list[str]) -> int:
    """How large a picture is: as its file says, and as the PDF says it is."""
    if str(stream.get("/Subtype", "")) != "/Image":
        return 0
    told = int(stream.get("/Width", 0)) * int(stream.get("/Height", 0))
    if filters[-1:] not in (["/DCTDecode"], ["/DCT"], ["/JPXDecode"]) or len(filters) > 1:
        return told
    from PIL import Image  # noqa: PLC0415 - few files need it

    try:
        with Image.open(BytesIO(stream.read_raw_bytes())) as picture:
            return max(told, picture.width * picture.height)
    except Image.DecompressionBombError:
        return MOST_DOTS + 1
    except (OSError, SyntaxError, ValueError):
        return told


def _names(filters: Any) -> list[str]:
    import pikepdf  # noqa: PLC0415 - as above

    if filters is None:
        return []
    return [str(one) for one in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]


def _inside(thing: Any, depth: int) -> Iterator[Fault]:
    """Direct objects are inside others; what is referred to is met by itself."""
    import pikepdf  # noqa: PLC0415 - as above

    if depth > MOST_NESTED:
        raise Unfit(Fault.BROKEN)
    if isinstance(thing, pikepdf.Array):
        inner = list(thing)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield from _acting(thing)
        inner = [value for _, value in thing.items()]
    else:
        return
    for one in inner:
        if isinstance(one, pikepdf.Object) and not one.is_indirect:
            yield from _inside(one, depth + 1)


def _acting(thing: Any) -> Iterator[Fault]:
    action, kind = str(thing.get("/S", "")), str(thing.get("/Subtype", ""))
    if "/JS" in thing or "/JavaScript" in thing:
        yield Fault.SCRIPT
    if action in ACTIONS or kind in MEDIA:
        yield Fault.ACTION
    if not all(map(_shows_a_page, _unasked(thing))):
        yield Fault.ACTION
    if "/XFA" in thing:
        yield Fault.FORM
    if "/EF" in thing:
        names = [str(thing[name]) for name in ("/UF", "/F") if name in thing] or [""]
        if not all(name.casefold().endswith(HARMLESS_FILES) for name in names):
            yield Fault.PROGRAM


def _unasked(thing: Any) -> Iterator[Any]:
    """What is done without anybody clicking: at opening, or page by page."""
    import pikepdf  # noqa: PLC0415 - as above

    yield thing.get("/OpenAction")
    events = thing.get("/AA")
    if isinstance(events, pikepdf.Dictionary):
        yield from (done for _, done in events.items())


def _shows_a_page(action: Any) -> bool:
    """Whether an action leads to a page of the file, and stops there; scripts are met apart."""
    import pikepdf  # noqa: PLC0415 - as above

    if not isinstance(action, pikepdf.Dictionary) or "/JS" in action:
        return True
    return str(action.get("/S", "")) == "/GoTo" and "/Next" not in action
