"""What each choice of consent means, and how it would look in print, for one agency."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import flask_babel

from consult.calls.questionnaire import Question, QuestionKind, Questionnaire
from consult.contributions.consent import (
    ATTRIBUTION_QUESTION,
    QUOTE_QUESTION,
    Attribution,
    Consent,
    QuotePermission,
)

_: Callable[..., str] = flask_babel.gettext


@dataclass(frozen=True, slots=True)
class Example:
    """One choice: `label` where the call words none, what it means, a line of the note.

    `signed` is what stands after a quotation; `holds` reminds of the choice in a few words.
    """

    label: str
    means: str
    printed: str
    holds: str
    signed: str = ""


Examples = Mapping[str, Mapping[str, Example]]


def examples(agency: str) -> Examples:
    """An example of every choice, under the key of its question and its own; `agency` is short."""
    return _examples(str(flask_babel.get_locale()), agency)


@lru_cache(maxsize=256)
def _examples(language: str, agency: str) -> Examples:
    """Looked up once in each language: every form says them all."""
    return {ATTRIBUTION_QUESTION: _attributions(agency), QUOTE_QUESTION: _quotations(agency)}


def silent(key: str) -> str:
    """What holds when nothing is chosen."""
    return {
        ATTRIBUTION_QUESTION: lambda: _(
            "If you choose nothing, the contribution is confidential: the most protective choice."
        ),
        QUOTE_QUESTION: lambda: _(
            "If you choose nothing, no passage is quoted: the most protective choice."
        ),
    }[key]()


def holding(consent: Consent, known: Examples) -> str:
    """« sinon : agence nommée, citations permises »: what holds for an answer left unticked."""
    return _(
        "otherwise: %(attribution)s, %(quotes)s",
        attribution=known[ATTRIBUTION_QUESTION][consent.attribution].holds,
        quotes=known[QUOTE_QUESTION][consent.quotes].holds,
    )


def _attributions(agency: str) -> Mapping[str, Example]:
    return {
        Attribution.NAMED: Example(
            _("By name"),
            _("Your agency is thanked, and may be named beside its positions."),
            _(
                "3 agencies out of 10 (including %(agency)s and two others) ask for a single "
                "contact.",
                agency=agency,
            ),
            _("agency named"),
        ),
        Attribution.ANONYMOUS: Example(
            _("Anonymously"),
            _("Your agency is thanked; nothing that it says is linked to its name."),
            _("3 agencies out of 10 ask for a single contact. One agency specifies that…"),
            _("agency not named"),
        ),
        Attribution.CONFIDENTIAL: Example(
            _("Confidentially"),
            _(
                "Your answers are counted; neither your words, nor what they say, nor your name "
                "is printed."
            ),
            _("3 agencies out of 10 ask for a single contact."),
            _("answer counted only"),
        ),
    }


def _quotations(agency: str) -> Mapping[str, Example]:
    words = _("“Employers never know whom to call.”")
    return {
        QuotePermission.ALLOWED: Example(
            _("Yes"),
            _("A passage may be printed, copied to the letter from your answer."),
            words,
            _("quotations allowed"),
            _("%(agency)s (or “an agency” if you are not named)", agency=agency),
        ),
        QuotePermission.AFTER_REVIEW: Example(
            _("Yes, once you have read it over"),
            _("You receive the passage as it will be printed; without your agreement it is not."),
            words,
            _("quotations read over first"),
            _("%(agency)s, after your agreement", agency=agency),
        ),
        QuotePermission.REFUSED: Example(
            _("No"),
            _("What you say is counted and summed up, never copied."),
            _("No passage between quotation marks."),
            _("no quotation"),
        ),
    }


@dataclass(frozen=True, slots=True)
class Choice:
    """One line to tick on the page of consent."""

    value: str
    label: str
    example: Example
    chosen: bool


def choices_of(
    questionnaire: Questionnaire, consent: Consent, agency: str
) -> Mapping[str, Sequence[Choice]]:
    """What may be chosen under each question of consent: what the call offers, in its words.

    The most protective choice is always there, and the one that holds, even where the call
    does not offer them.
    """
    known = examples(agency)
    return {
        key: _choices(questionnaire.by_key.get(key), chosen, known[key])
        for key, chosen in consent.choices
    }


def lines_of(
    question: Question, chosen: Collection[str], known: Mapping[str, Example]
) -> Sequence[Choice]:
    """The options of a question of consent with their examples; none if it asks anything else."""
    plain = question.kind is QuestionKind.SINGLE_CHOICE and not question.other
    if not plain or any(option.key not in known for option in question.options):
        return ()
    return [
        Choice(option.key, option.label, known[option.key], option.key in chosen)
        for option in question.options
    ]


def _choices(asked: Question | None, chosen: str, known: Mapping[str, Example]) -> Sequence[Choice]:
    labels = {value: one.label for value, one in known.items()}
    if asked is not None:
        labels = {one.key: one.label for one in asked.options if one.key in known}
        for value in (chosen, list(known)[-1]):
            labels.setdefault(value, known[value].label)
    return [Choice(value, said, known[value], value == chosen) for value, said in labels.items()]
