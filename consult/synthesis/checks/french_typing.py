"""Typing that the press does not mend by itself: « 2ème », « coeur », « mot; », « A l’ouest ».

Spaces and apostrophes that `typography` sets on every page are not proposed: nobody would see
the difference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from consult.synthesis.checks.findings import Check, Finding
from consult.synthesis.checks.ground import QUOTED, Ground
from consult.synthesis.drafting.blocks import Words
from consult.synthesis.typography import FIRM, THIN

Replacement = str | Callable[[re.Match[str]], str]


class Rule(NamedTuple):
    """What is looked for, and what it becomes."""

    pattern: re.Pattern[str]
    instead: Replacement


_LIGATURES = (
    "coeur|choeur|soeur|noeud|voeu|voeux|boeuf|moeurs|manoeuvre|manoeuvrer|oeuvre|oeuvrer|oeuvrent|"
    "chef-d[’']oeuvre|main-d[’']oeuvre|oeil|oeufs?"
)
_ACCENTED = (
    "Etat|Etats|Ecole|Ecoles|Economie|Economies|Economique|Economiques|Energie|Energies|Etude|"
    "Etudes|Equipe|Equipes|Equipement|Equipements|Education|Elu|Elus|Election|Elections|"
    "Etablissement|Etablissements|Evolution|Evaluation|Ecologie|Ecologique|Egalement|Enonce|Ile|Iles"
)
_UPPER = {"E": "É", "I": "Î"}
_NARROW = " \u00a0\u202f"

FRENCH: tuple[Rule, ...] = (
    Rule(re.compile(r"(?<=\S) {2,}(?=\S)"), " "),
    Rule(re.compile(rf"(?<=[\w)»])[{_NARROW}]+([,.])(?=\s|$)"), r"\1"),
    Rule(re.compile(r"(?<=[^\W\d_]),(?=[^\W\d_])"), ", "),
    Rule(re.compile(r"(?<=[\w»)’])([;!?])(?=\s|$)"), rf"{THIN}\1"),
    Rule(re.compile(r"(?<=[\w»)’]):(?=\s|$)"), f"{FIRM}:"),
    Rule(re.compile(r"\b(\d{1,3}|[IVX]{1,5})(?:[eèé]me)(s?)\b"), r"\1e\2"),
    Rule(re.compile(r"\b(1|I)[eè]re(s?)\b"), r"\1re\2"),
    Rule(re.compile(r"\betc ?(?:\.{2,}|…)"), "etc."),
    Rule(re.compile(r"\bMr\.? (?=[A-ZÉÈ])"), f"M.{FIRM}"),
    Rule(
        re.compile(rf"\b(?:{_LIGATURES})", re.IGNORECASE),
        lambda found: _ligature(found.group()),
    ),
    Rule(
        re.compile(rf"\b(?:{_ACCENTED})\b"),
        lambda found: _UPPER[found.group()[0]] + found.group()[1:],
    ),
    Rule(
        re.compile(
            r"(?:(?<=^)|(?<=[.!?…]\s))A(?=\s(?:la|l[’']|cette|ce|cet|ces|partir|noter|défaut|terme|"
            r"titre|long|court|moyen|travers|côté|propos|leur|notre|son|l’)\b|\s?l[’'])"
        ),
        "À",
    ),
    Rule(re.compile(r"(?<=\w) - (?=\w)"), f"{FIRM}– "),
    Rule(re.compile(r'(?<![\w"])"([^"\n«»]{1,400})"(?![\w"])'), rf"«{FIRM}\1{FIRM}»"),
)
ENGLISH: tuple[Rule, ...] = (FRENCH[0], FRENCH[1])
QUOTES = FRENCH[-1]
"""The one rule that looks at quotation marks; the others leave alone what stands between them."""


def typography(ground: Ground) -> Iterator[Finding]:
    """Each correction proposed, with what it becomes."""
    language = ground.desk.words.language
    for one in ground.typed:
        for start, end, instead in corrections(one.text, language):
            words = one.text[start:end]
            around = one.text[max(0, start - 12) : end + 12].replace("\n", " ")
            told = {"words": words, "instead": instead, "around": around.strip()}
            if fixes := one.fix(start, end, (Words(instead),)):
                yield Finding(Check.TYPOGRAPHY, one.block.id, words, told, fixes)


def corrections(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Characters to replace, in order and apart from one another, with what to put there."""
    quoted = [one.span() for one in QUOTED.finditer(text)]
    found: list[tuple[int, int, str]] = []
    for rule in FRENCH if language == "fr" else ENGLISH:
        for match in rule.pattern.finditer(text):
            start, end = match.span()
            inside = any(a < end and start < b for a, b in quoted)
            if inside and rule is not QUOTES:
                continue
            instead = rule.instead(match) if callable(rule.instead) else match.expand(rule.instead)
            if any(start < taken[1] and taken[0] < end for taken in found) or (
                instead == match.group()
            ):
                continue
            found.append((start, end, instead))
    yield from sorted(found)


def _ligature(word: str) -> str:
    upper = word.isupper() and len(word) > 1
    mended = re.sub("oe", "œ", word)
    mended = re.sub("Oe", "Œ", mended)
    return re.sub("OE", "Œ", mended) if upper else mended


CHECKS = (typography,)
