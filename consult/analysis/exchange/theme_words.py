"""What can be wrong with a code book in a file, and what an import leaves aside."""

from __future__ import annotations

from collections.abc import Mapping

N_ = str  # Marks a sentence for the catalogue; pages and commands translate it.

SENTENCES: Mapping[str, str] = {
    "unknown_question": N_("“%(key)s” is not a question of the call."),
    "other_call": N_("The themes are those of the call “%(value)s”, not of “%(slug)s”."),
    "not_coded": N_("Answers to “%(key)s” are not texts that can be coded."),
    "repeated_theme": N_("Two themes of “%(question)s” have the key “%(key)s”."),
    "repeated_theme_across": N_("Two themes of every question have the key “%(key)s”."),
    "theme_here_and_across": N_(
        "“%(key)s” is the key of a theme of “%(question)s” and of a theme of every question."
    ),
    "unknown_parent": N_("“%(key)s” is no other theme of the same list."),
    "too_deep_parent": N_(
        "Themes stand one under the other more than %(most)s times, or in a ring."
    ),
    "no_sent_answer": N_("%(agency)s has not sent an answer to “%(question)s”."),
    "item_and_field": N_("“item” and “field” are needed for a repeated question, and only there."),
    "no_such_item": N_(
        "The answer of %(agency)s has no text for item %(item)s, field “%(field)s”."
    ),
    "passage_not_found": N_("The answer of %(agency)s does not contain: “%(text)s”."),
    "passage_elsewhere": N_(
        "The passage “%(text)s” of %(agency)s does not begin at character %(start)s."
    ),
    "passage_twice": N_(
        "“%(text)s” occurs several times in the answer of %(agency)s; the first is taken."
        " “start” would choose."
    ),
    "repeated_passage": N_("This passage of %(agency)s is given twice: “%(text)s”."),
    "unassigned_and_coded": N_(
        "This passage of %(agency)s is both under a theme and unassigned: “%(text)s”."
    ),
}
