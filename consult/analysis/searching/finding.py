"""Which texts answer a question: what the index names, and what it does not know yet.

The index tells which marks a text has; that words follow each other is seen here, on the words
it keeps, so that both databases find the same. A text sent a moment ago is read as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, or_, select, text
from sqlalchemy.orm import Session, aliased

from consult.analysis.models import SearchText
from consult.analysis.searching.indexing import is_unknown
from consult.analysis.searching.language import Query, Term
from consult.analysis.searching.texts import texts
from consult.analysis.searching.words import EVERYTHING, indexed
from consult.calls.models import Call, Invitation, Question
from consult.contributions.models import Contribution, Version


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Where to look: everywhere, or the answers to one question, of one agency, level, region."""

    question: str = ""
    agency: str = ""
    level: str = ""
    region: str = ""


class Place(NamedTuple):
    """Where a text stands; `order` is that of the questionnaire, then of the audience."""

    order: tuple[int, ...]
    call: int
    contribution: int
    question: str
    item: int | None
    field: str | None
    name: str

    @property
    def answer(self) -> tuple[int, str]:
        """What names the answer that it is part of."""
        return self.contribution, self.question


Spot = tuple[str, int | None, str | None]
"""A question, the rank of an item and its field."""


class Finder:
    """Looks for one question, in the language of each call, among the answers of these calls.

    The calls come with their questions; the order of what is found is theirs.
    """

    def __init__(
        self, session: Session, calls: Sequence[Call], queries: Mapping[str, Query]
    ) -> None:
        self.session = session
        self.queries = queries
        self.calls = {call.id: call for call in calls}
        self.questionnaires = {call.id: call.questionnaire for call in calls}
        self.unknown: list[str] = []
        """The words of what the index did not know when it was last asked."""
        self.order = {
            (call.id, question.key): (rank, section.position, question.position)
            for rank, call in enumerate(calls)
            for section in call.sections
            for question in section.questions
        }

    def places(self, narrowed: Narrowed = Narrowed()) -> list[Place]:
        """Where the last versions that count say what is asked, in order; two statements."""
        if not any(self.queries.values()):
            return []
        found: list[Place] = []
        unsure: dict[int, set[Spot]] = {}
        for row in self.session.execute(self._known(narrowed)):
            if row.words == EVERYTHING:
                unsure.setdefault(row.version_id, set()).add((row.key, row.item, row.field))
            elif not self._reads or self._query(row).matches(row.words):
                found.append(self._place(row, row.key, row.item, row.field))
        found += self._read(narrowed, unsure)
        return sorted(found, key=lambda one: (*one.order, one.item or 0))

    def _known(self, narrowed: Narrowed) -> Select[*tuple[Any, ...]]:
        """The rows of the index that may answer."""
        newer = aliased(Version)
        overtaken = (
            select(newer.id)
            .where(newer.contribution_id == Version.contribution_id)
            .where(newer.number > Version.number)
        )
        wanted = self._narrowed(
            select(
                *PLACED,
                Question.key,
                SearchText.version_id,
                SearchText.item,
                SearchText.field,
                SearchText.words if self._reads else UNSURE,
            )
            .select_from(SearchText)
            .join(Version, Version.id == SearchText.version_id)
            .join(Contribution, Contribution.id == SearchText.contribution_id)
            .join(Invitation, Invitation.id == Contribution.invitation_id)
            .join(Question, Question.id == SearchText.question_id),
            narrowed,
        ).where(self._matching(), ~overtaken.exists())
        return wanted.where(Question.key == narrowed.question) if narrowed.question else wanted

    def _read(self, narrowed: Narrowed, unsure: Mapping[int, Collection[Spot]]) -> Iterator[Place]:
        """What the index does not know, or cannot hold, read as it is."""
        rows = self.session.execute(
            self._narrowed(
                select(*PLACED, Version.id.label("version_id"), Version.content)
                .select_from(Version)
                .join(Contribution, Contribution.id == Version.contribution_id)
                .join(Invitation, Invitation.id == Contribution.invitation_id),
                narrowed,
            ).where(or_(is_unknown(), Version.id.in_(list(unsure))))
        )
        self.unknown = []
        for row in rows:
            query, known = self._query(row), unsure.get(row.version_id)
            questionnaire = self.questionnaires[row.call_id]
            for question, item, field, said in texts(questionnaire, row.content["answers"]):
                here = not narrowed.question or question == narrowed.question
                if here and (known is None or (question, item, field) in known):
                    words = indexed(said, query.language)
                    self.unknown.append(words)
                    if query.matches(words):
                        yield self._place(row, question, item, field)

    def _query(self, row: Any) -> Query:
        return self.queries[self.calls[row.call_id].language]

    @property
    def _reads(self) -> bool:
        """Whether the words of what the index names have to be read."""
        return len(self.queries) > 1 or any(one.has_phrases for one in self.queries.values())

    def _narrowed(
        self, wanted: Select[*tuple[Any, ...]], narrowed: Narrowed
    ) -> Select[*tuple[Any, ...]]:
        """Of these calls and those agencies, without what was withdrawn."""
        wanted = wanted.where(
            Invitation.call_id.in_(list(self.calls)), Contribution.withdrawn_at.is_(None)
        )
        for column, chosen in (
            (Invitation.acronym, narrowed.agency),
            (Invitation.level, narrowed.level),
            (Invitation.region, narrowed.region),
        ):
            if chosen:
                wanted = wanted.where(column == chosen)
        return wanted

    def _place(self, row: Any, question: str, item: int | None, field: str | None) -> Place:
        order = (*self.order[row.call_id, question], row.position, row.invitation_id)
        return Place(order, row.call_id, row.id, question, item, field, row.name)

    def _matching(self) -> ColumnElement[bool]:
        """What the index can tell; each database is asked in its own language."""
        spoken = {query for query in self.queries.values() if query}
        if self.session.get_bind().dialect.name == "sqlite":
            asked = " OR ".join(f"({_expression(query, FTS5)})" for query in spoken)
            index = text(
                "search_text.id IN (SELECT rowid FROM search_index WHERE search_index MATCH :asked)"
            )
            return index.bindparams(asked=f'{asked} OR "{EVERYTHING}"')  # type: ignore[return-value]  # a text is a condition
        asked = " | ".join(f"({_expression(query, TSQUERY)})" for query in spoken)
        index = text(
            "array_to_tsvector(string_to_array(translate(search_text.words, '.', ' '), ' '))"
            " @@ CAST(:asked AS tsquery)"
        )
        return index.bindparams(asked=f"{asked} | '{EVERYTHING}'")  # type: ignore[return-value]  # the same


