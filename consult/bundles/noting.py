"""The manuscript and the kept figures of a call, out of the database and into it.

A manuscript in which somebody wrote is never replaced, and no history comes with one: its
blocks are there as if they had just been put.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.analysis.figures import kept_figures
from consult.analysis.models import KeptFigure
from consult.bundles.format import EARLIER, TOLD, Bundle, KeptLine
from consult.calls.models import Call
from consult.contributions.models import Version
from consult.synthesis import models
from consult.synthesis.drafting import queries
from consult.synthesis.drafting.block_json import told
from consult.synthesis.drafting.blocks import (
    Block,
    Described,
    Picture,
    Place,
    QuoteChip,
    SourceChip,
)
from consult.synthesis.pictures.keeping import bring

Versions = Mapping[str, int]
"""The number of the version that the bundle tells, under the acronym of its agency."""


def kept_lines(session: Session, call: Call) -> tuple[KeptLine, ...]:
    """The figures that staff keep, in their order; one statement."""
    return tuple(
        KeptLine(one.label, one.rule, one.value, one.base)
        for one in kept_figures.figures(session, call)
    )


def blocks_of(session: Session, call: Call, versions: Versions) -> tuple[Block, ...]:
    """The blocks of the manuscript as a bundle tells them; two statements."""
    found = queries.manuscript(session, call)
    if found is None:
        return ()

    def number(place: Place | Described) -> int:
        return TOLD if versions.get(place.agency) == place.version else EARLIER

    return tuple(_with_versions(block, number) for block in found.blocks)


def note(
    session: Session,
    *,
    call: Call,
    bundle: Bundle,
    versions: Mapping[str, Version],
    actor: str,
    at: datetime,
) -> bool:
    """Bring figures and manuscript to what the bundle says; whether a manuscript was left alone.

    A bundle that has none leaves the one there alone, and so do figures that it does not name.
    """
    _keep(session, call, bundle, at)
    if not bundle.blocks:
        return False
    found = queries.row(session, call)
    if found is not None and _written_in(session, found):
        return queries.plain(found).blocks != _placed(bundle, versions)
    if found is None:
        found = models.Manuscript(call=call, created_at=at, created_by=actor, blocks=[])
        session.add(found)
    bring(session, call=call, pictures=_pictures(bundle), by=actor, at=at)
    _put(found, _placed(bundle, versions), actor=actor, at=at)
    session.flush()
    return False


def _placed(bundle: Bundle, versions: Mapping[str, Version]) -> tuple[Block, ...]:
    def number(place: Place | Described) -> int:
        version = versions.get(place.agency)
        return version.number if version and place.version == TOLD else EARLIER

    return tuple(_with_versions(block, number) for block in bundle.blocks)


def _pictures(bundle: Bundle) -> list[Picture]:
    return [one.picture for one in bundle.blocks if one.picture]


def _written_in(session: Session, found: models.Manuscript) -> bool:
    edits = select(models.ManuscriptEdit.id).where(
        models.ManuscriptEdit.manuscript_id == found.id,
    )
    return session.scalar(edits.limit(1)) is not None


def _put(found: models.Manuscript, blocks: tuple[Block, ...], *, actor: str, at: datetime) -> None:
    present = {one.key: one for one in found.blocks}
    for place, block in enumerate(blocks, start=1):
        content = told(block)
        row = present.pop(block.id, None)
        if row is None:
            row = models.ManuscriptBlock(key=block.id, revision=0, content={})
            found.blocks.append(row)
        elif row.content == content and row.kind is block.kind and row.place == place:
            continue
        else:
            row.revision += 1
        row.kind, row.content, row.place = block.kind, content, float(place)
        row.changed_at, row.changed_by = at, actor
    for gone in present.values():
        found.blocks.remove(gone)
    found.revision = (found.revision or 0) + 1


def _keep(session: Session, call: Call, bundle: Bundle, at: datetime) -> None:
    present = kept_figures.figures(session, call)
    known = {one.label: one for one in present}
    last = max((one.position for one in present), default=0)
    for line in bundle.kept:
        figure = known.get(line.label)
        if figure is None:
            last += 1
            figure = KeptFigure(
                call_id=call.id, position=last, label=line.label, by_id=None, removed_at=None
            )
            session.add(figure)
        elif (figure.rule, figure.value, figure.base) == (line.rule, line.value, line.base):
            continue
        figure.rule, figure.value, figure.base, figure.at = line.rule, line.value, line.base, at
    session.flush()


def _with_versions(block: Block, number: Callable[[Place | Described], int]) -> Block:
    """The block with each of its places in another version."""

    def moved(place: Place) -> Place:
        return dataclasses.replace(place, version=number(place))

    content = tuple(
        dataclasses.replace(one, place=moved(one.place))
        if isinstance(one, QuoteChip)
        else SourceChip(tuple(moved(place) for place in one.places))
        if isinstance(one, SourceChip)
        else one
        for one in block.content
    )
    described = block.described
    return dataclasses.replace(
        block,
        content=content,
        place=block.place and moved(block.place),
        described=described and dataclasses.replace(described, version=number(described)),
    )
