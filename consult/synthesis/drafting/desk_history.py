"""What was done to a note being written, told for its history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session, joinedload

from consult.accounts.models import User
from consult.contributions.texts.word_by_word import Piece, words
from consult.errors import NotFound
from consult.synthesis.drafting.block_json import heard
from consult.synthesis.drafting.blocks import (
    Block,
    BlockKind,
    FigureChip,
    QuoteChip,
    SourceChip,
    Words,
)
from consult.synthesis.drafting.edits import Change, Row
from consult.synthesis.models import Manuscript, ManuscriptEdit

FEW = 30
Spelled = Callable[[str], str]
"""A rule in words."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One block before and after, word by word; a side that is empty was not there.

    `pictures` are the digests of the pictures that it showed, where it is not the same any more.
    """

    block: str
    kind: BlockKind | None
    before: Sequence[Piece]
    after: Sequence[Piece]
    moved: bool
    pictures: tuple[str, str] | None = None

    @property
    def is_told(self) -> bool:
        """Whether any word is there to compare."""
        return bool(self.before or self.after)


def by_name(session: Session, email: str) -> str:
    """How a colleague is called on the pages, one statement."""
    user = session.scalar(select(User).where(User.email == email))
    return called(user) if user is not None else email.partition("@")[0]


def called(user: User) -> str:
    """What a colleague is called."""
    return user.name or user.email.partition("@")[0]


def edits_of(
    session: Session, manuscript: Manuscript, *, who: int | None = None, block: str = ""
) -> Sequence[int]:
    """Ids of every edit, the last first; of one person, of one block."""
    asked = select(ManuscriptEdit.id).where(ManuscriptEdit.manuscript_id == manuscript.id)
    if who is not None:
        asked = asked.where(ManuscriptEdit.user_id == who)
    if block:
        asked = asked.where(_touches(block))
    return session.scalars(asked.order_by(ManuscriptEdit.id.desc())).all()


def edits(session: Session, ids: Iterable[int]) -> Sequence[ManuscriptEdit]:
    """These edits with who made them, the last first; one statement."""
    return session.scalars(
        select(ManuscriptEdit)
        .where(ManuscriptEdit.id.in_(list(ids)))
        .options(joinedload(ManuscriptEdit.user))
        .order_by(ManuscriptEdit.id.desc())
    ).all()


def last_of_others(
    session: Session, manuscript: Manuscript, block: str, *, but: User
) -> ManuscriptEdit | None:
    """What a colleague did last to a block, if it holds; with who did it."""
    return session.scalar(
        select(ManuscriptEdit)
        .where(
            ManuscriptEdit.manuscript_id == manuscript.id,
            ManuscriptEdit.undone_at.is_(None),
            ManuscriptEdit.user_id != but.id,
            _touches(block),
        )
        .options(joinedload(ManuscriptEdit.user))
        .order_by(ManuscriptEdit.changed_at.desc(), ManuscriptEdit.id.desc())
        .limit(1)
    )


def people_of(session: Session, manuscript: Manuscript) -> list[tuple[int, str]]:
    """Everybody who wrote in it, by name."""
    wrote = select(ManuscriptEdit.user_id).where(ManuscriptEdit.manuscript_id == manuscript.id)
    users = session.scalars(select(User).where(User.id.in_(wrote)))
    named = [(one.id, called(one)) for one in users]
    return sorted(named, key=lambda one: one[1].casefold())


def edit_of(session: Session, manuscript: Manuscript, number: int) -> ManuscriptEdit:
    """One edit with who made it; raises `NotFound`."""
    found = session.scalar(
        select(ManuscriptEdit)
        .where(ManuscriptEdit.manuscript_id == manuscript.id, ManuscriptEdit.id == number)
        .options(joinedload(ManuscriptEdit.user))
    )
    if found is None:
        raise NotFound(f"edit {number}")
    return found


def earlier(
    session: Session, manuscript: Manuscript, edit: ManuscriptEdit
) -> Sequence[ManuscriptEdit]:
    """The last edits before of the one block that this one is about; nothing if it has several."""
    keys = {Change(*one).key for one in edit.changes}
    if len(keys) != 1:
        return ()
    return session.scalars(
        select(ManuscriptEdit)
        .where(
            ManuscriptEdit.manuscript_id == manuscript.id,
            ManuscriptEdit.id < edit.id,
            _touches(keys.pop()),
        )
        .options(joinedload(ManuscriptEdit.user))
        .order_by(ManuscriptEdit.id.desc())
        .limit(FEW)
    ).all()


def compared(
    edit: ManuscriptEdit, *, since: ManuscriptEdit | None = None, spelled: Spelled = str
) -> Iterator[Compared]:
    """What an edit changed, block by block; from what another left of the block, if given."""
    for one in edit.changes:
        change = Change(*one)
        before = change.before
        if since is not None:
            left = (Change(*each) for each in since.changes)
            before = next((each.after for each in left if each.key == change.key), None)
        kind = _kind(change.after) or _kind(change.before)
        if kind is None and edit.about.get("block") == change.key:
            kind = _kind(edit.about)
        was, now = (_told(change.key, kind, row, spelled) for row in (before, change.after))
        pieces = words(was, now)
        yield Compared(
            block=change.key,
            kind=kind,
            before=[piece for piece in pieces if piece.state.value != "in"],
            after=[piece for piece in pieces if piece.state.value != "out"],
            moved=_only_moved(change),
            pictures=_pictures(before, change.after),
        )


def written_out(block: Block, spelled: Spelled = str) -> str:
    """A block as plain lines, chips told by what they hold."""
    text = "".join(_piece(one, spelled) for one in block.content)
    place = f"« {block.place.text} » ({block.place.agency})" if block.place else ""
    shown = [spelled(line.rule) for line in block.exhibited.lines] if block.exhibited else []
    about = block.exhibited.question if block.exhibited else ""
    picture = block.picture.name if block.picture else ""
    told = (picture, block.alternative, block.credit)
    rule = spelled(block.rule) if block.rule else ""
    lines = [block.title, text, place, rule, about, *shown, *told, block.justification]
    return "\n".join(line for line in lines if line)


def _piece(piece: object, spelled: Spelled) -> str:
    match piece:
        case Words(text=text):
            return text
        case FigureChip(rule=rule):
            return f"[{spelled(rule)}]"
        case QuoteChip(place=place):
            return f"« {place.text} »"
        case SourceChip(places=places):
            return f"[{', '.join(dict.fromkeys(one.agency for one in places))}]"
        case _:
            return ""


def _told(key: str, kind: BlockKind | None, row: Mapping[str, Any] | None, spelled: Spelled) -> str:
    if row is None or "content" not in row:
        return ""
    return written_out(heard(key, kind or BlockKind.TEXT, row["content"]), spelled)


def _pictures(before: Row | None, after: Row | None) -> tuple[str, str] | None:
    was, now = (((row or {}).get("content") or {}).get("picture") for row in (before, after))
    shown = (was["digest"] if was else "", now["digest"] if now else "")
    return shown if shown[0] != shown[1] else None


def _kind(row: Mapping[str, Any] | None) -> BlockKind | None:
    return BlockKind(row["kind"]) if row and "kind" in row else None


def _only_moved(change: Change) -> bool:
    return change.before is not None and set(change.before) == {"place"}


def _touches(block: str) -> Any:
    """Keys are drawn at random: they are found in the JSON as it is written."""
    return cast(ManuscriptEdit.changes, String).contains(f'"{block}"', autoescape=True)
