"""One page of what was found, kind by kind: answers, coded passages, comments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts.models import User
from consult.analysis.material import Passage
from consult.analysis.models import Coding, Excerpt, SearchText, Theme
from consult.analysis.queries import Sent, sent_of
from consult.analysis.searching.finding import Place
from consult.analysis.searching.language import Query
from consult.analysis.searching.showing import Extract, extract
from consult.calls import questionnaire as asked
from consult.calls.models import Call, Invitation, Question
from consult.contributions.consent import Attribution, amended, consent_of
from consult.contributions.models import Contribution, Version
from consult.contributions.values import plain_text


class Kind(StrEnum):
    """What is searched."""

    ANSWERS = "answers"
    EXCERPTS = "excerpts"
    COMMENTS = "comments"
    NOTES = "notes"


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer, passage, comment or statement that says what is asked, and where it is read.

    `protected` is how its words are protected: « confidential », « anonymous » or not at all;
    `beside` says what stands beside it: themes, or who commented.
    """

    call: Call
    extracts: tuple[Extract, ...]
    title: str = ""
    agency: str = ""
    name: str = ""
    protected: str = ""
    beside: tuple[str, ...] = ()
    anchor: str = ""
    address: str = ""


def of_answers(places: Iterable[Place]) -> list[list[Place]]:
    """The places of each answer, in order."""
    return [list(group) for _, group in groupby(places, key=lambda place: place.answer)]


def answers(
    session: Session,
    calls: Mapping[int, Call],
    queries: Mapping[str, Query],
    found: Sequence[Sequence[Place]],
) -> list[Hit]:
    """A few answers with their sentences; one statement. The calls come with their questions."""
    wanted = {places[0].contribution for places in found}
    read = sent_of(session, Contribution.id.in_(wanted)) if wanted else {}
    asked_in = {id_: calls[id_].questionnaire for id_ in {places[0].call for places in found}}
    return [
        _answer(
            calls[places[0].call],
            asked_in[places[0].call],
            queries,
            read[places[0].contribution],
            places,
        )
        for places in found
        if places[0].contribution in read
    ]


def _answer(
    call: Call,
    questionnaire: asked.Questionnaire,
    queries: Mapping[str, Query],
    one: Sent,
    places: Sequence[Place],
) -> Hit:
    query, first = queries[call.language], places[0]
    question = questionnaire.by_key[first.question]
    value = one.version.content["answers"].get(first.question)
    return Hit(
        call=call,
        title=question.label,
        agency=one.acronym,
        name=first.name,
        protected=protection(questionnaire, one, first.question),
        extracts=tuple(
            extract(
                query,
                plain_text(question, value, place.item, place.field),
                place.item,
                _field(question, place.field),
            )
            for place in places
        ),
        anchor=f"coded-{first.contribution}-{_ids(call)[first.question]}",
    )


def protection(questionnaire: asked.Questionnaire, one: Sent, question: str) -> str:
    """How the agency protects its answer, as it last chose."""
    content = one.version.content
    if one.change is not None:
        content = amended(content, questionnaire, one.change.consent)
    consent = consent_of(content, own=one.contribution.own_consent)
    if question in consent.confidential:
        return Attribution.CONFIDENTIAL.value
    named = consent.attribution is Attribution.NAMED
    return "" if named else consent.attribution.value


def _field(question: asked.Question, key: str | None) -> str:
    return next((field.label for field in question.fields if field.key == key), "")


def _ids(call: Call) -> Mapping[str, int]:
    return {one.key: one.id for section in call.sections for one in section.questions}


def passages(
    call: Call, query: Query, coded: Iterable[Passage], themes: Mapping[tuple[str, str], str]
) -> list[Hit]:
    """The coded passages that say what is asked, each once, with the themes they are under."""
    found: dict[tuple[Any, ...], list[Passage]] = {}
    for one in coded:
        if query.answered_by(one.text):
            place = (one.agency, one.question, one.item, one.field, one.start, one.end)
            found.setdefault(place, []).append(one)
    labels = {question.key: question.label for question in call.questionnaire}
    return [
        Hit(
            call=call,
            title=labels[first.question],
            agency=first.agency,
            protected=Attribution.CONFIDENTIAL.value if first.confidential else "",
            extracts=(extract(query, first.text),),
            beside=tuple(
                dict.fromkeys(
                    themes.get((one.question, one.theme), themes.get(("", one.theme), one.theme))
                    for one in group
                    if one.theme
                )
            ),
        )
        for group in found.values()
        for first in group[:1]
    ]


def comments(session: Session, call: Call, query: Query) -> list[Hit]:
    """What coders wrote beside passages; one statement."""
    rows = session.execute(
        select(
            Coding.comment, Theme.label, Invitation.acronym, Invitation.name, Question.label, User
        )
        .join(Excerpt, Excerpt.id == Coding.excerpt_id)
        .join(Theme, Theme.id == Coding.theme_id)
        .join(Question, Question.id == Excerpt.question_id)
        .join(Version, Version.id == Excerpt.version_id)
        .join(Contribution, Contribution.id == Version.contribution_id)
        .join(Invitation, Invitation.id == Contribution.invitation_id)
        .outerjoin(User, User.id == Coding.user_id)
        .where(
            Question.call_id == call.id, Coding.comment != "", Contribution.withdrawn_at.is_(None)
        )
        .order_by(Coding.coded_at.desc(), Coding.id.desc())
    )
    return [
        Hit(
            call=call,
            title=title,
            agency=acronym,
            name=name,
            extracts=(extract(query, comment),),
            beside=(theme, *((by.name or by.email,) if by else ())),
        )
        for comment, theme, acronym, name, title, by in rows
        if query.answered_by(comment)
    ]


def statements(call: Call, query: Query, said: Iterable[Any]) -> list[Hit]:
    """Statements and quotations of a note: what synthesis tells, see `synthesis.lending`."""
    return [
        Hit(
            call=call,
            title=one.title,
            extracts=(extract(query, one.text),),
            beside=(str(one.version),),
            address=one.address,
        )
        for one in said
        if query.answered_by(one.text)
    ]


@dataclass(frozen=True, slots=True)
class Groups:
    """What agencies of a call can be told apart by."""

    levels: tuple[str, ...]
    regions: tuple[str, ...]


def groups(session: Session, call: Call) -> Groups:
    """Levels and regions of those invited; one statement."""
    named = select(Invitation.level, Invitation.region).where(Invitation.call_id == call.id)
    pairs = session.execute(named.distinct()).all()
    levels, regions = ({pair[place] for pair in pairs} - {""} for place in (0, 1))
    return Groups(tuple(sorted(levels)), tuple(sorted(regions)))


def vocabulary(session: Session, calls: Iterable[Call]) -> Iterable[str]:
    """The words of every text that the index holds of these calls; one statement."""
    mine = SearchText.call_id.in_([call.id for call in calls])
    return session.scalars(select(SearchText.words).where(mine))
