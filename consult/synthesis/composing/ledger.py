"""The ledger of a note: every count with its rule, every statement with its sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from consult.analysis.figures.rules import Figure
from consult.synthesis.composing.disclosure import Disclosure
from consult.synthesis.composing.workings import Workings
from consult.synthesis.snapshot import Claim, FigureRecord, Run, Source
from consult.synthesis.wording import Counted, Part, Words, runs

Counts = Mapping[str, tuple[str, str]]
"""Placeholder → (rule, question that decides who may be named)."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words of an agency that the note prints, and the name of the place where it does."""

    place: str
    agency: str
    question: str
    text: str
    named: bool


class Unnamed:
    """How many agencies behind a statement are not named, as far as that may be told.

    Who is hidden on one question may be named on another: how many are unnamed on both together
    would tell which of them it is. So each question is counted by itself, and the most is told.
    """

    def __init__(self) -> None:
        self._left: dict[str, set[str]] = {}

    def add(self, about: str, agencies: Iterable[str]) -> None:
        """Agencies that no name stands for, on one question."""
        self._left.setdefault(about, set()).update(agencies)

    @property
    def most(self) -> int:
        """How many one question leaves unnamed at most."""
        return max(map(len, self._left.values()), default=0)


class Ledger:
    """Hands out figures, statements and codes of sources, and remembers each."""

    def __init__(self, workings: Workings, disclosure: Disclosure, words: Words) -> None:
        self._workings = workings
        self._disclosure = disclosure
        self._words = words
        self._records: dict[str, FigureRecord] = {}
        self._cited: dict[str, list[str]] = {}
        self._claims = 0
        self._quotes = 0
        self.spoken: list[Spoken] = []
        """Whose words are printed, also where the note does not say it: never frozen."""
        self.lists: dict[str, tuple[str, ...]] = {}
        """Each list of agencies printed after a count, and who is in it."""
        self.inside: dict[str, str] = {}
        """Each quotation printed inside a sentence, with its marks, and whose words it is."""
        self.blocks: dict[str, str] = {}
        """Each block of a manuscript, and the statement or the chapter it is printed with."""
        self.codes = {
            agency: f"C{rank:02d}" for rank, agency in enumerate(disclosure.attributed, start=1)
        }

    def resolve(self, rule: str) -> Figure:
        """What a rule counts, without printing it."""
        return self._workings.resolve(rule)

    def record(self, rule: str) -> FigureRecord:
        """The figure of a rule, entered in the ledger because it is going to be printed."""
        known = self._records.get(rule)
        if known is None:
            figure = self.resolve(rule)
            known = self._records[rule] = FigureRecord(
                id=f"E{len(self._records) + 1:02d}",
                rule=rule,
                value=figure.value,
                base=figure.base,
                text=self._text(figure),
            )
        return known

    def counted(self, rule: str, text: str | None = None) -> Counted:
        """A count for a sentence; `text` replaces « 3 agences sur 10 » where it says it better."""
        record = self.record(rule)
        return Counted(record.id, record.text if text is None else text)

    def claim(self, template: str, counts: Counts, **texts: Part) -> Claim:
        """A statement: its counts printed, the agencies behind them named where they may be.

        For a placeholder `count…` of `counts`, the template may also hold `who…`: the list.
        """
        parts: dict[str, Part] = dict(texts)
        sources: set[str] = set()
        unnamed = Unnamed()
        for name, (rule, question) in counts.items():
            parts.setdefault(name, self.counted(rule))
            figure = self.resolve(rule)
            named = self._disclosure.named(figure.agencies, question)
            who = self._words.who(named, len(figure.agencies))
            parts[name.replace("count", "who")] = who
            self.lists[who] = named
            sources.update(named)
            unnamed.add(question, set(figure.agencies) - set(named))
        return self.statement(template, parts, sources, unattributed=unnamed.most)

    def statement(
        self,
        template: str,
        parts: Mapping[str, Part],
        sources: Iterable[str] = (),
        *,
        unattributed: int = 0,
    ) -> Claim:
        """A statement whose sources are given."""
        return self.stated(runs(template, parts), sources, unattributed=unattributed)

    def stated(
        self,
        said: tuple[Run, ...],
        sources: Iterable[str] = (),
        *,
        unattributed: int = 0,
        own: bool = False,
    ) -> Claim:
        """The same, of a sentence already cut into its runs."""
        self._claims += 1
        name = f"s{self._claims:03d}"
        codes = tuple(sorted(self.codes[agency] for agency in sources))
        self._cite(name, codes)
        return Claim(name, said, codes, unattributed, own)

    def own(self, text: str) -> Claim:
        """A statement that rests on no contribution."""
        return self.stated((Run(text),), own=True)

    def quote_id(self, source: str | None) -> str:
        """The next name of a quote, cited by its source."""
        self._quotes += 1
        name = f"q{self._quotes:03d}"
        self._cite(name, [] if source is None else [source])
        return name

    @property
    def figures(self) -> tuple[FigureRecord, ...]:
        """Every count printed, in the order first printed."""
        return tuple(self._records.values())

    def sources(self) -> tuple[Source, ...]:
        """The index: each attributable contribution and what rests on it."""
        return tuple(
            Source(
                code=code,
                agency=agency,
                cited_by=tuple(self._cited.get(code, ())),
                in_full=self._disclosure.in_full(agency),
            )
            for agency, code in self.codes.items()
        )

    def _cite(self, name: str, codes: Iterable[str]) -> None:
        for code in codes:
            self._cited.setdefault(code, []).append(name)

    def _text(self, figure: Figure) -> str:
        if figure.base is not None:
            return self._words.agencies(figure.value, figure.base)
        return self._words.number(figure.value)
