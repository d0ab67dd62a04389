"""Departments and regions of France, as people write them in a directory."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

REGIONS: Mapping[str, tuple[str, str]] = {
    "84": (
        "Auvergne-Rhône-Alpes",
        (
            "01 Ain|03 Allier|07 Ardèche|15 Cantal|26 Drôme|38 Isère|42 Loire|43 Haute-Loire|"
            "63 Puy-de-Dôme|69 Rhône|73 Savoie|74 Haute-Savoie"
        ),
    ),
    "27": (
        "Bourgogne-Franche-Comté",
        (
            "21 Côte-d’Or|25 Doubs|39 Jura|58 Nièvre|70 Haute-Saône|71 Saône-et-Loire|89 Yonne|"
            "90 Territoire de Belfort"
        ),
    ),
    "53": ("Bretagne", "22 Côtes-d’Armor|29 Finistère|35 Ille-et-Vilaine|56 Morbihan"),
    "24": (
        "Centre-Val de Loire",
        "18 Cher|28 Eure-et-Loir|36 Indre|37 Indre-et-Loire|41 Loir-et-Cher|45 Loiret",
    ),
    "94": ("Corse", "2A Corse-du-Sud|2B Haute-Corse"),
    "44": (
        "Grand Est",
        (
            "08 Ardennes|10 Aube|51 Marne|52 Haute-Marne|54 Meurthe-et-Moselle|55 Meuse|57 Moselle|"
            "67 Bas-Rhin|68 Haut-Rhin|88 Vosges"
        ),
    ),
    "32": ("Hauts-de-France", "02 Aisne|59 Nord|60 Oise|62 Pas-de-Calais|80 Somme"),
    "11": (
        "Île-de-France",
        (
            "75 Paris|77 Seine-et-Marne|78 Yvelines|91 Essonne|92 Hauts-de-Seine|"
            "93 Seine-Saint-Denis|"
            "94 Val-de-Marne|95 Val-d’Oise"
        ),
    ),
    "28": ("Normandie", "14 Calvados|27 Eure|50 Manche|61 Orne|76 Seine-Maritime"),
    "75": (
        "Nouvelle-Aquitaine",
        (
            "16 Charente|17 Charente-Maritime|19 Corrèze|23 Creuse|24 Dordogne|33 Gironde|"
            "40 Landes|"
            "47 Lot-et-Garonne|64 Pyrénées-Atlantiques|79 Deux-Sèvres|86 Vienne|87 Haute-Vienne"
        ),
    ),
    "76": (
        "Occitanie",
        (
            "09 Ariège|11 Aude|12 Aveyron|30 Gard|31 Haute-Garonne|32 Gers|34 Hérault|46 Lot|"
            "48 Lozère|65 Hautes-Pyrénées|66 Pyrénées-Orientales|81 Tarn|82 Tarn-et-Garonne"
        ),
    ),
    "52": (
        "Pays de la Loire",
        "44 Loire-Atlantique|49 Maine-et-Loire|53 Mayenne|72 Sarthe|85 Vendée",
    ),
    "93": (
        "Provence-Alpes-Côte d’Azur",
        (
            "04 Alpes-de-Haute-Provence|05 Hautes-Alpes|06 Alpes-Maritimes|13 Bouches-du-Rhône|"
            "83 Var|"
            "84 Vaucluse"
        ),
    ),
    "01": ("Guadeloupe", "971 Guadeloupe"),
    "02": ("Martinique", "972 Martinique"),
    "03": ("Guyane", "973 Guyane"),
    "04": ("La Réunion", "974 La Réunion"),
    "06": ("Mayotte", "976 Mayotte"),
    "975": ("Saint-Pierre-et-Miquelon", "975 Saint-Pierre-et-Miquelon"),
    "977": ("Saint-Barthélemy", "977 Saint-Barthélemy"),
    "978": ("Saint-Martin", "978 Saint-Martin"),
    "986": ("Wallis-et-Futuna", "986 Wallis-et-Futuna"),
    "987": ("Polynésie française", "987 Polynésie française"),
    "988": ("Nouvelle-Calédonie", "988 Nouvelle-Calédonie"),
}
"""Regions under their official number, each with its departments; a territory is both."""

FORMER: Mapping[str, str] = {
    **dict.fromkeys(("auvergne", "rhone alpes", "aura", "ara"), "84"),
    **dict.fromkeys(("bourgogne", "franche comte", "bfc"), "27"),
    **dict.fromkeys(("brittany", "breizh"), "53"),
    **dict.fromkeys(("centre", "cvl"), "24"),
    **dict.fromkeys(("corsica", "collectivite de corse"), "94"),
    **dict.fromkeys(("alsace", "lorraine", "champagne ardenne"), "44"),
    "alsace champagne ardenne lorraine": "44",
    **dict.fromkeys(("nord pas de calais", "picardie", "nord pas de calais picardie"), "32"),
    **dict.fromkeys(("idf", "region parisienne"), "11"),
    **dict.fromkeys(("basse normandie", "haute normandie", "normandy"), "28"),
    **dict.fromkeys(("aquitaine", "limousin", "poitou charentes"), "75"),
    "aquitaine limousin poitou charentes": "75",
    **dict.fromkeys(("midi pyrenees", "languedoc roussillon"), "76"),
    "languedoc roussillon midi pyrenees": "76",
    **dict.fromkeys(("paca", "sud", "region sud", "provence alpes cote d azur corse"), "93"),
    "sud provence alpes cote d azur": "93",
    **dict.fromkeys(("reunion", "ile de la reunion"), "04"),
    "guyane francaise": "03",
}
"""Names from before 2016, and names that people use, as they are compared."""

OTHERWISE: Mapping[str, str] = {
    **dict.fromkeys(("ville de paris", "mairie de paris"), "75"),
    **dict.fromkeys(("metropole de lyon", "grand lyon", "69d", "69m"), "69"),
    **dict.fromkeys(("corse", "corse du sud et haute corse"), ""),
    **dict.fromkeys(("reunion", "ile de la reunion"), "974"),
    "guyane francaise": "973",
    "cotes du nord": "22",
    "loire inferieure": "44",
    "seine inferieure": "76",
    "basses alpes": "04",
    "basses pyrenees": "64",
    "belfort": "90",
}

DEPARTMENTS: Mapping[str, str] = dict(
    sorted(one.split(" ", 1) for _, held in REGIONS.values() for one in held.split("|"))
)
"""The name of each department under its number."""

REGION_OF: Mapping[str, str] = {
    one.split(" ", 1)[0]: code for code, (_, held) in REGIONS.items() for one in held.split("|")
}
"""The region of each department."""

ALONE: Mapping[str, str] = {
    code: held.split(" ", 1)[0] for code, (_, held) in REGIONS.items() if "|" not in held
}
"""The department of each region that has only one."""

_NUMBER = re.compile(r"\b(?:9[78]\d|2[ab]|0?[1-9]|[1-8]\d|9[0-5])\b")


def compared(text: str) -> str:
    """A place as it is compared: no accents, no case, single spaces between words."""
    spelled = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in spelled if not unicodedata.combining(sign))
    words = re.sub(r"[^a-z0-9]+", " ", bare.replace("œ", "oe")).split()
    if words[:1] == ["st"]:
        words[0] = "saint"
    return " ".join(words)


_DEPARTMENT = {**{compared(name): code for code, name in DEPARTMENTS.items()}, **OTHERWISE}
_REGION = {**{compared(name): code for code, (name, _) in REGIONS.items()}, **FORMER}


@lru_cache(maxsize=4096)
def department_of(text: str) -> str | None:
    """The number of a department written as « 29 », « Finistère », « Finistère (29) »; or None.

    Where a number and a name disagree nothing is known.
    """
    words = compared(text)
    numbers = {_padded(one) for one in _NUMBER.findall(words)}
    name = re.sub(r"^(?:departement )?(?:d[eu]s? )?(?:l[ae]s? |l )?", "", _NUMBER.sub("", words))
    named = {_DEPARTMENT.get(one, "") for one in (_squeezed(words), _squeezed(name))} - {""}
    found = named or numbers & DEPARTMENTS.keys()
    if len(found) != 1 or (named and numbers & DEPARTMENTS.keys() - named):
        return None
    return found.pop()


@lru_cache(maxsize=4096)
def region_of(text: str) -> str | None:
    """The number of a region by its name of today, its name before 2016 or its usual short one."""
    words = compared(text)
    return _REGION.get(words) or _REGION.get(re.sub(r"^region (?:de |d )?", "", words))


def _padded(number: str) -> str:
    return number.upper() if number.startswith("2") and not number.isdigit() else number.zfill(2)


def _squeezed(words: str) -> str:
    return " ".join(words.split())
