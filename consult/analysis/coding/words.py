"""What the pages of coding say: what was done, and why something was not."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.analysis.code_book.words import theme_act_words
from consult.analysis.coding.carrying import Fate
from consult.analysis.coding.history import Told
from consult.analysis.coding.spots import CannotCode, Why
from consult.analysis.material import Stance
from consult.analysis.models import Origin

STANCE_WORDS = {
    Stance.SUPPORT: _l("for"),
    Stance.OPPOSE: _l("against"),
    Stance.NUANCE: _l("qualified"),
}
ORIGIN_WORDS = {
    Origin.HUMAN: _l("coded by hand"),
    Origin.IMPORT: _l("imported"),
    Origin.ACCEPTED: _l("accepted suggestion"),
}
FATE_WORDS = {
    Fate.STANDS: _l("It stands as it was."),
    Fate.MOVED: _l("The same words are elsewhere in the new text:"),
    Fate.SEVERAL: _l("The same words are in several places of the new text:"),
    Fate.CHANGED: _l("These words changed; the nearest passage of the new text:"),
    Fate.VANISHED: _l("These words are no longer in the answer."),
}


def done(kind: str, theme: str = "") -> str:
    """The sentence that says that an act is done."""
    sentences: dict[str, str] = {
        "coded": _("Coded: %(theme)s.", theme=theme),
        "amended": _("The coding says this from now on."),
        "uncoded": _("The coding is removed. “Undo” brings it back."),
        "placed": _("The passage counts in the new version."),
        "dropped": _("The passage is given up. “Undo” brings it back."),
        "undone": _("Undone."),
        "redone": _("Done again."),
    }
    return sentences[kind]


def refusal(refused: CannotCode) -> str:
    """Why nothing was done, and what to do about it."""
    sentences: dict[Why, str] = {
        Why.NEWER: _(
            "The agency has sent a newer version, shown here: choose the words again in it."
        ),
        Why.WITHDRAWN: _("The agency has withdrawn this contribution: it is coded no more."),
        Why.EMPTY: _("Choose at least one word of the answer, then a theme."),
        Why.THEME: _("Choose a theme of this question."),
        Why.STANCE: _("This theme has no claim that a passage could be for or against."),
        Why.ALREADY: _(
            "You said otherwise of this passage under this theme already: change that coding."
        ),
        Why.CHANGED: _("Somebody changed it since you opened the page: here is what it says now."),
        Why.NOT_YOURS: _("A colleague said this: add a coding of your own beside it."),
        Why.LONG: _("A comment has at most 2,000 characters."),
    }
    return sentences[refused.why]


def act_words(act: Told) -> str:
    """What was done, in one sentence of the history."""
    about = {"theme": "", "agency": "", **act.about}
    about["themes"] = ", ".join(act.about.get("themes", ()))
    sentences: dict[str, str] = {
        "coded": _("%(agency)s: a passage put under “%(theme)s”", **about),
        "amended": _("%(agency)s: a coding under “%(theme)s” changed", **about),
        "uncoded": _("%(agency)s: a coding under “%(theme)s” removed", **about),
        "placed": _("%(agency)s: a passage placed in the new version (%(themes)s)", **about),
        "dropped": _("%(agency)s: a passage given up (%(themes)s)", **about),
    }
    told = sentences.get(act.kind) or theme_act_words(act.kind, act.about)
    return told or _("The themes were changed")
