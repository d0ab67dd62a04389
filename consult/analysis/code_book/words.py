"""What the pages of the code book say: colours, refusals, what was done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from consult.analysis.code_book.editing import CannotShape, Fault

COLOUR_WORDS = {
    1: _l("blue"),
    2: _l("brick"),
    3: _l("green"),
    4: _l("purple"),
    5: _l("ochre"),
    6: _l("teal"),
    7: _l("pink"),
    8: _l("moss"),
    9: _l("indigo"),
    10: _l("brown"),
    11: _l("slate"),
    12: _l("red"),
}


def letter(colour: int) -> str:
    """The letter that stands beside a colour for those who do not tell it apart."""
    return chr(ord("A") + colour - 1)


def refusal_words(refused: CannotShape) -> str:
    """Why the code book is left as it is, and what to do about it."""
    count = int(str(refused.params.get("count", 0)))
    sentences: dict[Fault, str] = {
        Fault.CHANGED: _(
            "Somebody changed the theme, or coded with it, since you opened the page: here is how"
            " it stands now. Nothing was done; do it again if it still holds."
        ),
        Fault.KEY_TAKEN: _(
            "The key “%(key)s” is already that of another theme there: merge the two instead.",
            key=refused.params.get("key", ""),
        ),
        Fault.OTHER_QUESTIONS: ngettext(
            "%(num)s passage of another question is under this theme: it cannot be of one alone.",
            "%(num)s passages of other questions are under this theme: it cannot be of one alone.",
            count,
        ),
        Fault.NOT_UNDER: _("A theme cannot stand under itself, nor more than six levels deep."),
        Fault.ITSELF: _("Choose another theme than this one."),
        Fault.OTHER_LIST: _("The theme above must be of the same question."),
        Fault.NOTHING_CHOSEN: _("Tick the passages that go to the new theme."),
    }
    return sentences[refused.fault]


def theme_act_words(kind: str, about: Mapping[str, Any]) -> str:
    """What was done to the code book, in one sentence; empty for an act of another kind."""
    told = {"theme": "", "into": "", "before": "", "count": 0, **about}
    renamed = kind == "theme_amended" and told["before"]
    sentences: dict[str, str] = {
        "theme_added": _("theme “%(theme)s” added", **told),
        "theme_accepted": _("theme “%(theme)s” made of a suggestion", **told),
        "theme_amended": _("theme “%(theme)s” changed", **told),
        "theme_moved": _("theme “%(theme)s” moved", **told),
        "theme_bound": _("theme “%(theme)s” moved to another list", **told),
        "theme_merged": _("theme “%(theme)s” merged into “%(into)s”", **told),
        "theme_split": _("theme “%(into)s” taken out of “%(theme)s”", **told),
        "theme_removed": _("theme “%(theme)s” removed", **told),
        "themes_imported": _("themes imported from “%(theme)s”", **told),
    }
    if renamed:
        return str(_("theme “%(before)s” renamed “%(theme)s”", **told))
    return sentences.get(kind, "")
