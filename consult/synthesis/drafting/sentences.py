"""What is typed, with its chips, as the runs of a sentence and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from consult.synthesis.composing.desk import Desk
from consult.synthesis.composing.ledger import Unnamed
from consult.synthesis.composing.quotes import Quoter
from consult.synthesis.drafting import figures
from consult.synthesis.drafting.blocks import (
    FigureChip,
    FigureForm,
    Inline,
    Place,
    QuoteChip,
    SourceChip,
    Words,
)
from consult.synthesis.drafting.quoting import GAP, quotation, stands
from consult.synthesis.snapshot import Claim, Quote, Run
from consult.synthesis.wording import Counted, sentence_case

SPACES = " \t\u00a0\u202f"
_STOPS = ".!?…"


@dataclass
class Said:
    """A sentence being set: its runs, the agencies behind it that may be named, and the others."""

    runs: list[Run] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    unnamed: Unnamed = field(default_factory=Unnamed)
    counted: bool = False

    def add(self, run: Run) -> None:
        """One more run; plain text goes on with the text before it."""
        if not run.text:
            return
        last = self.runs[-1] if self.runs else None
        if last is not None and run == replace(last, text=run.text) and not _bound(run):
            self.runs[-1] = replace(last, text=last.text + run.text)
        else:
            self.runs.append(run)

    def drop_space(self) -> None:
        """Take away the space at the end: what follows brings its own."""
        if self.runs and not _bound(self.runs[-1]):
            last = self.runs.pop()
            self.add(replace(last, text=last.text.rstrip(SPACES)))

    @property
    def begins(self) -> bool:
        """Whether what comes next begins a sentence."""
        text = "".join(run.text for run in self.runs).rstrip(SPACES)
        return not text or text[-1] in _STOPS


def _bound(run: Run) -> bool:
    return run.figure is not None or run.quote is not None


class Pen:
    """Sets sentences for one note, and keeps the quotations that stand inside them."""

    def __init__(self, desk: Desk, quoter: Quoter) -> None:
        self.desk = desk
        self.quoter = quoter
        self.within: list[Quote] = []

    def claim(self, content: Sequence[Inline]) -> Claim | None:
        """A statement with its sources; None where nothing is written.

        What has neither figure nor source nor quotation is the federation's own judgement.
        """
        said = self.said(_in_one_line(content))
        runs = _trimmed(said.runs)
        if not runs:
            return None
        others = said.unnamed.most
        own = not (said.counted or said.named or others)
        return self.desk.ledger.stated(runs, said.named, unattributed=others, own=own)

    def paragraphs(self, content: Sequence[Inline]) -> tuple[tuple[Run, ...], ...]:
        """What is written without stating anything, paragraph by paragraph; sources as codes."""
        made: list[tuple[Run, ...]] = []
        for paragraph in _split(content):
            said = self.said(paragraph)
            codes = sorted(self.desk.ledger.codes[one] for one in self._sources(paragraph))
            if codes:
                said.drop_space()
                said.add(Run(f" [{', '.join(codes)}]"))
            if runs := _trimmed(said.runs):
                made.append(runs)
        return tuple(made)

    def said(self, content: Sequence[Inline]) -> Said:
        """The runs of what is typed, its chips resolved."""
        said = Said()
        for piece in content:
            match piece:
                case Words(text, strong, emphasis):
                    said.add(Run(text, strong=strong, emphasis=emphasis))
                case FigureChip():
                    self._count(said, piece)
                case QuoteChip():
                    self._quote(said, piece)
                case SourceChip():
                    self._rest(said, piece)
        return said

    def _count(self, said: Said, chip: FigureChip) -> None:
        if chip.form is FigureForm.NAMES:
            self._names(said, chip.rule)
            return
        found = figures.printed(self.desk, chip)
        if not isinstance(found, Counted):
            said.add(Run(found))
            return
        text = sentence_case(found.text) if said.begins else found.text
        said.add(Run(text, figure=found.figure, strong=True))
        self._stand(said, chip.rule)

    def _names(self, said: Said, rule: str) -> None:
        said.drop_space()
        try:
            who = figures.listed(self.desk, rule)
        except figures.RuleError:
            return
        said.add(Run(who))
        if who:
            self._stand(said, rule)

    def _stand(self, said: Said, rule: str) -> None:
        said.counted = True
        named = figures.named(self.desk, rule)
        others = set(figures.resolved(self.desk, rule).agencies).difference(named)
        said.named.update(named)
        said.unnamed.add(figures.about(self.desk, rule), others)

    def _quote(self, said: Said, chip: QuoteChip) -> None:
        found = quotation(self.desk, self.quoter, chip)
        if found is None:
            said.add(Run(GAP))
            return
        self.within.append(found)
        text = f"{self.desk.words.quoted(found.text)} ({found.by})"
        self.desk.ledger.inside[text] = chip.place.agency
        said.add(Run(text, quote=found.id))
        self._behind(said, chip.place, named=found.source is not None)

    def _rest(self, said: Said, chip: SourceChip) -> None:
        for place in chip.places:
            if stands(self.desk, place):
                self._behind(said, place, named=self._is_source(place))

    def _behind(self, said: Said, place: Place, *, named: bool) -> None:
        if named:
            said.named.add(place.agency)
        else:
            said.unnamed.add(place.question, {place.agency})

    def _sources(self, content: Sequence[Inline]) -> set[str]:
        """The agencies of the passages that a text rests on, which may be named for them."""
        places = [one for chip in content if isinstance(chip, SourceChip) for one in chip.places]
        return {
            place.agency for place in places if self._is_source(place) and stands(self.desk, place)
        }

    def _is_source(self, place: Place) -> bool:
        return self.desk.disclosure.attributable(place.agency, place.question)


def _in_one_line(content: Sequence[Inline]) -> list[Inline]:
    return [
        replace(one, text=" ".join(one.text.split("\n"))) if isinstance(one, Words) else one
        for one in content
    ]


def _split(content: Sequence[Inline]) -> Iterator[list[Inline]]:
    """What is typed, cut where a line ends."""
    paragraph: list[Inline] = []
    for piece in content:
        if not isinstance(piece, Words):
            paragraph.append(piece)
            continue
        first, *others = piece.text.split("\n")
        paragraph.append(replace(piece, text=first))
        for line in others:
            yield paragraph
            paragraph = [replace(piece, text=line)]
    yield paragraph


def _trimmed(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs without space before the first and after the last."""
    found = list(runs)
    while found and not _bound(found[0]) and not found[0].text.strip(SPACES):
        del found[0]
    while found and not _bound(found[-1]) and not found[-1].text.strip(SPACES):
        del found[-1]
    if found and not _bound(found[0]):
        found[0] = replace(found[0], text=found[0].text.lstrip(SPACES))
    if found and not _bound(found[-1]):
        found[-1] = replace(found[-1], text=found[-1].text.rstrip(SPACES))
    return tuple(found)
