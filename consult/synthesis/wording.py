"""The words of a note in its own language, without Flask and without a request."""

from __future__ import annotations

import gettext
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from consult import instants
from consult.charts.voice import Speech, catalogue
from consult.synthesis.snapshot import Run

MOST_NAMES = 12
"""How many agencies a sentence names; beyond that its codes and the index of sources do."""

_PLACEHOLDER = re.compile(r"%\((\w+)\)s|%%")


def translations(language: str) -> gettext.NullTranslations:
    """The room's catalogue for a language; the English of the code for any other."""
    return catalogue(Path(__file__).parent, language)


@dataclass(frozen=True, slots=True)
class Counted:
    """A count as a sentence prints it: « 3 agences sur 10 », tied to its figure."""

    figure: str
    text: str


Part = str | Counted


class Words(Speech):
    """What a note says: sentences, counts, instants in the zone of its call."""

    def __init__(self, language: str) -> None:
        super().__init__(language, Path(__file__).parent)

    def percent(self, value: float) -> str:
        """« 23,8 % », from 23.8."""
        return self.gettext("%(value)s%%") % {"value": self.number(value)}

    def agencies(self, value: int, base: int) -> str:
        """« 3 agences sur 10 »."""
        said = self.ngettext(
            "%(count)s agency out of %(base)s", "%(count)s agencies out of %(base)s", value
        )
        return said % {"count": self.number(value), "base": self.number(base)}

    def who(self, names: Sequence[str], total: int) -> str:
        """The list after a count: whole, « dont … » when partial, nothing when it would be long."""
        if not names or len(names) > MOST_NAMES:
            return ""
        if len(names) < total:
            return self.gettext(" (including %(names)s)") % {"names": ", ".join(names)}
        return f" ({', '.join(names)})"

    def quoted(self, text: str) -> str:
        """The text between the quotation marks of the language."""
        return self.gettext("“%(text)s”") % {"text": text.strip()}

    def full_day(self, day: date) -> str:
        """« vendredi 26 octobre 2018 »."""
        return instants.full_date(day, self.language)

    def moment(self, instant: datetime, timezone: str) -> str:
        """« vendredi 26 octobre 2018 à 18 h 00 », in the zone of the call."""
        return self.gettext("%(day)s at %(clock)s") % {
            "day": self.full_day(instants.local_day(instant, timezone)),
            "clock": instants.hour(instant, timezone, self.language),
        }

    def zone(self, timezone: str) -> str:
        """« heure de Paris », « heure d’Amsterdam »."""
        return instants.zone_words(timezone, self.language)


def runs(template: str, parts: Mapping[str, Part]) -> tuple[Run, ...]:
    """A sentence cut where its counts are: `%(name)s` takes a text or a `Counted`."""
    made: list[Run] = []
    place = 0
    for found in _PLACEHOLDER.finditer(template):
        _add(made, template[place : found.start()])
        part = parts[found.group(1)] if found.group(1) else "%"
        if isinstance(part, Counted):
            made.append(Run(part.text, figure=part.figure, strong=True))
        else:
            _add(made, part)
        place = found.end()
    _add(made, template[place:])
    return tuple(made)


def _add(made: list[Run], text: str) -> None:
    if text and made and made[-1].figure is None:
        made[-1] = Run(made[-1].text + text)
    elif text:
        made.append(Run(text))


def sentence_case(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


_FUNCTION_WORDS = frozenset(
    """
    le la les l un une des du de d il elle ils elles on ce cet cette ces c aucun aucune chaque tout
    toute tous toutes certains certaines plusieurs au aux en à dans pour par sur sans avec si seul
    seule notre nos votre vos leur leurs the a an it they there this that these those no every each
    all some several in for by on without with if
    """.split()  # noqa: SIM905 - a paragraph reads better than a column of quotes
)


def continued(text: str) -> str:
    """The text as the rest of a sentence: no full stop, no capital on an article."""
    text = text.strip().rstrip(".").rstrip()
    first = re.match(r"\w+", text)
    if first and first.group().lower() in _FUNCTION_WORDS:
        return text[0].lower() + text[1:]
    return text
