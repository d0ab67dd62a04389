"""Answers as the pages of reading and coding show them: words, what lies over them, who said so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from consult.accounts.models import User
from consult.analysis.coding import journal
from consult.analysis.coding.carrying import Carried, Fate, Span, carried
from consult.analysis.coding.choices import choices
from consult.analysis.coding.entries import (
    Choice,
    Entry,
    Loose,
    Pair,
    Place,
    Said,
    Strand,
    Text,
    drawn,
    texts_of,
)
from consult.analysis.models import Coding, Excerpt, Theme
from consult.calls.models import Call, Invitation
from consult.calls.questionnaire import Question, Questionnaire
from consult.contributions import latest
from consult.contributions.consent import Consent, amended, consent_of
from consult.contributions.models import ConsentChange, Contribution, Version
from consult.contributions.values import plain_text

__all__ = [
    "Choice",
    "Entry",
    "Loose",
    "Pair",
    "Said",
    "Strand",
    "Text",
    "changed",
    "choices",
    "entries",
    "person",
]


class Answered(NamedTuple):
    """The last version of a contribution, with its agency and its change of mind since."""

    acronym: str
    name: str
    contribution: Contribution
    version: Version
    change: ConsentChange | None


def entries(
    session: Session,
    call: Call,
    pairs: Sequence[Pair],
    *,
    viewer: User | None = None,
    blind: bool = False,
) -> list[Entry]:
    """The answers in the order given, in at most three statements; unknown pairs are left out.

    The call comes with its questions. A blind viewer sees no coding but their own.
    """
    asked = {one.id: one.key for section in call.sections for one in section.questions}
    questionnaire = call.questionnaire
    sent = _answered(session, call, {contribution for contribution, _ in pairs})
    coded = _excerpts(session, pairs, sent)
    earlier = _earlier(session, coded.values(), sent)
    found = []
    for pair in pairs:
        if pair[0] in sent and pair[1] in asked:
            question = questionnaire.by_key[asked[pair[1]]]
            passages = _Passages(question, sent[pair[0]].version, earlier, viewer, blind=blind)
            for excerpt in coded.get(pair, ()):
                passages.add(excerpt)
            found.append(_entry(sent[pair[0]], pair, question, questionnaire, passages))
    return found


def changed(session: Session, call: Call, since: datetime) -> list[Pair]:
    """The answers whose codings were touched at that instant or later, each once, in order."""
    touched: dict[Pair, None] = {}
    for act in journal.since(session, call, since):
        for contribution, question in act.about.get("answers", ()):
            touched[contribution, question] = None
    return list(touched)


def person(user: User | None) -> str:
    """How a colleague is called on the pages; an import is nobody."""
    return (user.name or user.email.partition("@")[0]) if user else ""


class _Passages:
    """The passages of one answer, sorted into those that stand and those to look at again."""

    def __init__(
        self,
        question: Question,
        last: Version,
        earlier: Mapping[int, Version],
        viewer: User | None,
        *,
        blind: bool,
    ) -> None:
        self.question, self.last, self.earlier = question, last, earlier
        self.viewer, self.blind = viewer, blind
        self.standing: dict[Place, list[Strand]] = {}
        self.loose: list[Loose] = []
        self.hidden = 0

    def add(self, excerpt: Excerpt) -> None:
        """One excerpt, on whichever version it was coded."""
        visible = [one for one in excerpt.codings if not self._hides(one)]
        self.hidden += len(excerpt.codings) - len(visible)
        if not visible and excerpt.codings:
            return
        was, now = self._text(excerpt, self._version(excerpt)), self._text(excerpt, self.last)
        end = min(excerpt.end, len(was))
        fate = (
            Carried(Fate.STANDS, (Span(excerpt.start, end),))
            if excerpt.version_id == self.last.id
            else carried(was, excerpt.start, end, now)
        )
        quote = was[excerpt.start : end]
        strands = tuple(self._strands(excerpt, quote, visible))
        if fate.counts:
            self.standing.setdefault((excerpt.item, excerpt.field), []).extend(strands)
        else:
            number = self._version(excerpt).number
            place = excerpt.item, excerpt.field
            self.loose.append(Loose(excerpt.id, number, *place, quote, now, fate, strands))

    def _hides(self, coding: Coding) -> bool:
        mine = self.viewer is not None and coding.user_id == self.viewer.id
        return self.blind and not mine

    def _version(self, excerpt: Excerpt) -> Version:
        return self.earlier.get(excerpt.version_id, self.last)

    def _text(self, excerpt: Excerpt, version: Version) -> str:
        value = version.content["answers"].get(self.question.key)
        return plain_text(self.question, value, excerpt.item, excerpt.field)

    def _strands(self, excerpt: Excerpt, quote: str, codings: list[Coding]) -> Iterator[Strand]:
        at = excerpt.id, excerpt.start, excerpt.start + len(quote), quote
        if not codings:
            yield Strand(*at, None, "", "", 0, ())
        for theme in {one.theme: None for one in codings}:
            said = tuple(self._said(one) for one in codings if one.theme is theme)
            yield Strand(*at, theme.id, theme.label, theme.claim, theme.colour, said)

    def _said(self, coding: Coding) -> Said:
        return Said(
            id=coding.id,
            stance=coding.stance,
            comment=coding.comment,
            origin=coding.origin,
            who=person(coding.user),
            mine=self.viewer is not None and coding.user_id == self.viewer.id,
            at=coding.coded_at,
        )


def _entry(
    sent: Answered,
    pair: Pair,
    question: Question,
    questionnaire: Questionnaire,
    passages: _Passages,
) -> Entry:
    consent = _consent(sent, questionnaire)
    value = sent.version.content["answers"].get(question.key)
    return Entry(
        contribution=pair[0],
        question_id=pair[1],
        question=question.key,
        kind=question.kind,
        acronym=sent.acronym,
        name=sent.name,
        version_id=sent.version.id,
        version=sent.version.number,
        attribution=consent.attribution,
        confidential=question.key in consent.confidential,
        withdrawn=sent.contribution.withdrawn_at is not None,
        texts=tuple(
            drawn(text, passages.standing.get(text.place, ())) for text in texts_of(question, value)
        ),
        loose=tuple(passages.loose),
        others=passages.hidden,
    )


def _consent(sent: Answered, questionnaire: Questionnaire) -> Consent:
    content = sent.version.content
    if sent.change is not None:
        content = amended(content, questionnaire, sent.change.consent)
    return consent_of(content, own=sent.contribution.own_consent)


def _answered(session: Session, call: Call, wanted: Iterable[int]) -> Mapping[int, Answered]:
    """The last version of each contribution, with the agency's change of mind since."""
    last, change = latest.number_of(Contribution.id), latest.change_of(Contribution.id)
    rows = session.execute(
        select(Invitation.acronym, Invitation.name, Contribution, Version, ConsentChange)
        .join(Contribution, Contribution.invitation_id == Invitation.id)
        .join(Version, (Version.contribution_id == Contribution.id) & (Version.number == last))
        .outerjoin(
            ConsentChange, (ConsentChange.id == change) & (ConsentChange.at >= Version.sent_at)
        )
        .where(Invitation.call_id == call.id, Contribution.id.in_(set(wanted)))
    )
    return {row[2].id: Answered(*row) for row in rows}


