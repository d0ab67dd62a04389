"""What is on the reading desk: answers as lines without their texts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts.models import User
from consult.analysis.coding.carrying import stands
from consult.analysis.models import Coding, Excerpt
from consult.analysis.reading.filters import Criteria, Line, State, predicate
from consult.analysis.reading.noted import Noted, noted
from consult.analysis.sent import Sent
from consult.calls.models import Call, Question
from consult.contributions.models import Version
from consult.contributions.values import plain_text
from consult.errors import NotFound

NONE: frozenset[int] = frozenset()


def question_of(call: Call, key: str) -> Question:
    """The question of that key; raises `NotFound`. The call comes with its questions."""
    for section in call.sections:
        for question in section.questions:
            if question.key == key:
                return question
    raise NotFound(key)


class Passage(NamedTuple):
    """Where a passage was coded: in which version of which contribution, at which characters."""

    contribution: int
    number: int
    item: int | None
    field: str | None
    start: int
    end: int


class Pile(NamedTuple):
    """The answers to one question in the order of the audience, each to be made a line."""

    question: Question
    sent: Sequence[Sent]
    said: Noted
    coded: frozenset[int] = frozenset()
    themes: frozenset[int] = frozenset()

    def line(self, sent: Sent) -> Line:
        """The line of one of them; five thousand are only made where something narrows them."""
        number = sent.contribution
        themes = self.themes if number in self.coded else NONE
        return _line(sent, self.question, self.said, themes)

    def kept(self, criteria: Criteria, *, reader: User) -> Sequence[Sent]:
        """Those that the criteria keep."""
        if not criteria.address:
            return self.sent
        keeps = predicate(criteria, reader=reader.id)
        return [one for one in self.sent if keeps(self.line(one))]


def pile(
    session: Session,
    call: Call,
    question: Question,
    sent: Sequence[Sent],
    *,
    reader: User,
    themes: Collection[int] = (),
    blind: bool = False,
) -> Pile:
    """The answers to a question among what was sent; two statements.

    For `themes` one more, and two where passages were coded on earlier versions: a line has all
    those looked for once somebody saw one that stands, and a blind reader once they did. No text
    is loaded but those that tell whether a passage stands.
    """
    few = [one.contribution for one in sent] if len(sent) == 1 else None
    return Pile(
        question,
        [one for one in sent if question.key in one.answered],
        noted(session, call, (question.id,), reader, few),
        _coded(session, question, sent, themes, reader if blind else None) if themes else NONE,
        frozenset(themes),
    )


def lines_of_agencies(
    session: Session,
    call: Call,
    acronyms: Sequence[str],
    sent: Sequence[Sent],
    *,
    reader: User,
) -> Mapping[str, Mapping[str, Line]]:
    """All that a few agencies answered, by acronym and by question; two statements.

    Those that sent nothing that counts are left out. The call comes with its questions.
    """
    theirs = {one.acronym: one for one in sent if one.acronym in acronyms}
    questions = [one for section in call.sections for one in section.questions]
    contributions = [one.contribution for one in theirs.values()]
    said = noted(session, call, [one.id for one in questions], reader, contributions)
    return {
        acronym: {
            question.key: _line(theirs[acronym], question, said, NONE)
            for question in questions
            if question.key in theirs[acronym].answered
        }
        for acronym in acronyms
        if acronym in theirs
    }


def values(session: Session, contributions: Collection[int]) -> Mapping[int, Mapping[str, Any]]:
    """What the last versions of a few contributions answer, by the key of the question."""
    rows = session.execute(
        select(Version.contribution_id, Version.content)
        .where(Version.contribution_id.in_(contributions))
        .order_by(Version.number)
    )
    return {contribution: content["answers"] for contribution, content in rows}


def unchanged(session: Session, call: Call, lines: Iterable[Line]) -> frozenset[tuple[int, int]]:
    """Which answers of a newer version say what the version that was read said.

    No statement where nothing is newer than what was read, one otherwise.
    """
    newer = [line for line in lines if line.state is State.CHANGED]
    if not newer:
        return frozenset()
    keys = {one.id: one.key for section in call.sections for one in section.questions}
    said = _said(session, {line.contribution for line in newer})
    return frozenset(
        line.pair
        for line in newer
        for key in [keys[line.question]]
        if said[line.contribution, line.seen or 0].get(key)
        == said[line.contribution, line.version].get(key)
    )


def _line(sent: Sent, question: Question, said: Noted, themes: frozenset[int]) -> Line:
    pair = (sent.contribution, question.id)
    return Line(
        sent.contribution,
        question.id,
        sent.acronym,
        sent.name,
        sent.level,
        sent.region,
        sent.version,
        sent.sent_at,
        sent.late,
        sent.on_behalf,
        sent.to_confirm,
        sent.attribution,
        question.key in sent.confidential,
        sent.closed,
        said.seen.get(pair),
        said.marks.get(pair, ()),
        said.readers.get(pair),
        themes,
    )


def _coded(
    session: Session,
    question: Question,
    sent: Sequence[Sent],
    themes: Collection[int],
    coder: User | None,
) -> frozenset[int]:
    """The contributions in whose last answer a passage stands that somebody put under a theme."""
    wanted = (
        select(
            Version.contribution_id,
            Version.number,
            *(Excerpt.item, Excerpt.field, Excerpt.start, Excerpt.end),
        )
        .join(Excerpt, Excerpt.version_id == Version.id)
        .join(Coding, Coding.excerpt_id == Excerpt.id)
        .where(Excerpt.question_id == question.id, Coding.theme_id.in_(themes))
    )
    if coder is not None:
        wanted = wanted.where(Coding.user_id == coder.id)
    last = {one.contribution: one.version for one in sent}
    rows = [Passage(*row) for row in session.execute(wanted) if row[0] in last]
    found = {one.contribution for one in rows if one.number == last[one.contribution]}
    earlier = [one for one in rows if one.contribution not in found]
    said = _said(session, {one.contribution for one in earlier})
    for one in earlier:
        was, now = (
            plain_text(question.spec, answers.get(question.key), one.item, one.field)
            for answers in (
                said[one.contribution, one.number],
                said[one.contribution, last[one.contribution]],
            )
        )
        if stands(was, one.start, one.end, now):
            found.add(one.contribution)
    return frozenset(found)


def _said(
    session: Session, contributions: Collection[int]
) -> Mapping[tuple[int, int], Mapping[str, Any]]:
    """What every version of some contributions answers, by its number; none asks nothing."""
    if not contributions:
        return {}
    rows = session.execute(
        select(Version.contribution_id, Version.number, Version.content).where(
            Version.contribution_id.in_(contributions)
        )
    )
    return {(contribution, number): content["answers"] for contribution, number, content in rows}
