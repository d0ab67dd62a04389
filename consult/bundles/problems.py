"""What can be wrong with a bundle, as sentences with their place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from consult.analysis.exchange import theme_words
from consult.calls import file_words
from consult.calls.written.cursor import Finding
from consult.calls.written.tree import Unreadable
from consult.contributions.answering import problems as answers

N_ = str  # Marks a sentence for the catalogue; commands translate it.

SENTENCES: Mapping[str, str] = {
    **file_words.SENTENCES,
    **theme_words.SENTENCES,
    # The call
    "not_a_slug": N_("“%(value)s” must be small letters and digits joined by hyphens."),
    "translation_of_itself": N_(
        "The texts are in “%(language)s” already: remove this translation."
    ),
    "unknown_zone": N_("“%(value)s” is not a time zone such as Europe/Paris."),
    "not_an_instant": N_("“%(value)s” is not a date and hour such as 2018-10-26T18:00."),
    "no_such_hour": N_(
        "%(value)s does not exist in %(zone)s: clocks went forward. Choose another hour."
    ),
    "hour_twice": N_("%(value)s happened twice in %(zone)s; the first one is taken."),
    "closes_before_opening": N_("The call must close after it opens."),
    "no_section": N_("The questionnaire has no section."),
    "no_question": N_("The questionnaire has no question."),
    "repeated_section": N_("Two sections have the key “%(key)s”."),
    "repeated_question": N_("Two questions have the key “%(key)s”."),
    "repeated_field": N_("Two fields have the key “%(key)s”."),
    "repeated_option": N_("Two choices have the key “%(key)s”."),
    "not_for_this_kind": N_("“%(key)s” means nothing for a question of kind %(kind)s."),
    "nothing_offered": N_("The list is empty."),
    "bounds_crossed": N_("The minimum %(least)s is above the maximum %(most)s."),
    "other_twice": N_("A choice has the key “other”, which “other: true” already takes."),
    "not_an_extension": N_("“%(value)s” is not a file extension such as pdf."),
    "condition_not_earlier": N_(
        "The condition rests on “%(key)s”, which is not an earlier question."
    ),
    "cannot_decide": N_("The condition rests on “%(key)s”, whose kind %(kind)s cannot decide."),
    "equals_or_in": N_("Give either “equals” or “in”."),
    "condition_no_option": N_("“%(value)s” is not a choice of “%(key)s”."),
    "consent_unclear": N_(
        "“%(key)s” should be a single choice among: %(allowed)s."
        " Any other answer is read as the most protective."
    ),
    "question_in_use": N_(
        "The question “%(key)s” would be lost or change its kind, but %(count)s things said or"
        " coded elsewhere rest on it."
    ),
    # Agencies
    "column_missing": N_("The column “%(key)s” is missing."),
    "column_twice": N_("The column “%(key)s” appears twice."),
    "column_unknown": N_("The column “%(key)s” is not used."),
    "too_many_cells": N_(
        "The line has more cells than the heading; a separator inside a text needs quotes."
    ),
    "cell_empty": N_("“%(key)s” is empty."),
    "cell_too_long": N_("“%(key)s” is longer than %(most)s characters."),
    "not_an_email": N_("“%(value)s” is not an e-mail address."),
    "same_agency": N_("“%(acronym)s” is the agency of line %(first)s; this line is left out."),
    "read_as_windows": N_("The file is not in UTF-8; it was read as Windows-1252."),
    # Contributions
    "unknown_agency": N_("“%(acronym)s” is not in agencies.csv."),
    "second_contribution": N_("“%(acronym)s” already answers in %(file)s; an agency answers once."),
    "not_a_channel": N_("“%(value)s” must be a short word such as web, email or pdf."),
    "withdrawn_draft": N_("A draft was never sent: it cannot be withdrawn."),
    "second_declaration": N_("“%(acronym)s” declares twice; an agency declares one thing."),
    "not_for_this_declaration": N_("“%(key)s” means nothing where an agency has %(kind)s."),
    "joins_itself": N_("“%(acronym)s” cannot join itself."),
    "confirmed_and_refused": N_("A wish to join is either confirmed or refused, not both."),
    "unknown_question_close": N_(
        "“%(key)s” is not a question of the call; did you mean “%(close)s”?"
    ),
    "late_said": N_("It was sent after the deadline; it counts as late."),
    "late_draft": N_("A draft is not late: the word is left out."),
    "before_opening": N_("It was sent before the call opened."),
    "not_put": N_("The question “%(key)s” was not put to this agency; the answer does not count."),
    "required_missing": N_("Required questions are not fully answered: %(keys)s."),
    # The note
    "too_many": N_("The list holds more than %(most)s lines."),
    "repeated_label": N_("Two figures are kept under the name “%(label)s”."),
    "repeated_block": N_("Two blocks have the key “%(key)s”."),
    "not_a_block": N_("This block cannot be read: “%(field)s” is not what is expected there."),
    "pictures_too_heavy": N_("The pictures of the note weigh more than %(most)s MB together."),
    "not_a_picture": N_(
        "“%(path)s” is no PNG or JPEG picture that the note can carry (%(fault)s)."
    ),
    # Attached files
    "path_unsafe": N_("The path “%(path)s” does not stay inside the bundle."),
    "file_missing": N_("The file “%(path)s” is not in the bundle."),
    "file_is_a_link": N_("“%(path)s” is a link; put the file itself in the bundle."),
    "file_unreadable": N_("The file “%(path)s” cannot be read: %(reason)s."),
    "filename_unsafe": N_("“%(name)s” is not a plain file name."),
    "not_what_it_says": N_("“%(path)s” does not look like a %(ending)s file."),
    "wrong_size": N_("“%(path)s” has %(found)s bytes, not %(said)s."),
}

BREAKS = re.compile("[\\s\x85\u2028\u2029]*[\t\n\r\x0b\x0c\x85\u2028\u2029]\\s*")
# What a file is named, or holds, never steers the terminal it is printed on.
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to tell about one file. A notice does not stop the bundle from being loaded."""

    file: str
    template: str
    params: Mapping[str, object] = field(default_factory=dict)
    line: int | None = None
    key: str = ""
    notice: bool = False

    @property
    def message(self) -> str:
        """The sentence, in English."""
        return self.sentence(str)

    @property
    def where(self) -> str:
        """The place, in English: a line, a key, or both."""
        return self.place(str)

    def sentence(self, translate: Translate) -> str:
        """The sentence, in the language of `translate`."""
        return translate(self.template) % self.params

    def place(self, translate: Translate) -> str:
        """The line and the key, so far as they are known."""
        line = translate(LINE) % {"line": self.line} if self.line else ""
        return ", ".join(part for part in (line, self.key) if part)

    def told(self, translate: Translate) -> str:
        """`file: where: sentence`, on one line whatever the file held."""
        parts = (self.file, self.place(translate), self.sentence(translate))
        return UNSEEN.sub("�", BREAKS.sub(" ", ": ".join(part for part in parts if part)))


LINE = N_("line %(line)s")


def from_finding(file: str, finding: Finding) -> Problem:
    """What a cursor noted, as a problem of its file."""
    return Problem(
        file, SENTENCES[finding.code], finding.params, finding.line, finding.path, finding.notice
    )


def from_unreadable(file: str, error: Unreadable) -> Problem:
    """A file that could not be read at all."""
    return Problem(file, SENTENCES[error.code], error.params, error.line)


def from_answer(file: str, line: int, key: str, problem: answers.Problem) -> Problem:
    """A rule that an answer breaks, with the row, the item or the field in its place."""
    place = f"answers.{key}"
    if problem.item is not None:
        place += f"[{problem.item}]"
    for part in (problem.field, problem.row):
        if part is not None:
            place += f".{part}"
    return Problem(file, answers.SENTENCES[problem.code], problem.params, line, place)