def _excerpts(
    session: Session, pairs: Sequence[Pair], sent: Mapping[int, Answered]
) -> Mapping[Pair, list[Excerpt]]:
    """What was coded in each answer, on whichever version, with its codings."""
    versions = select(Version.id).where(Version.contribution_id.in_(sent))
    contribution = (
        select(Version.contribution_id).where(Version.id == Excerpt.version_id).scalar_subquery()
    )
    rows = session.execute(
        select(contribution, Excerpt)
        .outerjoin(Coding, Coding.excerpt_id == Excerpt.id)
        .outerjoin(Theme, Theme.id == Coding.theme_id)
        .outerjoin(User, User.id == Coding.user_id)
        .where(
            Excerpt.version_id.in_(versions),
            Excerpt.question_id.in_({question for _, question in pairs}),
        )
        .options(
            contains_eager(Excerpt.codings).contains_eager(Coding.theme),
            contains_eager(Excerpt.codings).contains_eager(Coding.user),
        )
        .order_by(Excerpt.start, Excerpt.end.desc(), Excerpt.id, Theme.position, Coding.id)
    ).unique()
    found: dict[Pair, list[Excerpt]] = {}
    for number, excerpt in rows:
        found.setdefault((number, excerpt.question_id), []).append(excerpt)
    return found


def _earlier(
    session: Session, coded: Iterable[Iterable[Excerpt]], sent: Mapping[int, Answered]
) -> Mapping[int, Version]:
    """Versions that hold passages and are no longer the last of their contribution."""
    last = {one.version.id for one in sent.values()}
    wanted = {one.version_id for excerpts in coded for one in excerpts} - last
    if not wanted:
        return {}
    versions = session.scalars(select(Version).where(Version.id.in_(wanted)))
    return {version.id: version for version in versions}
