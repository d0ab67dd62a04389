"""What can be wrong with the value of an answer; the sentences are translated where shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

N_ = str  # Marks a sentence for the catalogue; pages and commands translate it.


class Code(StrEnum):
    """One rule that a value can break."""

    WRONG_SHAPE = "wrong_shape"
    REQUIRED = "required"
    TOO_MANY_CHARS = "too_many_chars"
    TOO_MANY_WORDS = "too_many_words"
    UNREADABLE = "unreadable"
    UNKNOWN_OPTION = "unknown_option"
    UNKNOWN_ROW = "unknown_row"
    UNKNOWN_FIELD = "unknown_field"
    REPEATED_OPTION = "repeated_option"
    TOO_MANY_CHOICES = "too_many_choices"
    OTHER_UNSAID = "other_unsaid"
    NOT_A_NUMBER = "not_a_number"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    NOT_A_DATE = "not_a_date"
    NO_FILENAME = "no_filename"
    REFUSED_TYPE = "refused_type"
    FILE_TOO_LARGE = "file_too_large"
    TOO_MANY_ITEMS = "too_many_items"


SENTENCES: Mapping[Code, str] = {
    Code.WRONG_SHAPE: N_("This answer does not have the form its question expects."),
    Code.REQUIRED: N_("This answer is required."),
    Code.TOO_MANY_CHARS: N_(
        "The text has %(count)s characters; the limit is %(limit)s.",
    ),
    Code.TOO_MANY_WORDS: N_("The text has %(count)s words; the limit is %(limit)s."),
    Code.UNREADABLE: N_("The text holds characters that cannot be stored."),
    Code.UNKNOWN_OPTION: N_("“%(option)s” is not one of the choices."),
    Code.UNKNOWN_ROW: N_("“%(row)s” is not one of the lines."),
    Code.UNKNOWN_FIELD: N_("“%(field)s” is not one of the fields."),
    Code.REPEATED_OPTION: N_("“%(option)s” is chosen more than once."),
    Code.TOO_MANY_CHOICES: N_("There are %(count)s choices; the limit is %(limit)s."),
    Code.OTHER_UNSAID: N_("Say in a few words what the other choice is."),
    Code.NOT_A_NUMBER: N_("This is not a number, or it is too large to count with."),
    Code.TOO_SMALL: N_("The number must be at least %(limit)s."),
    Code.TOO_LARGE: N_("The number must be at most %(limit)s."),
    Code.NOT_A_DATE: N_("This is not a date of the calendar, written YYYY-MM-DD."),
    Code.NO_FILENAME: N_("The file has no name."),
    Code.REFUSED_TYPE: N_("“%(filename)s” is not of an accepted type: %(accepted)s."),
    Code.FILE_TOO_LARGE: N_("“%(filename)s” is larger than %(limit)s MB."),
    Code.TOO_MANY_ITEMS: N_("There are %(count)s entries; the limit is %(limit)s."),
}
"""The English sentence of every code, with the names of its `params`."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule, and where inside the value: a row, an item (from 1), a field."""

    code: Code
    params: Mapping[str, Any] = field(default_factory=dict)
    row: str | None = None
    item: int | None = None
    field: str | None = None

    @property
    def sentence(self) -> str:
        """What is wrong, in English."""
        return SENTENCES[self.code] % self.params
