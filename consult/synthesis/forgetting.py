"""What the manuscript of a note forgets of a contribution that is erased.

Its places stay, without their words, and the checks say that they point nowhere. A frozen note
is not touched: it is what was printed, and what was handed over never changes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from consult.erasing import Found, contributions_gone, erase
from consult.synthesis.models import Manuscript, ManuscriptEdit, ReadBack


def forget(session: Session, found: Found) -> None:
    """Take the words of erased contributions out of blocks and edits, and out of read-backs."""
    gone = contributions_gone(session, found)
    if not gone:
        return
    names: dict[int, set[str]] = {}
    for one in gone:
        names.setdefault(one.call_id, set()).add(one.acronym)
    written = session.scalars(
        select(Manuscript)
        .where(Manuscript.call_id.in_(names))
        .options(selectinload(Manuscript.blocks))
    )
    for manuscript in written:
        _forget(session, manuscript, names[manuscript.call_id])
    session.flush()
    invitations = {one.invitation_id for one in gone}
    asked = session.scalars(select(ReadBack.id).where(ReadBack.invitation_id.in_(invitations)))
    erase(session, {"read_back": list(asked)})


def _forget(session: Session, manuscript: Manuscript, names: Collection[str]) -> None:
    changed = [one for one in manuscript.blocks if without(one.content, names) != one.content]
    if changed:
        # Who has the words on the screen is not to write them back over this.
        manuscript.revision += 1
    for block in changed:
        block.content, block.revision = without(block.content, names), manuscript.revision
    edits = select(ManuscriptEdit).where(ManuscriptEdit.manuscript_id == manuscript.id)
    for edit in session.scalars(edits):
        changes = without(edit.changes, names)
        if changes == edit.changes:
            continue
        words = edit.about.get("words")
        if words and any(text.startswith(words) for text in words_of(edit.changes, names)):
            edit.about = {**edit.about, "words": ""}
        edit.changes = changes


def _is_place(value: Any, names: Collection[str]) -> bool:
    return isinstance(value, Mapping) and "version" in value and value.get("agency") in names


def without(value: Any, names: Collection[str]) -> Any:
    """The JSON of blocks or edits, the places in answers of these agencies without their text."""
    if isinstance(value, Mapping):
        blank = {"text": ""} if _is_place(value, names) and "text" in value else {}
        return {name: without(one, names) for name, one in value.items()} | blank
    return [without(one, names) for one in value] if isinstance(value, list) else value


def words_of(value: Any, names: Collection[str]) -> set[str]:
    """Every text of such a place."""
    if _is_place(value, names):
        return {value.get("text", "")}
    inside = value.values() if isinstance(value, Mapping) else value
    if not isinstance(value, (Mapping, list)):
        return set()
    return {text for one in inside for text in words_of(one, names)}
