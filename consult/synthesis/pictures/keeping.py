"""The pictures of a call: which files may stand in its note, and how much they weigh together."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.calls.models import Call
from consult.contributions.files.kinds import label_of
from consult.errors import Invalid, NotFound
from consult.storage import Storage
from consult.synthesis.drafting.block_json import BadBlock
from consult.synthesis.drafting.blocks import Block, Picture
from consult.synthesis.models import Manuscript, NotePicture
from consult.synthesis.parts import pictures
from consult.synthesis.pictures.fitting import Fitted
from consult.synthesis.snapshot import PictureFile, Snapshot

MOST = 8_000_000
"""How many bytes the pictures of one note have together: they travel in each of its files."""


class TooHeavy(Invalid):
    """With this picture the note would weigh more than `MOST`."""


def keep(
    session: Session,
    *,
    call: Call,
    name: str,
    fitted: Fitted,
    digest: str,
    by: str,
    at: datetime,
) -> Picture:
    """Let a file that is in the storage stand in the note of a call; twice is once."""
    session.execute(select(Call.id).where(Call.id == call.id).with_for_update())
    sizes = (fitted.width, fitted.height, len(fitted.content))
    bring(
        session,
        call=call,
        pictures=[Picture(digest, fitted.media_type, *sizes, label_of(name))],
        by=by,
        at=at,
    )
    return as_picture(held(session, call, digest))


def bring(
    session: Session, *, call: Call, pictures: Iterable[Picture], by: str, at: datetime
) -> None:
    """Let pictures stand in the note of a call; those it has stay as they are."""
    known = set(session.scalars(select(NotePicture.digest).where(NotePicture.call_id == call.id)))
    for one in pictures:
        if one.digest not in known:
            known.add(one.digest)
            row = NotePicture(call_id=call.id, at=at, by=by, **dataclasses.asdict(one))
            session.add(row)
    session.flush()


def held(session: Session, call: Call, digest: str) -> NotePicture:
    """A picture of this call; raises `NotFound`, also for any other file of the storage."""
    found = _row(session, call.id, digest)
    if found is None:
        raise NotFound(f"picture {digest[:12]}")
    return found


def as_picture(row: NotePicture) -> Picture:
    """A row as a block holds it."""
    sizes = (row.width, row.height, row.size_bytes)
    return Picture(row.digest, row.media_type, *sizes, row.name)


def ensure_held(session: Session, manuscript: Manuscript, block: Block) -> None:
    """Let a block show nothing but a picture of its own call, while there is room for it.

    Raises `BadBlock` and `TooHeavy`.
    """
    new = block.picture
    if new is None:
        return
    known = _row(session, manuscript.call_id, new.digest)
    if known is None or as_picture(known) != new:
        raise BadBlock("picture")
    ensure_room(manuscript, new, instead_of=block.id)


def ensure_room(manuscript: Manuscript | None, new: Picture, *, instead_of: str) -> None:
    """Raises `TooHeavy` where the note would weigh too much, that block showing the new picture."""
    rows = manuscript.blocks if manuscript is not None else ()
    sizes = {
        told["digest"]: told["size_bytes"]
        for row in rows
        if row.key != instead_of and (told := row.content.get("picture"))
    }
    if sum((sizes | {new.digest: new.size_bytes}).values()) > MOST:
        raise TooHeavy("picture")


def weight(blocks: Iterable[Block]) -> int:
    """How many bytes the pictures of some blocks have together, each counted once."""
    return sum(
        {one.picture.digest: one.picture.size_bytes for one in blocks if one.picture}.values()
    )


def lost(blocks: Iterable[Block], storage: Storage) -> frozenset[str]:
    """The digests of pictures whose file is not there any more."""
    return frozenset(
        one.picture.digest for one in blocks if one.picture and one.picture.digest not in storage
    )


def illustrated(note: Snapshot, blocks: Iterable[Block], read: Callable[[str], bytes]) -> Snapshot:
    """The note with the files of its pictures; one that was lost is left out."""
    types = {one.picture.digest: one.picture.media_type for one in blocks if one.picture}
    found: dict[str, PictureFile] = {}
    for digest in dict.fromkeys(one.digest for one in pictures(note)):
        try:
            found[digest] = PictureFile(digest, types[digest], read(digest))
        except FileNotFoundError:
            continue
    return replace(note, pictures=tuple(found.values()))


def _row(session: Session, call_id: int, digest: str) -> NotePicture | None:
    return session.scalar(
        select(NotePicture).where(NotePicture.call_id == call_id, NotePicture.digest == digest)
    )
