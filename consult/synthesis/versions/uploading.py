"""A PDF of the note laid out outside of Consult: what is looked at before it is taken.

Consult did not make it and does not vouch for its words: it is marked so wherever it is given.
What could act on the reader's computer is refused rather than removed: a file that was changed
would not be the one its maker signed off.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from typing import Any

from sqlalchemy.orm import Session

from consult.accounts import service as accounts
from consult.contributions.files import label_of
from consult.errors import Invalid, StaleRevision
from consult.synthesis.models import LaidOut, Note
from consult.synthesis.snapshot import State

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


class Unfit(Invalid):
    """The file is not taken; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__()
        self.fault = fault


def pages_in(content: bytes) -> int:
    """How many pages a fit file has. Raises `Unfit`."""
    import pikepdf  # noqa: PLC0415 - slow to load, and few requests need it

    if not content:
        raise Unfit(Fault.EMPTY)
    if len(content) > LARGEST:
        raise Unfit(Fault.TOO_BIG)
    if b"%PDF-" not in content[:1024]:
        raise Unfit(Fault.NOT_A_PDF)
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


def _faults(pdf: Any) -> Iterator[Fault]:
    """Everything in a file that acts: every object is looked at, wherever it hangs."""
    for thing in pdf.objects:
        yield from _inside(thing, 0)


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


def add(
    session: Session,
    *,
    note: Note,
    filename: str,
    digest: str,
    size_bytes: int,
    pages: int,
    by: str,
    at: datetime,
) -> LaidOut:
    """Let a file already in the storage stand for a version, instead of the one before.

    Raises `StaleRevision` for a version that was handed over: nothing of it changes.
    """
    _ensure_open(session, note)
    for one in note.layouts:
        one.withdrawn_at = one.withdrawn_at or at
    made = LaidOut(
        note=note,
        filename=label_of(filename) or "note.pdf",
        digest=digest,
        size_bytes=size_bytes,
        pages=pages,
        at=at,
        by=by,
        withdrawn_at=None,
    )
    session.add(made)
    session.flush()
    _trail(session, note, "note.lay_out", made, by, at)
    return made


def withdraw(session: Session, *, note: Note, by: str, at: datetime) -> None:
    """Let the file of Consult stand again. Raises `StaleRevision` as `add`."""
    _ensure_open(session, note)
    standing = note.laid_out
    if standing is not None:
        standing.withdrawn_at = at
        session.flush()
        _trail(session, note, "note.lay_out_withdraw", standing, by, at)


def _ensure_open(session: Session, note: Note) -> None:
    session.refresh(note, with_for_update={"of": Note})
    if note.state is State.HANDED_OVER:
        raise StaleRevision(note.state)


def _trail(session: Session, note: Note, action: str, file: LaidOut, by: str, at: datetime) -> None:
    accounts.record(
        session,
        actor=by,
        action=action,
        subject=f"note:{note.public_id}",
        details={"version": note.version, "digest": file.digest, "pages": file.pages},
        at=at,
    )
