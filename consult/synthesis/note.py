"""From material to snapshot: the whole note, composed without database, clock or request."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from consult.analysis.material import Material
from consult.synthesis.composing.body import automatic
from consult.synthesis.composing.desk import Desk
from consult.synthesis.drafting.blocks import Manuscript
from consult.synthesis.drafting.setting import body
from consult.synthesis.pictures.sizing import Breadth
from consult.synthesis.reading_again.clearance import NOTHING_SAID, Clearance
from consult.synthesis.snapshot import Audience, Snapshot, State

Piece = TypeVar("Piece")


def compose(
    material: Material,
    *,
    audience: Audience,
    state: State,
    version: int,
    dated: datetime,
    federation: str = "",
    clearance: Clearance = NOTHING_SAID,
    manuscript: Manuscript | None = None,
) -> Snapshot:
    """The note for one audience. The same arguments give the same snapshot, byte for byte.

    `clearance` is what agencies said when they read their words again; `manuscript`, what staff
    wrote. Without one the note is composed of the answers and their coding.
    """
    return written(
        Desk(material, audience, clearance),
        state=state,
        version=version,
        dated=dated,
        federation=federation,
        manuscript=manuscript,
    )


def written(
    desk: Desk,
    *,
    state: State,
    version: int,
    dated: datetime,
    federation: str = "",
    manuscript: Manuscript | None = None,
) -> Snapshot:
    """The note as one desk writes it, whose ledger then knows whose words are where."""
    call, words = desk.material.call, desk.words
    parts = automatic(desk) if manuscript is None else body(desk, manuscript)
    snapshot = Snapshot(
        language=words.language,
        audience=desk.disclosure.audience,
        state=state,
        version=version,
        dated=dated.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        slug=call.slug,
        title=call.title,
        subtitle=_subtitle(desk),
        commissioner=call.commissioner,
        federation=call.federation or federation,
        hearing=_hearing(desk),
        folder=call.folder,
        demonstration=call.demonstration,
        key_numbers=parts.key_numbers,
        essentials=parts.essentials,
        method=parts.method,
        chapters=parts.chapters,
        practices_told=parts.practices_told,
        practices=parts.practices,
        recommendations=parts.recommendations,
        contributors=parts.contributors,
        unnamed_contributors=parts.unnamed_contributors,
        exhibits=parts.exhibits,
        positions=parts.positions,
        contributions=parts.contributions,
        sources=parts.sources,
        figures=desk.ledger.figures,
        notices=tuple(_notices(desk)),
        specimen=call.specimen,
        within=parts.within,
    )
    return _each_text(snapshot, desk.disclosure.printable)


def _subtitle(desk: Desk) -> str:
    words, call = desk.words, desk.material.call
    responses, agencies = len(desk.material.replies), len(desk.material.agencies)
    asked = words.ngettext("%(num)s agency consulted", "%(num)s agencies consulted", agencies)
    said = words.ngettext(
        "Synthesis of %(responses)s contribution received from %(asked)s, %(days)s",
        "Synthesis of %(responses)s contributions received from %(asked)s, %(days)s",
        responses,
    )
    zone = ZoneInfo(call.timezone)
    return said % {
        "responses": words.number(responses),
        "asked": asked % {"num": words.number(agencies)},
        "days": words.span(
            call.opens_at.astimezone(zone).date(), call.closes_at.astimezone(zone).date()
        ),
    }


def _hearing(desk: Desk) -> str:
    call = desk.material.call
    if call.hearing_at is None:
        return ""
    said = desk.words.gettext("Hearing of %(when)s")
    hearing = said % {"when": desk.words.moment(call.hearing_at, call.timezone)}
    return f"{hearing}, {call.hearing_place}" if call.hearing_place else hearing


def _notices(desk: Desk) -> Iterator[str]:
    if desk.material.call.specimen:
        yield desk.words.gettext(
            "Specimen of a rehearsal: neither these agencies nor their answers exist."
        )
    if desk.material.call.demonstration:
        yield desk.words.gettext(
            "Demonstration document: the answers are fictitious and do not represent the "
            "positions of the agencies named."
        )
    if not desk.disclosure.protected:
        yield desk.words.gettext("For staff only: do not hand this version over.")


def _each_text(piece: Piece, change: Callable[[str], str]) -> Piece:
    """The same snapshot with every text changed, so that no part can forget to."""
    changed: Any = piece
    if isinstance(piece, Audience | State | Breadth):
        return piece
    if isinstance(piece, str):
        changed = change(piece)
    elif isinstance(piece, tuple):
        changed = tuple(_each_text(one, change) for one in piece)
    elif dataclasses.is_dataclass(piece) and not isinstance(piece, type):
        changed = dataclasses.replace(
            piece,
            **{
                field.name: _each_text(getattr(piece, field.name), change)
                for field in dataclasses.fields(piece)
            },
        )
    result: Piece = changed
    return result
