"""What a version holds: the content as frozen, its digest, and the reference of its receipt."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from consult.calls.questionnaire import Questionnaire, Value
from consult.contributions.consent import Attribution, QuotePermission

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0 and O, no 1, I and L, no U that looks like V: a reference is read out on the telephone."""

MARK_LENGTH = 12


def content_of(
    questionnaire: Questionnaire,
    *,
    values: Mapping[str, Value],
    confidential: Collection[str],
    attribution: Attribution | None,
    quote_permission: QuotePermission | None,
) -> dict[str, Any]:
    """What is sent: answers to the questions that are put, in their order, and the consent."""
    shown = questionnaire.shown(values)
    answers = {
        question.key: values[question.key]
        for question in questionnaire
        if question.key in shown and values.get(question.key) is not None
    }
    return {
        "answers": answers,
        "confidential": [key for key in answers if key in confidential],
        "attribution": attribution.value if attribution else None,
        "quote_permission": quote_permission.value if quote_permission else None,
    }


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON: the same content has the same digest everywhere."""
    return hashlib.sha256(_canonical(content).encode()).hexdigest()


def mark_of(value: Value, *, confidential: bool) -> str:
    """A short mark of one answer as a form was built from it; tells whether somebody changed it."""
    return hashlib.sha256(_canonical([value, confidential]).encode()).hexdigest()[:MARK_LENGTH]


def stem_of(slug: str, public_id: str, *, attempt: int = 0) -> str:
    """What every reference of one contribution begins with: `TI18-7F3K`.

    Initials and year of the call, then four signs drawn from the contribution's own id;
    `attempt` draws others when somebody of the same call already has them.
    """
    words = re.findall(r"[a-z]+", slug)
    year = re.search(r"(?:19|20)([0-9]{2})", slug)
    initials = "".join(word[0] for word in words[:3]).upper() or "C"
    drawn = int.from_bytes(hashlib.sha256(f"{slug}/{public_id}/{attempt}".encode()).digest())
    signs = ""
    for _ in range(4 if attempt < 4 else 6):
        drawn, rank = divmod(drawn, len(LETTERS))
        signs += LETTERS[rank]
    return f"{initials}{year[1] if year else ''}-{signs}"


def _canonical(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
