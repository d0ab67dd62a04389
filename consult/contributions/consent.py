"""What an agency allows to be done with its words. Unclear always means the most protective."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from consult.calls.questionnaire import Questionnaire


class Attribution(StrEnum):
    """How a contribution may be attributed, most protective first."""

    CONFIDENTIAL = "confidential"
    ANONYMOUS = "anonymous"
    NAMED = "named"


class QuotePermission(StrEnum):
    """Whether words may be reproduced, most protective first."""

    REFUSED = "refused"
    AFTER_REVIEW = "after_review"
    ALLOWED = "allowed"


class DeclarationKind(StrEnum):
    """What an agency says instead of contributing."""

    DECLINED = "declined"
    JOINED = "joined"


class Grounds(StrEnum):
    """Why an agency does not answer, so far as it says."""

    NO_TIME = "no_time"
    NOT_CONCERNED = "not_concerned"
    NOTHING_TO_ADD = "nothing_to_add"
    OTHER = "other"


ATTRIBUTION_QUESTION = "attribution"
QUOTE_QUESTION = "quote_permission"

Choice = TypeVar("Choice", Attribution, QuotePermission)


@dataclass(frozen=True, slots=True)
class Consent:
    """What holds for one contribution; `confidential` are keys of its answers."""

    attribution: Attribution
    quotes: QuotePermission
    confidential: frozenset[str] = frozenset()

    @property
    def choices(self) -> tuple[tuple[str, Attribution | QuotePermission], ...]:
        """The two choices under the keys of their questions."""
        return (ATTRIBUTION_QUESTION, self.attribution), (QUOTE_QUESTION, self.quotes)


def consent_of(content: Mapping[str, Any], *, own: Mapping[str, Any] | None = None) -> Consent:
    """The consent a content gives; `own` is what is kept on the contribution besides."""
    answers, beside = content["answers"], own or {}
    return Consent(
        effective_attribution(
            beside.get(ATTRIBUTION_QUESTION),
            content.get(ATTRIBUTION_QUESTION),
            answers.get(ATTRIBUTION_QUESTION),
        ),
        effective_quote_permission(
            beside.get(QUOTE_QUESTION), content.get(QUOTE_QUESTION), answers.get(QUOTE_QUESTION)
        ),
        frozenset(content.get("confidential", ())),
    )


def amended(
    content: Mapping[str, Any], questionnaire: Questionnaire, consent: Consent
) -> dict[str, Any]:
    """The content as a change of mind leaves it: everything that spoke of consent says this.

    The answer to a question of consent changes with it; where the question does not offer
    what was chosen, the contribution itself says it.
    """
    changed = {**content, "answers": dict(content["answers"])}
    for key, chosen in consent.choices:
        if is_offered(questionnaire, key, chosen):
            changed["answers"][key] = chosen.value
        if content.get(key) is not None or not is_offered(questionnaire, key, chosen):
            changed[key] = chosen.value
    changed["confidential"] = [key for key in content["answers"] if key in consent.confidential]
    return changed


def lifts(content: Mapping[str, Any], consent: Consent | None, key: str) -> bool:
    """Whether a change of mind frees an answer that a content holds to be confidential."""
    return (
        consent is not None and key in content["confidential"] and key not in consent.confidential
    )


def is_offered(questionnaire: Questionnaire, key: str, chosen: str) -> bool:
    """Whether the call asks this question of consent and offers this answer to it."""
    question = questionnaire.by_key.get(key)
    return question is not None and any(option.key == chosen for option in question.options)


def effective_attribution(*sources: Any) -> Attribution:
    """The most protective of what the contribution says and what its answer says.

    `None` means that a source is silent; with no source at all, or one that is not
    understood, the answer is `CONFIDENTIAL`.
    """
    return _most_protective(Attribution, sources)


def effective_quote_permission(*sources: Any) -> QuotePermission:
    """Like `effective_attribution`; silence means `REFUSED`."""
    return _most_protective(QuotePermission, sources)


def _most_protective(choices: type[Choice], sources: Iterable[Any]) -> Choice:
    order = list(choices)
    said = [source for source in sources if source is not None]
    understood = [choices(source) if source in order else order[0] for source in said]
    return min(understood, key=order.index, default=order[0])
