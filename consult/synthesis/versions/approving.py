"""What stands between a version of the note and its approval: each obstacle is one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from consult.analysis.queries import material
from consult.calls.models import Call
from consult.synthesis import queries
from consult.synthesis.checks import check_words
from consult.synthesis.checks.blocking import Blocked, blocked
from consult.synthesis.checks.findings import Check, Family
from consult.synthesis.reading_again.agreeing import disagreeing
from consult.synthesis.reading_again.rounds import rounds, said
from consult.synthesis.snapshot import Snapshot
from consult.synthesis.versions.drawn_from import DrawnFrom, stand
from consult.synthesis.versions.staleness import Since, Why, since


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a version cannot be approved yet: the check's name, what to do, and where.

    `endpoint` and `values` make the address of the place where it is mended (`url_for`);
    `anchor` is the id of the place on that page.
    """

    check: str
    sentence: str
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What stood in the way of an approval, and where desk and data stood when it was looked for.

    It holds as long as they stand there. `warnings` counts by check what forbids nothing and is
    to be looked at.
    """

    found: Sequence[Obstacle]
    stood: DrawnFrom
    warnings: Mapping[Check, int] = field(default_factory=dict)


def look(session: Session, *, call: Call, snapshot: Snapshot, at: datetime) -> Look:
    """Everything that keeps a version from being approved at that instant, in one order.

    Whoever approves shows it; nothing is approved while there is something. It takes the time of
    reading every contribution: give it a session that only reads.
    """
    stood = stand(session, call)
    checked = blocked(session, call=call, snapshot=snapshot)
    found = (
        *_disagreements(session, call, snapshot, at),
        *_overtaken(session, call, snapshot),
        *_stale(changed_since(session, call=call, snapshot=snapshot), call, snapshot),
        *_unchecked(checked, call),
    )
    return Look(found, stood, checked.warnings)


def changed_since(session: Session, *, call: Call, snapshot: Snapshot) -> Since:
    """What of a version does not hold any more."""
    clearance = said(rounds(session, call))
    return since(snapshot, material(session, call.slug), clearance)


def _disagreements(
    session: Session, call: Call, snapshot: Snapshot, at: datetime
) -> Iterator[Obstacle]:
    waiting, printed = disagreeing(session, call=call, snapshot=snapshot, at=at)
    if waiting:
        yield Obstacle(
            "read_back.waiting", still_reading(waiting), "synthesis.read_back", {"slug": call.slug}
        )
    if printed:
        yield Obstacle(
            "read_back.refused", refused_words(printed), "synthesis.notes", {"slug": call.slug}
        )


def _overtaken(session: Session, call: Call, snapshot: Snapshot) -> Iterator[Obstacle]:
    note = queries.version(session, call, snapshot.version)
    if note is not None and queries.overtaken(session, call, [note]):
        told = _(
            "Since it was composed, an agency changed what may be said of it: compose the note "
            "again."
        )
        yield Obstacle("consent.changed", told, "synthesis.notes", {"slug": call.slug})


def _stale(found: Since, call: Call, snapshot: Snapshot) -> Iterator[Obstacle]:
    here = {"slug": call.slug, "number": snapshot.version}
    if found.figures:
        told = ngettext(
            "%(num)s figure counts otherwise now: compose the note again.",
            "%(num)s figures count otherwise now: compose the note again.",
            len(found.figures),
        )
        yield Obstacle("figures.stale", told, "synthesis.since", here, "figures")
    gone = sum(one.why in (Why.WITHDRAWN, Why.CHANGED) for one in found.quotes)
    if gone:
        told = ngettext(
            "%(num)s quote was changed or withdrawn by its agency: compose the note again.",
            "%(num)s quotes were changed or withdrawn by their agencies: compose the note again.",
            gone,
        )
        yield Obstacle("quotes.changed", told, "synthesis.since", here, "quotes")
    barred = len(found.quotes) - gone
    if barred:
        told = ngettext(
            "%(num)s quote may not be printed as it is any more: compose the note again.",
            "%(num)s quotes may not be printed as they are any more: compose the note again.",
            barred,
        )
        yield Obstacle("quotes.barred", told, "synthesis.since", here, "quotes")


def _unchecked(found: Blocked, call: Call) -> Iterator[Obstacle]:
    """What the checks of the desk have against it, each with the block where it is mended."""
    if found.rewritten:
        told = _(
            "The text of the desk is not the one of this version any more: compose the note again."
        )
        yield Obstacle("desk.rewritten", told, "synthesis.notes", {"slug": call.slug})
    for one in found.findings:
        sentence = f"{check_words.named(one)}. {check_words.told(one)}"
        anchor = f"block-{one.block}" if one.block else ""
        covers = one.check.family is Family.COVERAGE
        page = "synthesis.coverage_page" if covers else "synthesis.desk"
        yield Obstacle(one.check.value, sentence, page, {"slug": call.slug}, anchor)


def still_reading(waiting: tuple[str, ...]) -> str:
    """Who is still reading its words again."""
    told: str = ngettext(
        "%(num)s agency still reads its words again: %(names)s. Wait for its answer or for "
        "the end of its time.",
        "%(num)s agencies still read their words again: %(names)s. Wait for their answers or "
        "for the end of their time.",
        len(waiting),
        names=", ".join(waiting),
    )
    return told


def refused_words(printed: tuple[str, ...]) -> str:
    """Whose refused words are printed."""
    told: str = _(
        "The note prints words that %(names)s refused: compose it again.",
        names=", ".join(printed),
    )
    return told
