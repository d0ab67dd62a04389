"""What reading and writing REFI-QDA projects have in common (1.0 of the schema, 1.5 of the guide).

A theme is a code, the list it is in a code that cannot be used, and each stance taken towards
it a code under it, since the standard has none: « Délais : pour ». Guids follow from what they
name, so that a project that comes back is recognised whatever tool it went through. Positions
count characters of the plain text as Unicode has them, from 0, the end not included; that text
has bare line feeds and no mark at its beginning, as QualCoder and others read it.
"""

from __future__ import annotations

import uuid

from consult.analysis.material import Stance

NAMESPACE = uuid.UUID("3f0b6a1e-54a8-5a0f-9d0a-6c7f2a1d9b57")
PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
MEMBER, SOURCES = "project.qde", "sources"
COLOURS = (
    *("#1F5FA8", "#B0431F", "#2A7A4B", "#7B3F98", "#946500", "#0B7A84"),
    *("#B03070", "#5A6B1F", "#4B55B8", "#8A4B2A", "#56606C", "#C0322B"),
)
"""The colours of the pages by day, the first one numbered 1."""

STANCE_SIGNS = {
    Stance.SUPPORT: ("pour", "for"),
    Stance.OPPOSE: ("contre", "against"),
    Stance.NUANCE: ("nuance", "qualified"),
}
"""How the code of a stance ends: in French as it is written, in English as it is read too."""


def guid(slug: str, *named: object) -> str:
    """The same for the same thing of the same call, for ever."""
    return str(uuid.uuid5(NAMESPACE, "\x1f".join((slug, *map(str, named))))).upper()


def colour_of(told: str) -> int | None:
    """The number of ours that is nearest to `#RRGGBB`."""
    try:
        wanted = _rgb(told)
    except ValueError:
        return None
    near = [sum((a - b) ** 2 for a, b in zip(_rgb(one), wanted, strict=True)) for one in COLOURS]
    return near.index(min(near)) + 1


def _rgb(told: str) -> tuple[int, int, int]:
    bare = told.strip().removeprefix("#")
    if len(bare) != 6:
        raise ValueError(told)
    return int(bare[:2], 16), int(bare[2:4], 16), int(bare[4:], 16)
