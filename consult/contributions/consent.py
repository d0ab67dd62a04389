"""What an agency allows to be done with its words. Unclear always means the most protective."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, TypeVar


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


ATTRIBUTION_QUESTION = "attribution"
QUOTE_QUESTION = "quote_permission"

Choice = TypeVar("Choice", Attribution, QuotePermission)


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
