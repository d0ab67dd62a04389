"""Where the clocks of an overseas department or territory differ from those of Paris."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

OVERSEAS: Mapping[str, tuple[str, ...]] = {
    "America/Guadeloupe": ("971", "guadeloupe"),
    "America/Martinique": ("972", "martinique"),
    "America/Cayenne": ("973", "guyane", "guyane francaise", "french guiana"),
    "Indian/Reunion": ("974", "la reunion", "reunion", "ile de la reunion"),
    "America/Miquelon": (
        *("975", "saint pierre et miquelon", "st pierre et miquelon"),
        "saint pierre and miquelon",
    ),
    "Indian/Mayotte": ("976", "mayotte"),
    "America/St_Barthelemy": ("977", "saint barthelemy", "st barthelemy", "saint barth"),
    "America/Marigot": ("978", "saint martin", "st martin"),
    "Indian/Kerguelen": ("984", "terres australes et antarctiques francaises", "taaf"),
    "Pacific/Wallis": ("986", "wallis et futuna", "wallis and futuna"),
    "Pacific/Tahiti": ("987", "polynesie francaise", "french polynesia", "tahiti"),
    "Pacific/Noumea": ("988", "nouvelle caledonie", "new caledonia"),
}
_BY_NAME = {name: zone for zone, names in OVERSEAS.items() for name in names}
_NUMBER = re.compile(r"\b9[78][0-9]\b")


def zone_of(place: str) -> str | None:
    """The zone of an overseas department by number, name or both; None elsewhere.

    « 973 », « Guyane », « Guyane (973) » and « 973 – Guyane » are the same place.
    """
    spelled = unicodedata.normalize("NFKD", place.casefold())
    bare = "".join(sign for sign in spelled if not unicodedata.combining(sign))
    words = " ".join(re.sub(r"[^a-z0-9]+", " ", bare).split())
    number = _NUMBER.search(words)
    return _BY_NAME.get(number[0] if number else words)


def zone_at(timezone: str | None, department: str, region: str) -> str | None:
    """The zone of an agency: as the directory says, or guessed from where it is."""
    return timezone or zone_of(department) or (None if department else zone_of(region))
