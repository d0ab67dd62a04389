"""The chapters: a section of the questionnaire each, as the note tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from consult.analysis.material import Theme
from consult.calls.questionnaire import QuestionKind, Section
from consult.synthesis.composing import closed_topics, positions, repeats
from consult.synthesis.composing.desk import Desk
from consult.synthesis.composing.exhibits import exhibit, withheld_reason
from consult.synthesis.composing.open_topics import (
    coded,
    dispute,
    overview,
    ranked_themes,
    theme_rule,
    uncoded,
)
from consult.synthesis.composing.quotes import Quoter
from consult.synthesis.composing.repeats import Role
from consult.synthesis.composing.sayings import sentence
from consult.synthesis.composing.stories import Story, chosen, rooms
from consult.synthesis.snapshot import (
    Bars,
    Chapter,
    Charted,
    Claim,
    Exhibit,
    Positions,
    Quote,
    Stacked,
    Topic,
    Withheld,
)

STATEMENTS = 25
"""How many statements the chapters of a note have room for: about four pages."""
LEAST = 3
"""How many a chapter keeps, however many chapters there are."""
MOST_QUOTES = 3
MOST_MINORITY = 4
MOST_LINES = 14
"""A chart of more lines would fill a page; annex A has it."""


@dataclass(frozen=True, slots=True)
class Told:
    """A story that the pages tell, with its statement and the words that illustrate it."""

    story: Story
    claim: Claim
    quotes: tuple[Quote, ...] = ()


def chapters(desk: Desk, quoter: Quoter) -> tuple[tuple[Chapter, ...], tuple[Positions, ...]]:
    """A chapter for every section that tells something of the subject, and all its positions.

    A section that only situates who answers is left to annex A, unless there is no other.
    """
    telling = told_sections(desk)
    found_in = [list(stories(desk, section)) for section in telling]
    made: list[Chapter] = []
    tables: list[Positions] = []
    shares = rooms([len(each) for each in found_in], STATEMENTS, LEAST)
    for section, found, room in zip(telling, found_in, shares, strict=True):
        told = _told(desk, quoter, chosen(found, room))
        minority = _minority(desk, [one.story for one in told])
        topics = _topics(desk, section, told)
        if not topics:
            continue
        lead, aside = _lead(desk, section)
        claims = tuple(minority.values())
        made.append(Chapter(section.key, len(made) + 1, section.title, lead, aside, topics, claims))
        printed = {one.story.key: one.claim.id for one in told}
        printed |= {rule: claim.id for rule, claim in minority.items()}
        tables += positions.of_stories(desk, section.key, found, printed)
        tables += positions.withheld(desk, section.key, section.questions)
    return tuple(made), tuple(tables)


def told_sections(desk: Desk) -> list[Section]:
    """The sections that tell something of the subject; if there is none, those that situate."""
    sections = [one for one in desk.material.questionnaire.sections if desk.subject(one)]
    return [one for one in sections if not desk.profile(one)] or sections


def stories(desk: Desk, section: Section) -> Iterator[Story]:
    """Everything that there is to tell of a section, question by question."""
    for question in section.questions:
        if not desk.answered(question) or desk.withheld(question):
            continue
        if question.kind in closed_topics.TELLERS:
            story = closed_topics.closed(desk, question)
            yield from (story,) if story.sayings else ()
        elif question.kind is QuestionKind.REPEAT:
            if repeats.role_of(question, section) is Role.PLAIN:
                yield repeats.described(desk, question)
                yield from coded(desk, question)
        elif desk.themes(question):
            yield from coded(desk, question)
        elif question.kind is QuestionKind.LONG_TEXT:
            yield uncoded(desk, question)


# --- statements and quotations ------------------------------------------------------------


def _told(desk: Desk, quoter: Quoter, stories: Sequence[Story]) -> list[Told]:
    told = [Told(story, claim_of(desk, story)) for story in stories]
    share = _shares(stories)
    for place in sorted(share, key=lambda one: -stories[one].weight):
        one = told[place]
        quotes = quotes_of(desk, quoter, one.story, share[place])
        about = tuple(replace(quote, about=one.claim.id) for quote in quotes)
        told[place] = replace(one, quotes=about)
    return told


def claim_of(desk: Desk, story: Story) -> Claim:
    """The statement that tells a story."""
    return sentence(
        desk,
        story.sayings,
        head=story.head,
        opening=story.opening,
        tail=story.tail,
        tail_parts=story.tail_parts,
    )


def _shares(stories: Sequence[Story]) -> dict[int, int]:
    """How many quotations each story gets: open questions in turn, the weightiest themes first."""
    open_ = [place for place, story in enumerate(stories) if quotable(story)]
    turns: dict[str, int] = {}
    ranks: list[tuple[int, int, int]] = []
    for place in sorted(open_, key=lambda one: -stories[one].weight):
        key = stories[place].question.key
        ranks.append((turns.get(key, 0), -stories[place].weight, place))
        turns[key] = turns.get(key, 0) + 1
    first = [place for _, _, place in sorted(ranks)[:MOST_QUOTES]]
    share = dict.fromkeys(first, 1)
    for place in first[: MOST_QUOTES - len(first)] * MOST_QUOTES:
        if sum(share.values()) < MOST_QUOTES:
            share[place] += 1
    return share


def quotable(story: Story) -> bool:
    """Words are quoted where people wrote; of a single agency they would tell who it is."""
    if story.theme is not None:
        return story.value > 1
    return story.question.kind is QuestionKind.LONG_TEXT


def quotes_of(desk: Desk, quoter: Quoter, story: Story, most: int) -> tuple[Quote, ...]:
    """The words that illustrate it."""
    question = story.question
    if story.theme is not None:
        passages = desk.passages(question.key, story.theme.key)
        return quoter.of_theme(passages, min(most, story.value - 1))
    replies = desk.material.reply
    answers = [
        (agency, str(replies[agency].values[question.key])) for agency in desk.answered(question)
    ]
    return quoter.of_answers(question.key, answers, most)


def _minority(desk: Desk, stories: Sequence[Story]) -> dict[str, Claim]:
    """Answers that one agency alone chose to the questions told, by their rules."""
    found = [saying for story in stories for saying in story.minority]
    return {saying.rule: sentence(desk, [saying]) for saying in found[:MOST_MINORITY]}


# --- topics -------------------------------------------------------------------------------


def _topics(desk: Desk, section: Section, told: Sequence[Told]) -> tuple[Topic, ...]:
    """A topic for each question, in the order asked; the most telling chart with its question."""
    shown = _chart(desk, told)
    topics = [
        Topic(
            question.key,
            question.label,
            tuple(one.claim for one in each),
            tuple(quote for one in each for quote in one.quotes),
            shown[1] if shown and shown[0] == question.key else None,
        )
        for question, each in (
            (question, list(found))
            for question, found in groupby(told, key=lambda one: one.story.question)
        )
    ]
    return tuple(topics or _kept_back(desk, section))


def _kept_back(desk: Desk, section: Section) -> Iterator[Topic]:
    """Where nothing else can be told, why it is not."""
    for question in section.questions:
        if desk.answered(question) and desk.withheld(question):
            reason = Withheld(question.label, withheld_reason(desk))
            yield Topic(question.key, question.label, exhibit=reason)


def _chart(desk: Desk, told: Sequence[Told]) -> tuple[str, Exhibit] | None:
    """A chapter shows one chart: of a closed question where it can; annex A shows them all."""
    asked = list(dict.fromkeys(one.story.question.key for one in told))
    questions = [desk.material.questionnaire.by_key[key] for key in asked]
    drawn = [
        (question, exhibit(desk, question))
        for question in questions
        if question.kind in closed_topics.TELLERS
    ]
    closed = [one for one in drawn if _lines(one[1]) <= MOST_LINES]
    best = max(closed, key=lambda one: _telling(one[1]), default=None)
    if best is not None and _telling(best[1]) > (1, 1):
        return best[0].key, best[1]
    most = max(questions, key=lambda one: len(desk.themes(one)), default=None)
    if most is not None and 1 < len(desk.themes(most)) <= MOST_LINES:
        return most.key, overview(desk, most)
    return None if best is None else (best[0].key, best[1])


def _lines(exhibit: Exhibit) -> int:
    if isinstance(exhibit, Bars):
        return len(exhibit.bars)
    if isinstance(exhibit, Charted):
        return len(exhibit.ranking.subjects) if exhibit.ranking else 1
    return 0 if isinstance(exhibit, Withheld) else len(exhibit.rows)


def _telling(exhibit: Exhibit) -> tuple[int, int]:
    if isinstance(exhibit, Stacked):
        return 2, len(exhibit.rows)
    if isinstance(exhibit, Bars):
        return 1, sum(bar.count > 0 for bar in exhibit.bars)
    return 0, 0


# --- the lead -----------------------------------------------------------------------------


def _lead(desk: Desk, section: Section) -> tuple[str, tuple[str, str] | None]:
    """The theme most spoken of, and whether one of the claims is argued over; the key number."""
    words = desk.words
    said: list[str] = []
    aside = None
    shared = most_spoken_of(desk, section)
    if shared is not None:
        said.append(
            words.gettext("Most spoken of: %(theme)s.") % {"theme": words.quoted(shared.label)}
        )
        record = desk.ledger.record(theme_rule(shared))
        ratio = words.gettext("%(value)s of %(base)s") % {
            "value": words.number(record.value),
            "base": words.number(record.base or 0),
        }
        aside = ratio, words.ngettext("agency speaks of it", "agencies speak of it", record.value)
    argued = _most(desk, section, lambda theme: dispute(desk, theme))
    if argued is not None:
        said.append(
            words.gettext("Most argued over: %(theme)s.") % {"theme": words.quoted(argued.label)}
        )
    return " ".join(said), aside


def most_spoken_of(desk: Desk, section: Section) -> Theme | None:
    """The theme that most agencies raise."""
    return _most(desk, section, lambda theme: desk.ledger.resolve(theme_rule(theme)).value)


def _most(desk: Desk, section: Section, weigh: Callable[[Theme], int]) -> Theme | None:
    themes = [
        theme
        for question in section.questions
        if not desk.withheld(question)
        for theme, _ in ranked_themes(desk, question)
    ]
    best = max(((weigh(theme), -rank) for rank, theme in enumerate(themes)), default=(0, 0))
    return themes[-best[1]] if best[0] else None
