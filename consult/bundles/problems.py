"""What can be wrong with a bundle, as sentences with their place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from consult.calls.cursor import Finding
from consult.calls.tree import Unreadable
from consult.contributions import problems as answers

N_ = str  # Marks a sentence for the catalogue; commands translate it.

SENTENCES: Mapping[str, str] = {
    # A file as a whole
    "missing_bundle": N_("There is no folder or .zip file here."),
    "missing_file": N_("The file is missing."),
    "unreadable_file": N_("The file cannot be opened: %(reason)s."),
    "file_too_large": N_("The file is larger than %(most)s MB."),
    "not_a_file": N_("This is not an ordinary file."),
    "symlink": N_("Links to other files are not followed: put the file itself in the bundle."),
    "not_utf8": N_("The text is not encoded in UTF-8; save the file again as UTF-8."),
    "control_character": N_("The control character %(character)s is not allowed; remove it."),
    "not_yaml": N_(
        "YAML cannot be read from here on: check indentation, quotes and colons (%(detail)s)."
    ),
    "tag": N_("YAML tags are not allowed: %(tag)s."),
    "several_documents": N_("Only one YAML document is allowed: remove the line “---”."),
    "too_many_values": N_(
        "The file holds more than %(most)s values once its aliases are expanded."
    ),
    "too_deep": N_("Values are nested more than %(most)s levels deep."),
    "unknown_alias": N_("The alias *%(name)s names nothing complete."),
    "key_not_text": N_("A key must be a word, not a list or a mapping."),
    # Shapes
    "not_a_mapping": N_("Keys and values are expected here."),
    "not_a_list": N_("A list is expected here."),
    "not_text": N_("A text is expected here."),
    "not_a_number": N_("A number is expected here."),
    "not_whole": N_("A whole number from %(least)s to %(most)s is expected here."),
    "not_between": N_("A number above %(least)s and up to %(most)s is expected here."),
    "not_a_flag": N_("Write true or false."),
    "not_one_of": N_("“%(value)s” is not one of: %(allowed)s."),
    "several_lines": N_("This text must fit on one line."),
    "too_long": N_("This text is longer than %(most)s characters."),
    "repeated_key": N_("The key “%(key)s” appears twice."),
    "unknown_key": N_("The key “%(key)s” is not known."),
    "unknown_key_close": N_("The key “%(key)s” is not known; did you mean “%(close)s”?"),
    "key_missing": N_("“%(key)s” is missing."),
    # The call
    "wrong_schema": N_("The schema must be “%(expected)s”."),
    "not_a_slug": N_("“%(value)s” must be small letters and digits joined by hyphens."),
    "not_a_key": N_(
        "“%(value)s” must be letters, digits, “-” and “_”, beginning with neither “-” nor a space."
    ),
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
    "empty_table": N_("The table is empty."),
    "table_too_large": N_("The table has more than %(lines)s lines or %(columns)s columns."),
    "unreadable_table": N_("The table cannot be read from here on: %(detail)s."),
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
    "unknown_question": N_("“%(key)s” is not a question of the call."),
    "unknown_question_close": N_(
        "“%(key)s” is not a question of the call; did you mean “%(close)s”?"
    ),
    "late_said": N_("It was sent after the deadline; it counts as late."),
    "late_draft": N_("A draft is not late: the word is left out."),
    "before_opening": N_("It was sent before the call opened."),
    "not_put": N_("The question “%(key)s” was not put to this agency; the answer does not count."),
    "required_missing": N_("Required questions are not fully answered: %(keys)s."),
    # Attached files
    "path_unsafe": N_("The path “%(path)s” does not stay inside the bundle."),
    "file_missing": N_("The file “%(path)s” is not in the bundle."),
    "file_is_a_link": N_("“%(path)s” is a link; put the file itself in the bundle."),
    "file_unreadable": N_("The file “%(path)s” cannot be read: %(reason)s."),
    "filename_unsafe": N_("“%(name)s” is not a plain file name."),
    "not_what_it_says": N_("“%(path)s” does not look like a %(ending)s file."),
    "wrong_size": N_("“%(path)s” has %(found)s bytes, not %(said)s."),
    # Themes
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
    # Archives
    "not_a_zip": N_("This is not a .zip file that can be read."),
    "zip_encrypted": N_("“%(name)s” is protected by a password."),
    "zip_too_many": N_("The archive holds more than %(most)s files."),
    "zip_too_large": N_("The archive would unpack to more than %(most)s MB."),
    "zip_bomb": N_("“%(name)s” is compressed beyond reason."),
    "zip_unsafe": N_("The name “%(name)s” does not stay inside the archive."),
    "zip_link": N_("“%(name)s” is a link; put the file itself in the archive."),
    "zip_twice": N_("Two files of the archive are named “%(name)s”."),
    "zip_method": N_("“%(name)s” is compressed by a method that is not accepted."),
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
