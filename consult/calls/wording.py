"""What staff read about a questionnaire: its kinds, its history, what cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from consult.calls.building.altering import Change, Effect
from consult.calls.models import Act
from consult.calls.questionnaire import Question, QuestionKind, Questionnaire
from consult.calls.soundness import CannotBuild, Why

K = QuestionKind

KIND_WORDS: Mapping[QuestionKind, str] = {
    K.SHORT_TEXT: _l("Short text"),
    K.LONG_TEXT: _l("Long text"),
    K.SINGLE_CHOICE: _l("One choice"),
    K.MULTIPLE_CHOICE: _l("Several choices"),
    K.LIKERT: _l("Opinion scale"),
    K.RANKING: _l("Ranking"),
    K.NUMBER: _l("Number"),
    K.DATE: _l("Date"),
    K.FILE: _l("Files"),
    K.REPEAT: _l("Repeated group"),
}

ACT_WORDS: Mapping[Act, Any] = {
    Act.ADD: _l("addition of “%(what)s”"),
    Act.EDIT: _l("change of “%(what)s”"),
    Act.MOVE: _l("move of “%(what)s”"),
    Act.COPY: _l("copy of “%(what)s”"),
    Act.REMOVE: _l("removal of “%(what)s”"),
    Act.ADD_SECTION: _l("addition of the section “%(what)s”"),
    Act.EDIT_SECTION: _l("change of the section “%(what)s”"),
    Act.MOVE_SECTION: _l("move of the section “%(what)s”"),
    Act.COPY_SECTION: _l("copy of the section “%(what)s”"),
    Act.REMOVE_SECTION: _l("removal of the section “%(what)s”"),
    Act.TRANSLATE: _l("translations: %(what)s"),
}

WHY_WORDS: Mapping[Why, Any] = {
    Why.UNKNOWN: _l("This was removed meanwhile."),
    Why.KEY_TAKEN: _l("The key “%(key)s” is already taken: choose another."),
    Why.NO_LABEL: _l("Write what is asked."),
    Why.NOTHING_OFFERED: _l("“%(what)s” offers nothing to choose."),
    Why.REPEATED_OPTION: _l("The key “%(by)s” stands on two lines."),
    Why.OTHER_TWICE: _l("The key “other” is that of the free answer: give this option another."),
    Why.BOUNDS_CROSSED: _l("The lowest value is above the highest."),
    Why.CANNOT_DECIDE: _l(
        "“%(what)s” is asked depending on “%(by)s”, whose answers could no longer decide."
    ),
    Why.NOT_EARLIER: _l(
        "“%(what)s” is asked depending on the answer to “%(by)s”, which must come before it."
    ),
    Why.CONSENT: _l(
        "“%(what)s” rules what may be quoted of answers already given: it stays as it is once the "
        "call is open."
    ),
    Why.NO_SUCH_VALUE: _l(
        "“%(what)s” is asked after certain answers to “%(by)s”: keep or choose answers it offers."
    ),
}

CHANGE_WORDS: Mapping[Change, Any] = {
    Change.REMOVED: _l(
        "The question is withdrawn: nobody is asked any more. Answers already given stay "
        "readable, marked “withdrawn”."
    ),
    Change.KIND: _l(
        "Another kind makes another question: this one is withdrawn, its answers stay readable, "
        "and the new one is asked of everybody."
    ),
    Change.SHAPE: _l(
        "Its scale or its columns change, which makes another question: this one is withdrawn, "
        "its answers stay readable, and the new one is asked of everybody."
    ),
    Change.OPTION: _l("“%(option)s” is no longer offered; those who chose it keep it."),
    Change.OTHER: _l("A free answer is no longer offered; those who wrote one keep it."),
    Change.REQUIRED: _l(
        "An answer becomes required: drafts lacking it can no longer be sent as they are."
    ),
    Change.LIMIT: _l(
        "The limits become narrower: drafts beyond them can no longer be sent as they are."
    ),
    Change.CONDITION: _l(
        "The question is put to fewer agencies: the others no longer send their answer to it."
    ),
}


def act_words(act: Act, subject: str) -> str:
    """« suppression de « … » », for a button and for the history."""
    return str(ACT_WORDS[act]) % {"what": subject}


def why_words(refused: CannotBuild, told: Questionnaire) -> str:
    """Why an act is refused, naming the questions by their labels."""
    return str(WHY_WORDS[refused.why]) % {
        "key": refused.question,
        "what": named(told, refused.question),
        "by": named(told, refused.by),
    }


def change_words(effect: Effect) -> str:
    """What a change does to those who answered."""
    return str(CHANGE_WORDS[effect.change]) % {"option": effect.detail}


def named(told: Questionnaire, key: str) -> str:
    """The label of a question, or else the key itself."""
    found: Question | None = told.by_key.get(key)
    return found.label if found else key