UNSURE = case((SearchText.words == EVERYTHING, EVERYTHING), else_="").label("words")
PLACED = (
    Invitation.call_id,
    Contribution.id,
    Invitation.position,
    Invitation.name,
    Invitation.id.label("invitation_id"),
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a database writes that it wants all, any, and what begins so."""

    all: str
    any: str
    quote: str
    begins: str
    without: str


FTS5 = Dialect(" AND ", " OR ", '"', "*", " NOT ")
TSQUERY = Dialect(" & ", " | ", "'", ":*", " & !")


def _expression(query: Query, dialect: Dialect) -> str:
    """The marks that a text must have to answer, and those it must not.

    That they follow each other is seen later; what a phrase may not hold too.
    """
    wanted = dialect.all.join(
        f"({dialect.any.join(_term(term, dialect) for term in group)})" for group in query.groups
    )
    unwanted = [_term(term, dialect) for term in query.without if len(term.words) == 1]
    return f"({wanted}){dialect.without}({dialect.any.join(unwanted)})" if unwanted else wanted


def _term(term: Term, dialect: Dialect) -> str:
    *whole, last = [
        dialect.any.join(f"{dialect.quote}{mark}{dialect.quote}" for mark in sorted(word))
        for word in term.words
    ]
    ended = [*whole, f"{last}{dialect.begins}" if term.begins else last]
    return f"({dialect.all.join(f'({one})' for one in ended)})"
