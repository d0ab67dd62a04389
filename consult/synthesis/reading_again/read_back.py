"""What each agency quoted or named reads again before the note is printed, as it will be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from consult.analysis.material import Material
from consult.contributions.consent import QuotePermission
from consult.synthesis.composing.desk import Desk
from consult.synthesis.composing.ledger import Spoken
from consult.synthesis.composing.repeats import PRACTICE
from consult.synthesis.drafting.blocks import Manuscript
from consult.synthesis.drafting.quoting import GAP, located
from consult.synthesis.note import written
from consult.synthesis.parts import practices, quotes, recommendations, statements
from consult.synthesis.reading_again.clearance import Clearance, Extract
from consult.synthesis.snapshot import (
    Audience,
    Claim,
    ContributionInFull,
    Practice,
    Quote,
    Recommendation,
    Run,
    Snapshot,
    State,
    Topic,
)

READERS = "readers"


@dataclass(frozen=True, slots=True)
class Reader:
    """An agency that the note quotes or names: its words, and the statements with its name.

    `asked_first` says that its words are printed only once it agreed; `in_full`, that annex B
    has its whole contribution. Statements come as (where, sentence), without other names.
    """

    agency: str
    extracts: tuple[Extract, ...]
    statements: tuple[tuple[str, str], ...]
    asked_first: bool
    in_full: bool


@dataclass(frozen=True, slots=True)
class _Place:
    where: str
    beside: str
    printed: str
    by: str
    quote: bool = True


def readers(
    material: Material, clearance: Clearance, manuscript: Manuscript | None = None
) -> tuple[Reader, ...]:
    """Every agency with something to read again, in the order invited.

    The note is composed as though words to be reviewed were agreed to, so as to know which ones
    would be printed. It is neither frozen nor shown. What was worked out last is kept with the
    material, for whoever looks again before anything was said or written since.
    """
    known = material.worked_out.get(READERS)
    if known is None or known[0] != (clearance, manuscript):
        known = (clearance, manuscript), _readers(material, clearance, manuscript)
        material.worked_out[READERS] = known
    found: tuple[Reader, ...] = known[1]
    return found


def _readers(
    material: Material, clearance: Clearance, manuscript: Manuscript | None
) -> tuple[Reader, ...]:
    desk = Desk(material, Audience.DELEGATE, replace(clearance, awaited=True))
    dated = material.call.opens_at
    note = written(desk, state=State.DRAFT, version=1, dated=dated, manuscript=manuscript)
    whole = {one.acronym for one in note.contributions}
    places = dict(_places(desk, note))
    extracts: dict[str, list[Extract]] = {}
    for spoken in desk.ledger.spoken:
        if spoken.place in places:
            found = _extract(desk, spoken, places[spoken.place])
            extracts.setdefault(spoken.agency, []).append(found)
    named = _named(desk, note)
    return tuple(
        Reader(
            agency=reply.agency,
            extracts=tuple(extracts.get(reply.agency, ())),
            statements=tuple(named.get(reply.agency, ())),
            asked_first=reply.quotes is QuotePermission.AFTER_REVIEW,
            in_full=reply.agency in whole,
        )
        for reply in material.replies
        if reply.agency in extracts or reply.agency in named
    )


def still_printed(note: Snapshot, clearance: Clearance) -> tuple[str, ...]:
    """The agencies some of whose refused words a note prints, under their name or under none."""
    signed = frozenset(_signed(note))
    whole = {one.acronym: _whole(one) for one in note.contributions}
    return tuple(
        sorted(
            {
                agency
                for agency, words in clearance.refused
                if signed & {(agency, words), ("", words)} or words in whole.get(agency, "")
            }
        )
    )


def _whole(contribution: ContributionInFull) -> str:
    """Everything that annex B prints of a contribution."""
    return "\n".join(line for answer in contribution.answers for line in answer.paragraphs)


def _signed(note: Snapshot) -> Iterator[tuple[str, str]]:
    """Every piece of an agency's own words in a note, with its author where the note says it."""
    agencies = {source.code: source.agency for source in note.sources}
    for _, quote in quotes(note):
        yield agencies.get(quote.source or "", ""), quote.text
    for practice in practices(note):
        yield practice.by, _box(practice)
    for one in recommendations(note):
        yield from ((agencies.get(code, ""), one.title) for code in one.support.sources)


def _box(practice: Practice) -> str:
    told = (f"{label} – {text}" if label else text for label, text in practice.details)
    return "\n".join((practice.title, *told))


# --- where words stand --------------------------------------------------------------------


