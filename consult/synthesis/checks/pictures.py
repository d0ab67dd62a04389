"""Whether the pictures of the note can be read: by who does not see them, and on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator

from consult.contributions.values import word_count
from consult.synthesis.checks.findings import Check, Finding
from consult.synthesis.checks.ground import Ground
from consult.synthesis.drafting.blocks import Block, BlockKind
from consult.synthesis.pictures.keeping import MOST, weight
from consult.synthesis.pictures.sizing import FINE_ENOUGH, fineness

FEWEST_WORDS = 3
MEGABYTE = 1_000_000
FILE_LIKE = re.compile(
    r"\S+\.(png|jpe?g|gif|webp|tiff?|bmp|svg|pdf)"
    r"|(img|dsc[nf]?|pxl|screenshot|capture|image|photo|picture|scan|figure)[\W_\d]*",
    re.IGNORECASE,
)
"""What a camera, a scanner or a computer calls a picture."""


def alternatives(ground: Ground) -> Iterator[Finding]:
    """Pictures that nothing is said of, or next to nothing."""
    for block in _shown(ground):
        said = " ".join(block.alternative.split())
        if not said:
            yield Finding(Check.PICTURE_ALTERNATIVE, block.id)
        elif _is_poor(said, block):
            yield Finding(Check.PICTURE_POOR, block.id, said, {"words": said})


def _is_poor(said: str, block: Block) -> bool:
    bare = said.casefold().strip(" .")
    named = block.picture is not None and said == block.picture.name
    same = bare == " ".join(block.title.casefold().split()).strip(" .")
    return named or same or word_count(said) < FEWEST_WORDS or bool(FILE_LIKE.fullmatch(said))


def coarse(ground: Ground) -> Iterator[Finding]:
    """Pictures whose dots will be seen on paper."""
    for block in _shown(ground):
        if block.picture is None:
            continue
        dots = fineness(block.picture.width, block.picture.height, block.breadth)
        if dots < FINE_ENOUGH:
            yield Finding(Check.PICTURE_COARSE, block.id, params={"dots": str(dots)})


def heavy(ground: Ground) -> Iterator[Finding]:
    """More pictures than the files of a note can carry."""
    found = list(_shown(ground))
    together = weight(found)
    if together > MOST:
        told = {"weight": f"{together / MEGABYTE:.1f}", "most": f"{MOST / MEGABYTE:g}"}
        yield Finding(Check.PICTURE_HEAVY, found[-1].id, params=told)


def lost(ground: Ground) -> Iterator[Finding]:
    """Pictures whose file is not there any more."""
    for block in _shown(ground):
        if block.picture is not None and block.picture.digest in ground.lost:
            yield Finding(Check.PICTURE_LOST, block.id)


def _shown(ground: Ground) -> Iterator[Block]:
    """The pictures that print."""
    for block in ground.blocks:
        if block.kind is BlockKind.PICTURE and block.picture is not None:
            yield block


CHECKS = (alternatives, coarse, heavy, lost)
