"""Figures and names of places that answers mention, for somebody to check: nothing is judged.

A place is known by name only: the regions, the departments and their chief towns, and what the
directory says of the agencies of the call. A river, a family or a station may bear the same
name; names that are also common words (« Nord », « Lot ») are told only within a sentence, and
with their capital.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from consult.analysis.figures.shared import Place
from consult.analysis.suggesting.lemmas import unaccented
from consult.analysis.suggesting.stopwords import STOPWORDS
from consult.campaign.places import REGIONS

NUMBER = r"\d{1,3}(?:[ \u00a0\u202f.]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
UNIT = r"[ \u00a0\u202f]?(?:%|‰|[kM]?€|°C?)|[ \u00a0\u202f][^\W\d_][\w’'-]*(?: d(?:e |’|'|es )\w+)?"
FIGURE = re.compile(rf"(?<![\w.,/-])(?:{NUMBER})(?:{UNIT})?(?![\w/])")
YEAR = re.compile(r"(?:19|20)\d\d")
LONGEST = 60
MOST_FIGURES = 200
MOST_NAMES = 40

CHIEF_TOWNS = (
    "Bourg-en-Bresse|Laon|Moulins|Digne|Gap|Nice|Privas|Charleville-Mézières|Foix|Troyes|"
    "Carcassonne|Rodez|Marseille|Caen|Aurillac|Angoulême|La Rochelle|Bourges|Tulle|Ajaccio|Bastia|"
    "Dijon|Saint-Brieuc|Guéret|Périgueux|Besançon|Valence|Évreux|Chartres|Quimper|Nîmes|Toulouse|"
    "Auch|Bordeaux|Montpellier|Rennes|Châteauroux|Tours|Grenoble|Lons-le-Saunier|Mont-de-Marsan|"
    "Blois|Saint-Étienne|Le Puy-en-Velay|Nantes|Orléans|Cahors|Agen|Mende|Angers|Saint-Lô|"
    "Châlons-en-Champagne|Chaumont|Laval|Nancy|Bar-le-Duc|Vannes|Metz|Nevers|Lille|Beauvais|"
    "Alençon|Arras|Clermont-Ferrand|Pau|Tarbes|Perpignan|Strasbourg|Colmar|Lyon|Vesoul|Mâcon|"
    "Le Mans|Chambéry|Annecy|Paris|Rouen|Melun|Versailles|Niort|Amiens|Albi|Montauban|Toulon|"
    "Avignon|La Roche-sur-Yon|Poitiers|Limoges|Épinal|Auxerre|Belfort|Évry|Nanterre|Bobigny|"
    "Créteil|Cergy|Basse-Terre|Fort-de-France|Cayenne|Saint-Denis|Mamoudzou"
)
COMMON = frozenset(
    (
        "Nord",
        "Lot",
        "Cher",
        "Manche",
        "Landes",
        "Vienne",
        "Creuse",
        "Orne",
        "Var",
        "Tarn",
        "Ain",
        "Aube",
        "Eure",
        "Marne",
        "Somme",
        "Tours",
        "Laval",
        "Pau",
        "Gap",
        "Valence",
        "Nice",
        "Moulins",
        "Foix",
        "Mende",
        "Loire",
        "Chaumont",
        "Metz",
    )
)
"""Names that are also something else: not told at the head of a sentence."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Characters of an answer: `place` is where they stand, in the sentence `around` them."""

    place: Place
    around: Place


@dataclass(frozen=True, slots=True)
class Named:
    """The name of a place, how many agencies mention it, and where."""

    name: str
    agencies: int
    mentions: tuple[Mention, ...]


def figures(sentences: Iterable[Place], most: int = MOST_FIGURES) -> tuple[Mention, ...]:
    """Every number with what it counts, but for years and the numbers of a list."""
    found: list[Mention] = []
    for around in sentences:
        for match in FIGURE.finditer(around.text):
            if not YEAR.fullmatch(match.group()) and not _heads_a_list(around.text, match):
                found.append(_mention(around, match.start(), _counted(match.group())))
                if len(found) == most:
                    return tuple(found)
    return tuple(found)


def places(
    sentences: Sequence[Place], also: Iterable[str] = (), most: int = MOST_NAMES
) -> tuple[Named, ...]:
    """The places that several agencies name first; `also` are names that the directory knows."""
    names = _names(tuple(sorted({one.strip() for one in also if len(one.strip()) > 2})))
    found: dict[str, list[Mention]] = defaultdict(list)
    for around in sentences:
        for match in names.finditer(around.text):
            name = match.group().replace("'", "’")
            if match.start() or name not in COMMON:
                found[name].append(_mention(around, match.start(), match.group()))
    told = (
        Named(name, len({one.place.agency for one in mentions}), tuple(mentions))
        for name, mentions in found.items()
    )
    return tuple(sorted(told, key=lambda one: (-one.agencies, one.name))[:most])


def known_places() -> Iterator[str]:
    """The regions of France, its departments and their chief towns."""
    for region, departments in REGIONS.values():
        yield region
        for department in departments.split("|"):
            yield department.partition(" ")[2]
    yield from CHIEF_TOWNS.split("|")


@lru_cache(maxsize=8)
def _names(also: tuple[str, ...]) -> re.Pattern[str]:
    every = sorted({*known_places(), *also}, key=lambda one: (-len(one), one))
    spelled = (re.sub("['’]", "['’]", re.escape(one)) for one in every)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(spelled)})(?![\w-])")


def _heads_a_list(text: str, match: re.Match[str]) -> bool:
    return not text[: match.start()].strip() and text[match.end() :][:1] in (")", ".", "°")


def _counted(text: str) -> str:
    """The number with what it counts, when the word after it counts anything."""
    number = re.match(NUMBER, text)
    unit = text[number.end() :].split() if number else []
    if number and unit and unaccented(unit[0].lower()) in STOPWORDS:
        return number.group()
    return text


def _mention(around: Place, at: int, text: str) -> Mention:
    text = text[:LONGEST]
    start = around.start + at
    place = Place(
        around.agency,
        around.question,
        text,
        start,
        start + len(text),
        around.item,
        around.field,
    )
    return Mention(place, around)
