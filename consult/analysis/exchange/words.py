"""What the pages say of an import: what would be done, and what is left aside."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from consult.analysis.exchange import theme_words
from consult.analysis.exchange.said import Note, Told
from consult.calls import file_words
from consult.calls.written.cursor import Finding
from consult.calls.written.tree import Unreadable

FIELD_WORDS = {
    "label": _l("title"),
    "claim": _l("claim"),
    "description": _l("definition"),
    "colour": _l("colour"),
    "parent": _l("place"),
}

OWN = {
    "too_many_themes": _l("The file holds more than %(most)s themes: no code book is that long."),
    "too_many_codings": _l(
        "The file holds more than %(most)s codings: import it in several parts."
    ),
    "not_xml": _l("The XML of the project cannot be read (%(detail)s)."),
    "xml_doctype": _l("The XML of the project declares a document type: that is not accepted."),
    "not_refi": _l("This is neither a REFI-QDA project nor a REFI-QDA code book."),
}


def unreadable_words(error: Unreadable) -> str:
    """Why a file is not read at all."""
    told = OWN.get(error.code) or _(file_words.SENTENCES[error.code])
    sentence: str = str(told) % error.params
    if error.line is None:
        return sentence
    return str(_("Line %(line)s: %(what)s", line=error.line, what=sentence))


def finding_words(finding: Finding) -> str:
    """What is wrong in a file, with its line."""
    sentences = {**file_words.SENTENCES, **theme_words.SENTENCES}
    sentence = str(_(sentences[finding.code])) % finding.params
    if finding.line is None:
        return sentence
    return str(_("Line %(line)s: %(what)s", line=finding.line, what=sentence))


def note_words(told: Told) -> str:
    """What does not fit, or is worth knowing."""
    said = {"line": "", "label": "", "question": "", "value": "", "names": "", **told.params}
    sentences = {
        Note.OTHER_CALL: _(
            "The file is of the call “%(value)s”: its passages are looked for in this one.", **said
        ),
        Note.UNKNOWN_QUESTION: _(
            "Line %(line)s: “%(question)s” is no question of this call whose answers are coded.",
            **said,
        ),
        Note.REPEATED: _("Line %(line)s: the theme “%(label)s” is there twice.", **said),
        Note.UNREADABLE_LINE: _("Line %(line)s: a theme needs a key and a title.", **said),
        Note.FLATTENED: _(
            "“%(label)s” stands deeper than six levels: it is brought to the top.", **said
        ),
        Note.OTHER_SOURCES: ngettext(
            "%(num)s document that is no plain text (PDF, picture, sound) is left aside.",
            "%(num)s documents that are no plain text (PDF, pictures, sound) are left aside.",
            int(said.get("count", 0)),
        ),
        Note.UNMATCHED_SOURCE: _(
            "The document “%(label)s” has no text in the file: its passages are left aside.", **said
        ),
        Note.CODERS: _("Coded in the file by: %(names)s. Here, it is said to be imported.", **said),
    }
    return str(sentences[told.note])