def _places(desk: Desk, note: Snapshot) -> Iterator[tuple[str, _Place]]:
    """Every place of the note that prints an agency's own words, under its name."""
    ranks = count()
    gettext = desk.words.gettext
    for chapter in note.chapters:
        where = f"{chapter.number}. {chapter.title}"
        for topic in chapter.topics:
            yield from _in_topic(desk, where, topic, ranks)
    for one in note.recommendations:
        yield from _advised(desk, gettext("Recommendations"), one)
    for box in note.practices:
        yield f"{PRACTICE}{next(ranks)}", _boxed(gettext("Good practices"), box)
    said = {quote.id: quote for quote in note.within}
    for where, runs in _written(note, gettext("The essentials")):
        for run in runs:
            if run.quote in said:
                yield run.quote, _quoted(where, _told(runs), said[run.quote])


def _in_topic(
    desk: Desk, where: str, topic: Topic, ranks: Iterator[int]
) -> Iterator[tuple[str, _Place]]:
    beside = {claim.id: _sentence(claim) for claim in topic.claims}
    for quote in topic.quotes:
        yield quote.id, _quoted(where, beside.get(quote.about, topic.title), quote)
    for box in topic.boxed:
        yield f"{PRACTICE}{next(ranks)}", _boxed(where, box)
    for one in topic.advice:
        yield from _advised(desk, where, one)


def _written(note: Snapshot, essentials: str) -> Iterator[tuple[str, Sequence[Run]]]:
    """Every sentence that may hold a quotation, with where it stands."""
    yield from ((where, claim.runs) for where, claim in statements(note, essentials=essentials))
    for chapter in note.chapters:
        for topic in chapter.topics:
            for prose in topic.prose:
                yield from ((topic.title or chapter.title, runs) for runs in prose.paragraphs)


def _boxed(where: str, practice: Practice) -> _Place:
    return _Place(where, "", _box(practice), practice.by, quote=False)


def _advised(desk: Desk, where: str, one: Recommendation) -> Iterator[tuple[str, _Place]]:
    codes = desk.ledger.codes.items()
    source = next((agency for agency, code in codes if code in one.support.sources), "")
    yield one.support.id, _Place(where, _sentence(one.support), one.title, source, quote=False)
    for quote in one.wordings:
        yield quote.id, _quoted(where, f"{one.number}. {one.title}", quote)


def _quoted(where: str, beside: str, quote: Quote) -> _Place:
    return _Place(where, beside, quote.text, quote.by)


def _extract(desk: Desk, spoken: Spoken, place: _Place) -> Extract:
    reply = desk.material.reply[spoken.agency]
    item, field, start = located(desk, spoken)
    return Extract(
        where=place.where,
        beside=_masked(desk, place.beside, spoken.agency),
        question=spoken.question,
        text=spoken.text,
        printed=place.printed,
        by=place.by,
        named=spoken.named,
        version=reply.version,
        item=item,
        field=field,
        start=start,
        quote=place.quote,
        telling=desk.disclosure.betrays(spoken.agency, spoken.text),
    )


# --- statements that name somebody --------------------------------------------------------


def _named(desk: Desk, note: Snapshot) -> Mapping[str, list[tuple[str, str]]]:
    """The statements that rest on each agency by name."""
    agencies = {code: agency for agency, code in desk.ledger.codes.items()}
    found: dict[str, list[tuple[str, str]]] = {}
    titles = {
        "essentials": desk.words.gettext("The essentials"),
        "practices": desk.words.gettext("Good practices"),
    }
    for where, claim in statements(note, **titles):
        for code in claim.sources:
            said = _masked(desk, _sentence(claim), agencies[code])
            found.setdefault(agencies[code], []).append((where, said))
    return found


def _sentence(claim: Claim) -> str:
    return _told(claim.runs)


def _told(runs: Sequence[Run]) -> str:
    return "".join(run.text for run in runs)


def _masked(desk: Desk, sentence: str, agency: str) -> str:
    """The sentence with no name and no words but those of who reads it: the others read theirs."""
    words, ledger = desk.words, desk.ledger
    instead = {
        who: words.who((agency,), len(names)) if agency in names else ""
        for who, names in ledger.lists.items()
        if who and names != (agency,) and who in sentence
    }
    others = (
        text for text, author in ledger.inside.items() if author != agency and text in sentence
    )
    instead |= dict.fromkeys(others, words.quoted(GAP))
    if not instead:
        return sentence
    longest_first = sorted(instead, key=len, reverse=True)
    return re.sub(
        "|".join(re.escape(text) for text in longest_first),
        lambda found: instead[found.group()],
        sentence,
    )
