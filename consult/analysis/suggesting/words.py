"""What the pages of suggestions say of an assistant: why something of its answer was dropped."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.analysis.suggesting.checking import Drop

DROP_WORDS = {
    Drop.NOT_JSON: _l("The answer is not the JSON that was asked for."),
    Drop.NO_TITLE: _l("A theme without a title."),
    Drop.TOO_LONG: _l("A title or a definition that is too long."),
    Drop.TOO_MANY: _l("More than what was asked for."),
    Drop.UNKNOWN_PASSAGE: _l("A passage that does not exist."),
    Drop.NOT_A_QUOTE: _l("A quote that does not stand in the answer to the letter."),
    Drop.TOO_SHORT: _l("A quote too short to mean anything."),
    Drop.NO_PASSAGE: _l("A theme of which no passage is left."),
}
