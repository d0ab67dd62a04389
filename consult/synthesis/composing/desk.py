"""What every part of the note is written from, prepared once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from consult.analysis.disclosure.withholding import Place
from consult.analysis.figures.tally import Figures
from consult.analysis.material import Material, Passage, Theme
from consult.calls.questionnaire import OTHER, Question, QuestionKind, Section
from consult.contributions.values import plain_text
from consult.synthesis.composing.disclosure import CONSENT_QUESTIONS
from consult.synthesis.composing.ledger import Ledger
from consult.synthesis.composing.workings import workings
from consult.synthesis.reading_again.clearance import NOTHING_SAID, Clearance
from consult.synthesis.snapshot import Audience
from consult.synthesis.wording import Words

PERCENTAGES_FROM = 30
"""Below this many answers a percentage would pretend to a precision that is not there."""

SMALL_SHARE = 12
"""A position held by one agency, or by one in so many, is a minority position."""

CLOSED = (
    QuestionKind.SINGLE_CHOICE,
    QuestionKind.MULTIPLE_CHOICE,
    QuestionKind.LIKERT,
    QuestionKind.RANKING,
    QuestionKind.NUMBER,
    QuestionKind.DATE,
)


class Desk:
    """The material, what may be told of it, the words to tell it, and the ledger."""

    def __init__(
        self, material: Material, audience: Audience, clearance: Clearance = NOTHING_SAID
    ) -> None:
        self.material = material
        self.words = Words(material.call.language)
        self._workings = workings(material)
        self.disclosure = self._workings.disclosure(audience, clearance)
        self.ledger = Ledger(self._workings, self.disclosure, self.words)
        self.kept_back: Mapping[str, frozenset[Place] | None] = {}
        """Counts that this note does not print, because of the others that it prints.

        Those of a table are its places; None where it is the whole of it.
        """
        self._passages: dict[str, list[Passage]] = {}
        for passage in material.passages:
            if passage.agency in material.reply:
                self._passages.setdefault(passage.question, []).append(passage)

    @property
    def tally(self) -> Figures:
        """Every figure of every question."""
        return self._workings.tally

    def tallied(self, question: Question) -> Figures:
        """The figures of one question."""
        figures: Figures = self.tally["questions"][question.key]
        return figures

    def answered(self, question: Question) -> tuple[str, ...]:
        """The agencies that gave the question a real answer."""
        return self.ledger.resolve(f"answered_question:{question.key}").agencies

    def withheld(self, question: Question) -> bool:
        """Whether the counts of this question stay unprinted."""
        return self.disclosure.withholds(question.key, self.answered(question))

    def themes(self, question: Question) -> tuple[Theme, ...]:
        """The code book of one question, with the themes of every question that are said there."""
        said = {one.theme for one in self.passages(question.key)}
        own = [theme for theme in self.material.themes if theme.question == question.key]
        keys = said - {theme.key for theme in own}
        across = [
            replace(theme, question=question.key)
            for theme in self.material.themes
            if not theme.question and theme.key in keys
        ]
        return (*own, *across)

    def passages(self, question: str, theme: str | None = None) -> list[Passage]:
        """What was coded on a question, all of it or under one theme."""
        found = self._passages.get(question, [])
        return found if theme is None else [one for one in found if one.theme == theme]

    def answer_of(self, passage: Passage) -> str:
        """The text in which the offsets of a passage are counted."""
        return plain_text(
            self.material.questionnaire.by_key[passage.question],
            self.material.reply[passage.agency].values.get(passage.question),
            passage.item,
            passage.field,
        )

    def label(self, question: Question, key: str) -> str:
        """The words of an option."""
        for option in question.options:
            if option.key == key:
                return option.label
        return self.words.gettext("Another answer") if key == OTHER else key

    def subject(self, section: Section) -> bool:
        """Whether a section is about the call's subject rather than about the note itself."""
        return not any(question.key in CONSENT_QUESTIONS for question in section.questions)

    def profile(self, section: Section) -> bool:
        """Whether a section only situates who answers: choices and short texts, nothing more."""
        telling = {
            QuestionKind.LONG_TEXT,
            QuestionKind.LIKERT,
            QuestionKind.RANKING,
            QuestionKind.REPEAT,
        }
        return not any(question.kind in telling for question in section.questions)

    def is_minority(self, value: int) -> bool:
        """Whether so few hold a position that it is told apart, lest it be forgotten."""
        return 0 < value <= max(1, len(self.material.replies) // SMALL_SHARE)
