"""The tags that staff give to agencies: each names a group."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from consult.accounts import service as accounts
from consult.directory.models import Agency, Tag, tagging
from consult.directory.rules import LONGEST_TAG, plain
from consult.errors import Invalid, NotFound


def key_of_tag(name: str) -> str:
    """The name as compared: « Très rural » and « tres rural » are one tag."""
    return plain(name)


def tag_by_key(session: Session, key: str) -> Tag:
    """The tag of that key; raises `NotFound`."""
    found = session.scalar(select(Tag).where(Tag.key == key))
    if found is None:
        raise NotFound(f"tag {key}")
    return found


def give(
    session: Session, *, name: str, agencies: Sequence[Agency], actor: str, at: datetime
) -> int:
    """Give a tag to agencies, making it where it is new; how many did not have it.

    Raises `Invalid("tag")` for a name without a letter or a figure, or too long.
    """
    tag = named(session, name)
    had = set(session.scalars(select(tagging.c.agency_id).where(tagging.c.tag_id == tag.id)))
    new = [agency for agency in agencies if agency.id not in had]
    if new:
        session.execute(insert(tagging), [{"agency_id": one.id, "tag_id": tag.id} for one in new])
        _forget(session, new)
        told = [agency.acronym for agency in new]
        _trail(session, "directory.tag", actor, at, tag=tag.name, agencies=told)
    return len(new)


def take(
    session: Session, *, tag: Tag, agencies: Sequence[Agency], actor: str, at: datetime
) -> int:
    """Take a tag off agencies; how many had it. The tag itself stays."""
    had = set(session.scalars(select(tagging.c.agency_id).where(tagging.c.tag_id == tag.id)))
    losing = [agency for agency in agencies if agency.id in had]
    if losing:
        mine = (tagging.c.tag_id == tag.id) & (tagging.c.agency_id == bindparam("losing"))
        gone = [{"losing": agency.id} for agency in losing]
        session.connection().execute(delete(tagging).where(mine), gone)
        _forget(session, losing)
        told = [agency.acronym for agency in losing]
        _trail(session, "directory.untag", actor, at, tag=tag.name, agencies=told)
    return len(losing)


def rename(session: Session, *, tag: Tag, name: str, actor: str, at: datetime) -> None:
    """Call a tag otherwise; raises `Invalid("tag")` where the name is bad, or another's."""
    wanted = _ensure_name(name)
    other = session.scalar(select(Tag).where(Tag.key == key_of_tag(wanted), Tag.id != tag.id))
    if other is not None:
        raise Invalid("taken")
    before, tag.name, tag.key = tag.name, wanted, key_of_tag(wanted)
    session.flush()
    _trail(session, "directory.rename_tag", actor, at, before=before, tag=tag.name)


def drop(session: Session, *, tag: Tag, actor: str, at: datetime) -> None:
    """Forget a tag; the agencies that had it stay."""
    session.execute(delete(tagging).where(tagging.c.tag_id == tag.id))
    session.delete(tag)
    session.flush()
    _trail(session, "directory.drop_tag", actor, at, tag=tag.name)


def named(session: Session, name: str) -> Tag:
    """The tag of that name, made where there is none; raises `Invalid("tag")`."""
    wanted = _ensure_name(name)
    tag = session.scalar(select(Tag).where(Tag.key == key_of_tag(wanted)))
    if tag is None:
        tag = Tag(key=key_of_tag(wanted), name=wanted)
        session.add(tag)
        session.flush()
    return tag


def _ensure_name(name: str) -> str:
    wanted = " ".join(name.split())
    if not key_of_tag(wanted) or len(wanted) > LONGEST_TAG:
        raise Invalid("tag")
    return wanted


def _forget(session: Session, agencies: Sequence[Agency]) -> None:
    """The rows were written behind these objects: they read their tags again."""
    for agency in agencies:
        session.expire(agency, ["tags"])


def _trail(session: Session, action: str, actor: str, at: datetime, **details: Any) -> None:
    accounts.record(
        session, actor=actor, action=action, subject="directory", details=details, at=at
    )
