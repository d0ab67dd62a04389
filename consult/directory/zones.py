"""Where the clocks of an overseas department differ from those of Paris."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

OVERSEAS: Mapping[str, tuple[str, ...]] = {
    "America/Guadeloupe": ("971", "guadeloupe"),
    "America/Martinique": ("972", "martinique"),
    "America/Cayenne": ("973", "guyane", "french guiana"),
    "Indian/Reunion": ("974", "la reunion", "reunion"),
    "America/Miquelon": ("975", "saint pierre et miquelon"),
    "Indian/Mayotte": ("976", "mayotte"),
    "America/St_Barthelemy": ("977", "saint barthelemy"),
    "America/Marigot": ("978", "saint martin"),
    "Pacific/Wallis": ("986", "wallis et futuna"),
    "Pacific/Tahiti": ("987", "polynesie francaise"),
    "Pacific/Noumea": ("988", "nouvelle caledonie"),
}


def zone_of(department: str) -> str | None:
    """The time zone of an overseas department by number or name; None elsewhere."""
    spelled = unicodedata.normalize("NFKD", department.casefold().replace("-", " "))
    plain = " ".join("".join(s for s in spelled if not unicodedata.combining(s)).split())
    return next((zone for zone, names in OVERSEAS.items() if plain in names), None)
