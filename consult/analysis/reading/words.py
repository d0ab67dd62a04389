"""The words of the reading desk: states, marks, and what narrows the list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import flask_babel
from flask_babel import lazy_gettext as _l

from consult.accounts.models import User
from consult.analysis.coding.desk import Choice, person
from consult.analysis.reading.desk import Facets, chosen
from consult.analysis.reading.filters import MINE, NOBODY, Criteria, Mark, State
from consult.calls.questionnaire import OTHER, Questionnaire
from consult.contributions.consent import Attribution

_: Callable[..., str] = flask_babel.gettext

STATE_WORDS = {
    State.UNREAD: _l("to read"),
    State.CHANGED: _l("changed since you read it"),
    State.READ: _l("read"),
}
MARK_WORDS = {
    Mark.FLAGGED: _l("flagged"),
    Mark.GOOD_PRACTICE: _l("good practice"),
    Mark.TO_CHECK: _l("figure to check"),
}
CONSENT_WORDS = {
    Attribution.NAMED: _l("named"),
    Attribution.ANONYMOUS: _l("anonymous"),
    Attribution.CONFIDENTIAL: _l("confidential"),
}


class Chip(NamedTuple):
    """One thing that narrows the list, in words, and the choice without it."""

    words: str
    without: Mapping[str, Sequence[str]]


def chips(
    criteria: Criteria,
    questionnaire: Questionnaire,
    themes: Mapping[int, Sequence[Choice]],
    people: Mapping[int, User],
) -> list[Chip]:
    """Everything that narrows the list, each to be taken away."""
    labels = {str(theme.id): theme.label for offered in themes.values() for theme in offered}
    names = {str(number): person(user) for number, user in people.items()}
    return [
        Chip(
            _said(group, value, labels, names, questionnaire),
            criteria.without(group, value).address,
        )
        for group, value in chosen(criteria)
    ]


def _said(
    group: str,
    value: str,
    labels: Mapping[str, str],
    names: Mapping[str, str],
    questionnaire: Questionnaire,
) -> str:
    match group:
        case "theme":
            return labels.get(value, _("a theme that is gone"))
        case "mark":
            return str(MARK_WORDS[Mark(value)])
        case "state":
            return str(STATE_WORDS[State(value)])
        case "consent":
            return str(CONSENT_WORDS[Attribution(value)])
        case "to":
            return given_words(value, names)
        case "answer":
            return option_words(value, questionnaire)
        case _:
            return value


def given_words(value: str, names: Mapping[str, str]) -> str:
    """Whom answers were given to, as a filter says it."""
    if value == MINE:
        return _("given to me")
    if value == NOBODY:
        return _("given to nobody")
    return _("given to %(name)s", name=names.get(value, _("somebody who left")))


def option_words(value: str, questionnaire: Questionnaire) -> str:
    """What an agency chose, as a filter says it."""
    key, _sign, option = value.partition(":")
    question = questionnaire.by_key[key]
    label = next((one.label for one in question.options if one.key == option), option)
    return _("Other") if option == OTHER and label == OTHER else label


class Offered(NamedTuple):
    """What the list can be narrowed by, each value with its words."""

    given: list[tuple[str, str]]
    levels: list[tuple[str, str]]
    regions: list[tuple[str, str]]
    themes: list[tuple[str, str]]
    consents: list[tuple[str, str]]


def offered(
    found: Facets, themes: Sequence[Choice], people: Mapping[int, User], me: User
) -> Offered:
    """The groups of the filters, in words."""
    names = {str(number): person(user) for number, user in people.items()}
    others = [str(number) for number in found.readers if number != me.id]
    return Offered(
        [(one, given_words(one, names)) for one in (MINE, NOBODY, *others)],
        [(one, one) for one in found.levels],
        [(one, one) for one in found.regions],
        [(str(one.id), one.label) for one in themes],
        [(one, str(CONSENT_WORDS[Attribution(one)])) for one in found.consents],
    )
