"""Themes and passages of a bundle into the database, beside what people coded by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from consult.analysis.material import Passage
from consult.analysis.models import Coding, Excerpt, Origin, Theme
from consult.bundles import queries
from consult.bundles.format import Bundle
from consult.calls.models import Call, Question
from consult.contributions.models import Version

Place = tuple[int, int, int | None, str | None, int, int]


def code(
    session: Session,
    *,
    call: Call,
    bundle: Bundle,
    questions: Mapping[str, Question],
    versions: Mapping[str, Version],
    at: datetime,
) -> None:
    """Replace what was imported before by what the bundle says; work of people stays.

    A bundle without themes leaves the code book alone. A passage of an agency whose answer is
    newer than the bundle is not put back.
    """
    if not bundle.themes and not bundle.passages:
        return
    themes = _themes(session, call, bundle, questions)
    kept = _cleared(session, call)
    for position, passage in enumerate(bundle.passages):
        version = versions.get(passage.agency)
        if version is None:
            continue
        excerpt = _excerpt(session, passage, version, questions[passage.question], kept)
        excerpt.position = position
        if passage.theme is not None:
            theme = themes.get((passage.question, passage.theme)) or themes["", passage.theme]
            _coded(excerpt, theme, passage, at)
    session.flush()
    _forget(session, call, themes)


def _themes(
    session: Session, call: Call, bundle: Bundle, questions: Mapping[str, Question]
) -> Mapping[tuple[str, str], Theme]:
    present = {_name(one): one for one in queries.themes_of(session, call)}
    told: dict[tuple[str, str], Theme] = {}
    for position, plain in enumerate(bundle.themes):
        name = (plain.question, plain.key)
        theme = present.get(name) or Theme(
            call=call, question=questions.get(plain.question), key=plain.key
        )
        theme.position, theme.label = position, plain.label
        theme.claim, theme.description = plain.claim, plain.description
        theme.colour, theme.parent = plain.colour, None
        session.add(theme)
        told[name] = theme
    session.flush()  # A parent is there before what is under it.
    for plain in bundle.themes:
        told[plain.question, plain.key].parent = told.get((plain.question, plain.parent))
    return told


def _name(theme: Theme) -> tuple[str, str]:
    return theme.question.key if theme.question else "", theme.key


def _cleared(session: Session, call: Call) -> dict[Place, Excerpt]:
    """Take away imported codings; gives the excerpts that somebody's work still needs."""
    kept: dict[Place, Excerpt] = {}
    for excerpt in queries.excerpts_of(session, call):
        by_hand = [one for one in excerpt.codings if one.origin is not Origin.IMPORT]
        if by_hand:
            excerpt.codings[:] = by_hand
            kept[_place(excerpt)] = excerpt
        else:
            session.delete(excerpt)
    session.flush()
    return kept


def _place(excerpt: Excerpt) -> Place:
    return (
        *(excerpt.version_id, excerpt.question_id),
        *(excerpt.item, excerpt.field, excerpt.start, excerpt.end),
    )


def _excerpt(
    session: Session,
    passage: Passage,
    version: Version,
    question: Question,
    kept: dict[Place, Excerpt],
) -> Excerpt:
    place = (version.id, question.id, passage.item, passage.field, passage.start, passage.end)
    if place not in kept:
        kept[place] = Excerpt(
            version=version,
            question=question,
            item=passage.item,
            field=passage.field,
            start=passage.start,
            end=passage.end,
            confidential=passage.confidential,
            codings=[],
        )
        session.add(kept[place])
    excerpt = kept[place]
    excerpt.confidential = excerpt.confidential or passage.confidential
    return excerpt


def _coded(excerpt: Excerpt, theme: Theme, passage: Passage, at: datetime) -> None:
    """Add the coding unless somebody already put the passage under that theme."""
    if all(coding.theme is not theme for coding in excerpt.codings):
        excerpt.codings.append(
            Coding(theme=theme, stance=passage.stance, origin=Origin.IMPORT, coded_at=at)
        )


def _forget(session: Session, call: Call, told: Mapping[tuple[str, str], Theme]) -> None:
    """Take away the themes no longer there, unless somebody coded with them."""
    used = {coding.theme_id for one in queries.excerpts_of(session, call) for coding in one.codings}
    present = queries.themes_of(session, call)
    gone = [one for one in present if _name(one) not in told and one.id not in used]
    for theme in present:
        if theme.parent in gone:
            theme.parent = None
    session.flush()
    for theme in gone:
        session.delete(theme)
    session.flush()
