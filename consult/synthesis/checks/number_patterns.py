"""How each language says counts of agencies, shares and parts of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from consult.synthesis.checks.number_words import pattern

SP = r"[ \t\u00a0\u202f]+"
BEFORE = r"(?<![\w.,'’\-/])"
SIGN = r"[ \u00a0\u202f]*"


@dataclass(frozen=True, slots=True)
class Sayings:
    """Expressions of one language.

    `counts` finds « sept agences sur dix », `ratios` « 7 sur 10 », `shares` « 70 % »; `parts`
    finds « la moitié des agences ». `of_agencies` matches after a share what makes it one of
    agencies. `articles` are numbers that also begin any noun, unless one of `only` goes with them.
    """

    counts: re.Pattern[str]
    ratios: re.Pattern[str]
    shares: re.Pattern[str]
    parts: re.Pattern[str]
    of_agencies: re.Pattern[str]
    articles: frozenset[str]
    only: re.Pattern[str]


def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE)


def _either(*words: str) -> str:
    return f"(?:{'|'.join(words)})"


_WHO = _either("agences?", "répondante?s?", "contributeurs?", "contributrices?", "contributions?")
_ANY = _either(
    *("autres?", "seules?", "grandes?", "petites?", "premières?", "dernières?", "nouvelles?"),
)
_OTHERS = _either(
    *("de l[’']eau", "de l[’']État", "d[’']intérim", "d[’']urbanisme", "(?:régionales? )?de santé"),
    *("de voyages?", "de presse", "de notation", "de communication", "de placement", "web"),
    *("de publicité", "bancaires?", "immobilières?", "postales?", "nationales?", "spatiales?"),
    *("européennes?", "gouvernementales?", "financières?", "volontaires?", "obligatoires?"),
    *("directes?", "carbone", "sociales?", "fiscales?", "foncières?"),
)
"""What makes agencies others than those consulted, and contributions money."""

_WHOM = _either("agency", "agencies", "respondents?", "contributors?", "contributions?")


@lru_cache(maxsize=2)
def sayings(language: str) -> Sayings:
    """The expressions of a language: compiled, in half a second, when a number is looked for."""
    return _french() if language == "fr" else _english()


def _french() -> Sayings:
    number = pattern("fr")
    return Sayings(
        counts=_compiled(
            rf"{BEFORE}(?P<number>{number}){SP}(?:{_ANY}{SP})?(?P<noun>{_WHO})\b(?!{SP}{_OTHERS}\b)"
            rf"(?:{SP}(?:de développement{SP})?sur{SP}(?P<base>{number})\b)?"
        ),
        ratios=_compiled(
            rf"{BEFORE}(?P<number>{number}){SP}sur{SP}(?P<base>{number})\b"
            rf"(?![.,]\d|{SIGN}%)(?!{SP}(?!agences\b)[^\W\d_]+[sx]\b)"
        ),
        shares=_compiled(
            rf"{BEFORE}(?P<number>\d+(?:[.,]\d+)?|{number}){SIGN}(?:%|pour{SP}cents?\b|pourcents?\b)"
        ),
        parts=_compiled(
            rf"\b(?:la moitié|(?:un|le|deux|les deux) tiers|(?:un|trois|les trois) quarts?){SP}"
            rf"(?:des|de nos|de ces|d[’']entre les){SP}{_WHO}\b"
            rf"|\b(?:aucune|pas une)(?:{SP}seule)?(?:{SP}des)?{SP}{_WHO}\b(?!{SP}{_OTHERS}\b)"
        ),
        of_agencies=_compiled(
            rf"{SP}(?:des|de nos|de ces|parmi les|d[’']entre)(?:{SP}\w+)?{SP}(?:{_WHO}|adhérents)\b"
            rf"|{SP}d[’'](?:agences|entre{SP}elles)\b"
        ),
        articles=frozenset({"un", "une"}),
        only=_compiled(r"\bseule?s?\b"),
    )


def _english() -> Sayings:
    number = pattern("en")
    return Sayings(
        counts=_compiled(
            rf"{BEFORE}(?P<number>{number}){SP}(?:(?:other|only|single|large|small|first|last){SP})?"
            rf"(?P<noun>{_WHOM})\b(?:{SP}(?:out{SP})?of{SP}(?P<base>{number})\b)?"
        ),
        ratios=_compiled(
            rf"{BEFORE}(?P<number>{number}){SP}out{SP}of{SP}(?P<base>{number})\b"
            rf"(?![.,]\d|{SIGN}%)(?!{SP}(?!agencies\b)[^\W\d_]+s\b)"
        ),
        shares=_compiled(
            rf"{BEFORE}(?P<number>\d+(?:[.,]\d+)?|{number}){SIGN}(?:%|per{SP}?cent\b)"
        ),
        parts=_compiled(
            rf"\b(?:half|(?:a|one) third|two thirds|(?:a|one|three) quarters?){SP}"
            rf"(?:of{SP})?(?:the{SP})?{_WHOM}\b"
            rf"|\bno{SP}agency\b"
        ),
        of_agencies=_compiled(rf"{SP}of{SP}(?:the{SP}|our{SP})?{_either(_WHOM, 'them')}\b"),
        articles=frozenset({"a", "one"}),
        only=_compiled(r"\b(?:only|single)\b"),
    )
