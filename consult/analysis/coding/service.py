"""Putting passages under themes, saying more of it, taking it back: every change is journalled.

What a page sends was read on that page: the version, the stance, the comment it showed. When
somebody was faster the change is refused, and nothing of either is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from consult.accounts.models import User
from consult.analysis.code_book import editing as code_book
from consult.analysis.coding import journal
from consult.analysis.coding.carrying import Fate, Span, carried
from consult.analysis.coding.coded import (
    coding_of,
    earlier_excerpts,
    excerpt_of,
    last_version,
    read_anew,
)
from consult.analysis.coding.spots import (
    CannotCode,
    Read,
    Spot,
    Why,
    excerpt_at,
    last_number,
    read_at,
    spans_of,
    standing_at,
    theme_of,
)
from consult.analysis.material import Stance
from consult.analysis.models import Coding, Excerpt, Origin, Theme
from consult.calls.models import Call, Question
from consult.errors import NotFound

LONGEST_COMMENT = 2000
LONGEST_LABEL = 120


def code(
    session: Session,
    *,
    call: Call,
    user: User | None,
    spot: Spot,
    spans: Iterable[tuple[int, int]],
    theme: int | str,
    at: datetime,
    stance: Stance | None = None,
    comment: str = "",
    origin: Origin = Origin.HUMAN,
    proposal: Mapping[str, Any] | None = None,
) -> list[Coding]:
    """Put the passages under the theme, for this person; twice the same changes nothing.

    Blanks around the words are left out. A theme told by its label is made where there is none.
    Raises `CannotCode`, and `NotFound` for what is not of the call.
    """
    read = read_at(session, call, spot)
    about, made = read.about, []
    with journal.act(session, call=call, user=user, kind="coded", at=at, about=about):
        read.check_last(session)
        if isinstance(theme, str):
            by = code_book.By(call, user, at)
            chosen = _theme_named(session, by, read.question, theme)
        else:
            chosen = theme_of(session, call, theme, spot.question)
        _check(chosen, stance, comment)
        about["theme"] = chosen.label
        for span in spans_of(read.text, spans):
            excerpt = excerpt_at(session, read, span)
            known = [one for one in excerpt.codings if one.theme_id == chosen.id]
            mine = next((one for one in known if one.user_id == (user.id if user else None)), None)
            if mine is None:
                mine = Coding(theme=chosen, user=user, stance=stance, comment=comment, coded_at=at)
                mine.origin, mine.proposal = origin, dict(proposal) if proposal else None
                excerpt.codings.append(mine)
            _say_too(mine, stance, comment)
            made.append(mine)
    return made


def amend(
    session: Session,
    *,
    call: Call,
    user: User,
    coding: int,
    at: datetime,
    stance: tuple[Stance | None, Stance | None] | None = None,
    comment: tuple[str, str] | None = None,
) -> Coding:
    """Change the stance, the comment, or both: each is (what the page showed, what is wanted).

    One's own coding or an imported one; a colleague's stays what the colleague said. Raises
    `CannotCode` when it was changed since.
    """
    found, about = coding_of(session, call, coding)
    with journal.act(session, call=call, user=user, kind="amended", at=at, about=about):
        read_anew(session, found)
        if found.user_id not in (None, user.id):
            raise CannotCode(Why.NOT_YOURS)
        if stance is not None and found.stance is not stance[1]:
            _check(found.theme, stance[1], "")
            _still(found.stance, stance[0])
            found.stance = stance[1]
        if comment is not None and found.comment != comment[1]:
            _check(found.theme, None, comment[1])
            _still("\n".join(found.comment.splitlines()), "\n".join(comment[0].splitlines()))
            found.comment = comment[1]
    return found


def agree(session: Session, *, call: Call, user: User, coding: int, at: datetime) -> Coding:
    """Say oneself what a colleague or an import said: same words, same theme, same stance."""
    found, about = coding_of(session, call, coding)
    with journal.act(session, call=call, user=user, kind="coded", at=at, about=about):
        read_anew(session, found)
        read_anew(session, found.excerpt)
        theirs = found.excerpt.codings
        same = (one for one in theirs if (one.theme_id, one.user_id) == (found.theme_id, user.id))
        mine = next(same, None)
        if mine is None:
            mine = Coding(theme=found.theme, user=user, stance=found.stance, coded_at=at)
            mine.origin, mine.comment = Origin.HUMAN, ""
            theirs.append(mine)
    return mine


def uncode(session: Session, *, call: Call, user: User, coding: int, at: datetime) -> None:
    """Take one coding away, and its excerpt when nothing else holds it."""
    found, about = coding_of(session, call, coding)
    with journal.act(session, call=call, user=user, kind="uncoded", at=at, about=about):
        excerpt = session.scalars(
            select(Excerpt)
            .where(Excerpt.id == found.excerpt_id)
            .options(selectinload(Excerpt.codings))
            .execution_options(populate_existing=True)
        ).one_or_none()
        if excerpt is None or found not in excerpt.codings:
            raise NotFound(f"coding {coding}")
        alone = len(excerpt.codings) == 1
        session.delete(excerpt if alone else found)
    if not alone:
        session.expire(excerpt, ["codings"])


def confirm(
    session: Session,
    *,
    call: Call,
    user: User,
    excerpt: int,
    spot: Spot,
    span: tuple[int, int],
    at: datetime,
) -> Excerpt:
    """Say where a passage of an earlier version is meant now: from then on it counts there.

    Where the same words are an excerpt already, the codings join it, each person's once.
    """
    read = read_at(session, call, spot)
    found = excerpt_of(session, call, excerpt)
    about = read.about | {"themes": sorted({one.theme.label for one in found.codings})}
    with journal.act(session, call=call, user=user, kind="placed", at=at, about=about):
        read.check_last(session)
        read_anew(session, found)
        if (found.version.contribution_id, found.question_id) != (spot.contribution, spot.question):
            raise NotFound(f"excerpt {excerpt}")
        if found.version_id == read.version.id:
            raise CannotCode(Why.CHANGED)
        (target,) = spans_of(read.text, [span])
        return _placed(session, read, found, target)


def confirm_moved(
    session: Session, *, call: Call, user: User, contribution: int, question: int, at: datetime
) -> int:
    """Follow every passage of an answer whose words stand in one other place, in one act.

    Gives how many they were; those that changed, or could be in several places, still wait.
    """
    version = last_version(session, call, contribution)
    read = read_at(session, call, Spot(contribution, question, version))
    placed = 0
    with journal.act(session, call=call, user=user, kind="placed", at=at, about=read.about):
        read.check_last(session)
        for excerpt in earlier_excerpts(session, read):
            here = read.elsewhere(excerpt.item, excerpt.field)
            found = carried(here.said_in(excerpt.version), excerpt.start, excerpt.end, here.text)
            if found.fate is Fate.MOVED:
                _placed(session, here, excerpt, found.places[0])
                placed += 1
    return placed


def drop(session: Session, *, call: Call, user: User, excerpt: int, at: datetime) -> None:
    """Give up a passage that vanished, with its codings; undoing brings them back."""
    found = excerpt_of(session, call, excerpt)
    pair = [found.version.contribution_id, found.question_id]
    about = {
        "answers": [pair],
        "agency": found.version.contribution.invitation.acronym,
        "question": found.question.key,
        "themes": sorted({one.theme.label for one in found.codings}),
    }
    with journal.act(session, call=call, user=user, kind="dropped", at=at, about=about):
        read_anew(session, found)
        if found.version.number == last_number(session, found.version.contribution_id):
            raise CannotCode(Why.CHANGED)
        session.delete(found)


def _theme_named(session: Session, by: code_book.By, question: Question, label: str) -> Theme:
    """The theme of that label that is offered for the question, made when there is none."""
    wanted = " ".join(label.split())[:LONGEST_LABEL]
    for theme in code_book.themes_of(session, by.call):
        same = theme.label.casefold() == wanted.casefold()
        if same and theme.question_id in (None, question.id):
            return theme
    return code_book.add(session, by=by, question=question, facts=code_book.Facts(wanted))


def _placed(session: Session, read: Read, found: Excerpt, target: Span) -> Excerpt:
    """The excerpt where it is meant now; with those who coded the same words there already."""
    present = standing_at(session, read, target)
    if present is not None and present is not found:
        _join(session, found, present)
        return present
    found.version, found.start, found.end = read.version, target.start, target.end
    found.item, found.field = read.spot.item, read.spot.field
    found.confidential = found.confidential or read.confidential
    session.flush()
    return found


def _check(theme: Theme, stance: Stance | None, comment: str) -> None:
    if stance is not None and not theme.claim:
        raise CannotCode(Why.STANCE)
    if len(comment) > LONGEST_COMMENT:
        raise CannotCode(Why.LONG)


def _say_too(coding: Coding, stance: Stance | None, comment: str) -> None:
    """Say of a coding what was left open; what it says otherwise already is not overwritten."""
    if (coding.stance or stance, coding.comment or comment) != (
        stance or coding.stance,
        comment or coding.comment,
    ):
        raise CannotCode(Why.ALREADY)
    coding.stance, coding.comment = coding.stance or stance, coding.comment or comment


def _still(now: object, shown: object) -> None:
    if now != shown:
        raise CannotCode(Why.CHANGED)


def _join(session: Session, source: Excerpt, target: Excerpt) -> None:
    """Move the codings of one excerpt to another; what somebody said there already stays."""
    present = {(one.theme_id, one.user_id) for one in target.codings}
    for coding in list(source.codings):
        if (coding.theme_id, coding.user_id) not in present:
            source.codings.remove(coding)
            target.codings.append(coding)
    target.confidential = target.confidential or source.confidential
    session.flush()
    session.delete(source)
