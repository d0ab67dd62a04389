"""From material to snapshot: the whole note, composed without database, clock or request."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from consult.analysis.material import Material
from consult.analysis.ordering import french
from consult.synthesis import annex, exhibits, repeats
from consult.synthesis.chapters import chapters
from consult.synthesis.clearance import NOTHING_SAID, Clearance
from consult.synthesis.desk import Desk
from consult.synthesis.essentials import essentials, key_numbers
from consult.synthesis.method import method
from consult.synthesis.quotes import Quoter
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
) -> Snapshot:
    """The note for one audience. The same arguments give the same snapshot, byte for byte.

    `clearance` is what agencies said when they read their words again.
    """
    return written(
        Desk(material, audience, clearance),
        state=state,
        version=version,
        dated=dated,
        federation=federation,
    )


def written(
    desk: Desk, *, state: State, version: int, dated: datetime, federation: str = ""
) -> Snapshot:
    """The note as one desk writes it, whose ledger then knows whose words are where."""
    material, audience = desk.material, desk.disclosure.audience
    quoter = Quoter(desk)
    call, words = material.call, desk.words
    numbers, messages, made = key_numbers(desk), essentials(desk), method(desk)
    told, positions = chapters(desk, quoter)
    practices_told, practised = repeats.practices_told(desk)
    practices = repeats.practices(desk)
    recommendations, advised = repeats.recommendations(desk, quoter)
    snapshot = Snapshot(
        language=words.language,
        audience=audience,
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
        key_numbers=numbers,
        essentials=messages,
        method=made,
        chapters=told,
        practices_told=practices_told,
        practices=practices,
        recommendations=recommendations,
        contributors=tuple(_contributors(desk)),
        unnamed_contributors=desk.disclosure.unnamed,
        exhibits=exhibits.annex(desk),
        positions=(*positions, *practised, *advised),
        contributions=annex.contributions(desk),
        sources=desk.ledger.sources(),
        figures=desk.ledger.figures,
        notices=tuple(_notices(desk)),
        specimen=call.specimen,
    )
    return _each_text(snapshot, desk.disclosure.printable)


def _subtitle(desk: Desk) -> str:
    words, call = desk.words, desk.material.call
    responses, agencies = len(desk.material.replies), len(desk.material.agencies)
    said = words.ngettext(
        "Synthesis of %(responses)s contribution received from %(agencies)s agencies asked, "
        "%(days)s",
        "Synthesis of %(responses)s contributions received from %(agencies)s agencies asked, "
        "%(days)s",
        responses,
    )
    zone = ZoneInfo(call.timezone)
    return said % {
        "responses": words.number(responses),
        "agencies": words.number(agencies),
        "days": words.days(
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


def _contributors(desk: Desk) -> Iterator[str]:
    for agency in sorted(desk.disclosure.thanked, key=french):
        member = desk.material.member.get(agency)
        named = member is not None and member.name and member.name != agency
        yield f"{agency} – {member.name}" if member is not None and named else agency


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
    if isinstance(piece, Audience | State):
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
