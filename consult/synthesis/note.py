"""From material to snapshot: the whole note, composed without database, clock or request."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from consult.analysis.material import Material, Stance
from consult.calls.questionnaire import QuestionKind, Section
from consult.synthesis import annex, exhibits, repeats
from consult.synthesis.desk import Desk
from consult.synthesis.essentials import essentials, key_numbers
from consult.synthesis.method import method
from consult.synthesis.open_topics import ranked_themes, theme_rule
from consult.synthesis.ordering import french
from consult.synthesis.quotes import Quoter
from consult.synthesis.repeats import Role
from consult.synthesis.snapshot import Audience, Chapter, Snapshot, State, Topic
from consult.synthesis.topics import of_question

Piece = TypeVar("Piece")


def compose(
    material: Material,
    *,
    audience: Audience,
    state: State,
    version: int,
    dated: datetime,
    federation: str = "",
) -> Snapshot:
    """The note for one audience. The same arguments give the same snapshot, byte for byte."""
    desk = Desk(material, audience)
    quoter = Quoter(desk)
    call, words = material.call, desk.words
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
        key_numbers=key_numbers(desk),
        essentials=essentials(desk),
        method=method(desk),
        chapters=tuple(_chapters(desk, quoter)),
        practices=repeats.practices(desk),
        recommendations=repeats.recommendations(desk, quoter),
        contributors=tuple(_contributors(desk)),
        unnamed_contributors=desk.disclosure.unnamed,
        exhibits=exhibits.annex(desk),
        contributions=annex.contributions(desk),
        sources=desk.ledger.sources(),
        figures=desk.ledger.figures,
        notices=tuple(_notices(desk)),
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
    if desk.material.call.demonstration:
        yield desk.words.gettext(
            "Demonstration document: the answers are fictitious and do not represent the "
            "positions of the agencies named."
        )
    if not desk.disclosure.protected:
        yield desk.words.gettext("For staff only: do not hand this version over.")


def _chapters(desk: Desk, quoter: Quoter) -> Iterator[Chapter]:
    number = 0
    for section in desk.material.questionnaire.sections:
        if not desk.subject(section):
            continue
        topics = tuple(_topics(desk, quoter, section))
        if topics:
            number += 1
            yield Chapter(section.key, number, section.title, _lead(desk, section), topics)


def _topics(desk: Desk, quoter: Quoter, section: Section) -> Iterator[Topic]:
    for question in section.questions:
        if question.kind is not QuestionKind.REPEAT:
            yield from of_question(desk, quoter, question)
        elif repeats.role_of(question, section) is not Role.RECOMMENDATIONS:
            yield from repeats.counted(desk, question)


def _lead(desk: Desk, section: Section) -> str:
    """The theme most spoken of in a section, and whether one of its claims is argued over."""
    said: list[str] = []
    shared = _most(desk, section, lambda theme: desk.ledger.resolve(theme_rule(theme)).value)
    if shared is not None:
        record = desk.ledger.record(theme_rule(shared[1]))
        said.append(
            desk.words.gettext("Most spoken of: %(theme)s (%(count)s).")
            % {"theme": desk.words.quoted(shared[1].label), "count": record.text}
        )
    argued = _most(desk, section, lambda theme: _weight(desk, theme))
    if argued is not None:
        said.append(
            desk.words.gettext("Most argued over: %(theme)s.")
            % {"theme": desk.words.quoted(argued[1].label)}
        )
    return " ".join(said)


def _most(desk: Desk, section: Section, weigh: Callable[[Any], int]) -> tuple[int, Any] | None:
    themes = [
        theme
        for question in section.questions
        if not desk.withheld(question)
        for theme, _ in ranked_themes(desk, question)
    ]
    best = max(((weigh(theme), -rank) for rank, theme in enumerate(themes)), default=(0, 0))
    return (best[0], themes[-best[1]]) if best[0] else None


def _weight(desk: Desk, theme: Any) -> int:
    if not theme.claim:
        return 0
    sides = (Stance.SUPPORT, Stance.OPPOSE)
    return min(desk.ledger.resolve(theme_rule(theme, stance)).value for stance in sides)


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
