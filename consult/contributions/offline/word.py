"""The blank questionnaire as a Word document: a control for each place, named by its mark.

LibreOffice forgets the tags of controls and keeps bookmarks, Word does the reverse when somebody
types over one: each place has both.
"""

from __future__ import annotations

import itertools
import re
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import flask_babel
from flask import render_template

from consult.contributions.offline.blank import conditions, steps
from consult.contributions.offline.guidance import block_title, guidance
from consult.contributions.offline.marks import (
    blocks_of,
    bookmark_of,
    secret_of,
    slots,
    tag_of,
)
from consult.contributions.offline.sheet import Sheet
from consult.contributions.values import as_question

_: Callable[..., str] = flask_babel.gettext
LANGUAGES = {"fr": "fr-FR", "en": "en-GB"}
PARTS = {
    "[Content_Types].xml": "types.xml",
    "_rels/.rels": "package-rels.xml",
    "docProps/core.xml": "core.xml",
    "word/_rels/document.xml.rels": "document-rels.xml",
    "word/document.xml": "document.xml",
    "word/footer.xml": "footer.xml",
    "word/settings.xml": "settings.xml",
    "word/styles.xml": "styles.xml",
}
PACKED_AT = (1980, 1, 1, 0, 0, 0)
BETWEEN = re.compile(r">\s+<")
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What XML does not allow, were it typed into the title of a call."""


def as_word(sheet: Sheet) -> bytes:
    """The questionnaire as a .docx; the same sheet gives the same bytes."""
    said = _words(sheet)
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, template in PARTS.items():
            entry = zipfile.ZipInfo(name, date_time=PACKED_AT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            text = UNWRITABLE.sub("", render_template(f"contributions/word/{template}", **said))
            # White space between elements would be no error, but Word writes none either.
            package.writestr(entry, HEAD + BETWEEN.sub("><", text.strip()))
    return made.getvalue()


def placeholder() -> str:
    """What stands in a place until somebody writes there; never taken for an answer."""
    return _("Write here")


HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def _words(sheet: Sheet) -> Mapping[str, Any]:
    places = {slot.mark: slot for slot in slots(sheet.questionnaire)}
    numbers = itertools.count(1)
    return {
        "sheet": sheet,
        "language": LANGUAGES.get(sheet.language, "en-GB"),
        "dated": f"{sheet.dated:%Y-%m-%dT%H:%M:%SZ}",
        "places": places,
        "steps": steps(sheet, word=True),
        "conditions": conditions(sheet),
        "secret": {
            one.key: mark for one in sheet.questionnaire if (mark := secret_of(one).mark) in places
        },
        "placeholder": placeholder(),
        "number": lambda: next(numbers),
        "guidance": guidance,
        "block_title": block_title,
        "blocks_of": blocks_of,
        "as_question": as_question,
        "bookmark_of": bookmark_of,
        "tag_of": tag_of,
    }
