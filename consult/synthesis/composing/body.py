"""What is said between the cover and the last page, however it was composed."""

from __future__ import annotations

from dataclasses import dataclass

from consult.synthesis.composing import annex, exhibits, repeats
from consult.synthesis.composing.chapters import chapters
from consult.synthesis.composing.desk import Desk
from consult.synthesis.composing.essentials import essentials, key_numbers
from consult.synthesis.composing.method import method
from consult.synthesis.composing.quotes import Quoter
from consult.synthesis.snapshot import (
    Chapter,
    Claim,
    ContributionInFull,
    Exhibit,
    Method,
    Positions,
    Practice,
    Quote,
    Recommendation,
    Source,
)


@dataclass(frozen=True, slots=True)
class Body:
    """The parts of a snapshot that a manuscript writes, or that are composed without one."""

    key_numbers: tuple[tuple[str, str], ...]
    essentials: tuple[Claim, ...]
    method: Method
    chapters: tuple[Chapter, ...]
    practices_told: tuple[Claim, ...]
    practices: tuple[Practice, ...]
    recommendations: tuple[Recommendation, ...]
    contributors: tuple[str, ...]
    unnamed_contributors: int
    exhibits: tuple[Exhibit, ...]
    positions: tuple[Positions, ...]
    contributions: tuple[ContributionInFull, ...]
    sources: tuple[Source, ...]
    within: tuple[Quote, ...] = ()


def automatic(desk: Desk) -> Body:
    """The note that the answers and their coding make by themselves."""
    quoter = Quoter(desk)
    numbers, messages, made = key_numbers(desk), essentials(desk), method(desk)
    told, positions = chapters(desk, quoter)
    practices_told, practised = repeats.practices_told(desk)
    practices = repeats.practices(desk)
    recommendations, advised = repeats.recommendations(desk, quoter)
    return Body(
        key_numbers=numbers,
        essentials=messages,
        method=made,
        chapters=told,
        practices_told=practices_told,
        practices=practices,
        recommendations=recommendations,
        contributors=desk.disclosure.contributors,
        unnamed_contributors=desk.disclosure.unnamed,
        exhibits=exhibits.annex(desk),
        positions=(*positions, *practised, *advised),
        contributions=annex.contributions(desk),
        sources=desk.ledger.sources(),
    )
