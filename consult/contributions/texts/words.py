"""What a text says: how many words it has, and whether it says anything at all."""

from __future__ import annotations

import re
import unicodedata

SPACE = "\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
"""What separates words, as the inside of a character class that Python and JavaScript share."""

WORD = re.compile(rf"[^\W_][^{SPACE}]*")
LETTERS = re.compile(r"[^\W_]+")

NOTHING_TO_SAY = frozenset(
    {
        "ras",
        "rienasignaler",
        "neant",
        "so",
        "sansobjet",
        "sansreponse",
        "na",
        "nonapplicable",
        "nonconcerne",
        "nonconcernee",
        "notapplicable",
        "nothingtoreport",
    }
)
"""What people write instead of leaving a space empty, without accents, case or punctuation.

« Rien », « Aucun » and « Non » are left out: to some questions they are the answer.
"""

LONGEST = max(map(len, NOTHING_TO_SAY))


def one_newline(text: str) -> str:
    r"""The same characters, with `\n` for every `\r\n` or lone `\r`."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def word_count(text: str) -> int:
    r"""How many words a text has, by the rule that the browser's counter follows too.

    A word is a run without white space that holds a letter or a digit, so « l’action » and
    « peut-être » are one word each, as for LibreOffice and Word, and a lone « : », « – » or
    bullet is none. White space includes the no-break spaces. In JavaScript:
    `text.split(/[SPACE]+/u).filter(run => /[\p{L}\p{N}]/u.test(run)).length`.
    """
    return len(WORD.findall(text))


def says_something(text: str) -> bool:
    """Whether a text is more than white space, punctuation or a way of saying « nothing ».

    Accents, case, punctuation and invisible characters are ignored: « R.A.S. », « Néant ! »
    and « n/a » say nothing. A sign without letter or digit, even an emoji, says nothing.
    """
    letters = ""
    for run in LETTERS.finditer(text):
        letters += run.group()
        if len(letters) > LONGEST:
            return True
    return bool(letters) and _bare(letters) not in NOTHING_TO_SAY


def _bare(letters: str) -> str:
    """Lower case, and without the accents that `letters` may carry."""
    spelled = unicodedata.normalize("NFKD", letters.casefold())
    return "".join(sign for sign in spelled if not unicodedata.combining(sign))
