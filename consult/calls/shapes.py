"""What each kind of question needs, and what it may be used for."""

from __future__ import annotations

import re

from consult.calls.questionnaire import QuestionKind

KEY = re.compile(r"\w[\w-]{0,79}")
EXTENSION = re.compile(r"[a-z0-9]{1,12}")
MAX_MB = 200
MAX_SCALE = 11

K = QuestionKind

ONLY_FOR: dict[QuestionKind, tuple[str, ...]] = {
    K.SHORT_TEXT: ("max_chars",),
    K.LONG_TEXT: ("max_words",),
    K.SINGLE_CHOICE: ("options", "other"),
    K.MULTIPLE_CHOICE: ("options", "other", "max_choices"),
    K.LIKERT: ("rows", "scale"),
    K.RANKING: ("options",),
    K.NUMBER: ("unit", "min", "max"),
    K.DATE: (),
    K.FILE: ("accept", "max_mb"),
    K.REPEAT: ("fields", "max", "item_label"),
}
"""The keys of the format that belong to a kind alone."""

NEEDED = ("options", "rows", "scale", "fields")
"""Those a kind cannot do without."""

NOT_IN_A_GROUP = (K.REPEAT, K.FILE, K.LIKERT, K.RANKING)
CAN_DECIDE = (K.SINGLE_CHOICE, K.MULTIPLE_CHOICE, K.NUMBER, K.DATE, K.SHORT_TEXT)
"""Kinds whose answer may decide whether a later question is put."""
