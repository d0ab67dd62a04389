"""Printing one note after the other: what each hand is asked for, and what still stands."""

from __future__ import annotations

import select
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from consult.synthesis.paper import finisher, haste, relay
from consult.synthesis.paper.binding import Book, Sheaf
from consult.synthesis.paper.hands import Hand, Order, Work
from consult.synthesis.paper.layout import Manuscript, Part
from consult.synthesis.paper.pagination import Count, places
from consult.synthesis.paper.printing import Job, Printer, known_after
from consult.synthesis.paper.stages import Stage
from consult.synthesis.snapshot import from_json

Say = Callable[[str], None]
Made = tuple[Count, Sheaf]
FRONT, END = "front", "end"


@dataclass(frozen=True, slots=True)
class Front:
    """The front of the last note: told by its digest and by the pages that it tells."""

    digest: str
    known: Mapping[str, int]
    made: Made


class Pressing:
    """Two hands, and the parts of the last note: those that did not change are bound again.

    The process that presses never lays anything out itself: it stays as light as it began, and
    its children find Pango as nobody has used it.
    """

    def __init__(self, say: Say) -> None:
        self._say = say
        finisher.prepare()
        haste.make()
        folder = Path(tempfile.mkdtemp(prefix="hands-"))
        self._first, self._second = Hand(folder), Hand(folder)
        self._kept: dict[str, Made] = {}
        self._front: Front | None = None
        self._counts: list[Count] = []
        self.spent = False
        """Whether it printed a long note, which leaves it heavy."""

    def printed(self, text: str) -> bytes:
        """The file of a snapshot. Raises `relay.Ended` if a process that prints it did."""
        self._say(Stage.COMPOSING)
        job = Job(Manuscript(from_json(text)))
        self.spent = job.cut.long
        return self._in_quires(job) if job.cut.long else self._in_parts(job)

    def sweep(self) -> None:
        """Have the hands put away what is of no use any more, while nobody waits for them."""
        for hand in (self._first, self._second):
            hand.order(Order(Work.SWEEP, ""))
        for hand in (self._first, self._second):
            hand.result()

    def _in_parts(self, job: Job) -> bytes:
        """A note whose parts the two hands print."""
        self._say(Stage.LAYING_OUT)
        _, body, *annexes, end = enumerate(job.parts)
        # The body first: it has most to be laid out, by the hand that keeps its pages.
        told, order = self._changed(job, *body)
        busy = {self._first: told} if order else {}
        if order:
            self._first.order(order)
        self._second.order(Order(Work.COUNT, END, job.proof(end[1], end[0])))
        # The contents tell on which pages the others are: meanwhile they are laid out.
        front = job.proof(job.parts[0], 0)
        kept = self._front if self._front and self._front.digest == front.digest else None
        if kept is None:
            self._second.order(Order(Work.COUNT, FRONT, front))
        changed = [self._changed(job, *annex) for annex in annexes]
        last = self._second.result()
        opening = kept.made[0] if kept else self._second.result()
        todo = [(digest, order) for digest, order in changed if order]
        # Most often a change moves nothing: the end is drawn as if, while the body is laid out.
        guess = [] if todo or not self._counts else [opening, *self._counts[1:-1], last]
        if guess:
            self._end(job, guess, kept)
        self._kept |= self._worked(busy, todo)
        self._kept = {one: self._kept[one] for one in (told, *(digest for digest, _ in changed))}
        counts = [opening, *(count for count, _ in self._kept.values()), last]
        if guess and guess != counts:
            self._ended(kept)
            kept = None
            self._end(job, counts, None, again=True)
        elif not guess:
            self._end(job, counts, kept)
        self._counts = counts
        book, sheaf = self._ended(kept)
        self._front = Front(front.digest, known_after(counts), (opening, sheaf))
        return self._bound(job, book, counts, [sheaf, *(one for _, one in self._kept.values())])

    def _changed(self, job: Job, rank: int, part: Part) -> tuple[str, Order | None]:
        """The digest of a part, and what is to be done: nothing, if it is what it was."""
        proof = job.proof(part, rank)
        if proof.digest in self._kept:
            return proof.digest, None
        return proof.digest, Order(Work.APART, part.sections[0], proof)

    def _worked(self, busy: dict[Hand, str], todo: list[tuple[str, Order]]) -> dict[str, Made]:
        """What comes of the orders given and of those left, which go to whoever is free."""
        made: dict[str, Made] = {}
        while busy or todo:
            for hand in (self._second, self._first):
                if todo and hand not in busy:
                    busy[hand], order = todo.pop(0)
                    hand.order(order)
            for hand in select.select(list(busy), [], [])[0]:
                made[busy.pop(hand)] = hand.result()
        return made

    def _end(
        self, job: Job, counts: Sequence[Count], kept: Front | None, *, again: bool = False
    ) -> None:
        """Have the end drawn, and the front unless it is `kept` and tells the same pages.

        What was drawn once as if is laid out `again`.
        """
        *_, last = places(counts)
        known, ranks = known_after(counts), len(job.parts) - 1
        end = job.proof(job.parts[ranks], ranks) if again else None
        front = job.proof(job.parts[0], 0) if again or kept else None
        self._second.order(Order(Work.SHELL, END, end, place=last, imprint=job.imprint))
        self._drawn = not (kept and kept.known == known)
        if self._drawn:
            self._second.order(Order(Work.APART, FRONT, front, anchors=known))

    def _ended(self, kept: Front | None) -> tuple[Book, Sheaf]:
        """The end and the front, as they were asked for."""
        book = Book(self._second.result())
        if self._drawn or kept is None:
            return book, self._second.result()[1]
        return book, kept.made[1]

    def _in_quires(self, job: Job) -> bytes:
        """A long note: its annexes are printed by processes that take turns."""
        end, body = len(job.parts) - 1, job.parts[1]
        self._first.order(Order(Work.APART, body.sections[0], job.proof(body, 1)))
        self._second.order(Order(Work.COUNT, FRONT, job.proof(job.parts[0], 0)))
        self._second.order(Order(Work.COUNT, END, job.proof(job.parts[end], end)))
        cut = job.cut
        letters = [[each.letters for each in parts] for parts in (cut.annexes, cut.index)]
        turns = relay.Relay(self._progress([*letters[0], *letters[1]]))
        annexes = turns.run(
            [partial(_apart, job, part, rank) for rank, part in enumerate(cut.annexes, 2)]
        )
        count, sheaf = self._first.result()
        opening, last = self._second.result(), self._second.result()
        known = known_after([opening, count, *annexes])
        after = 2 + len(annexes)
        turns.run(
            [partial(_apart, job, part, rank, known) for rank, part in enumerate(cut.index, after)]
        )
        counts = [opening, count, *turns.counts, last]
        self._say(Stage.LAYING_OUT)
        self._end(job, counts, None)
        book, first = self._ended(None)
        return self._bound(job, book, counts, chain([first, sheaf], turns.sheaves()))

    def _bound(
        self, job: Job, book: Book, counts: Sequence[Count], sheaves: Iterable[Sheaf]
    ) -> bytes:
        """The file."""
        self._say(Stage.WRITING)
        for sheaf in sheaves:
            book.bind(sheaf, sum(count.pages for count in counts))
        return book.closed(job.note.mark)

    def _progress(self, lengths: Sequence[int]) -> relay.Told:
        """Tells how many pages of the annexes are printed, out of about how many."""
        whole, letters, printed = sum(lengths), 0, 0

        def told(rank: int, pages: int) -> None:
            nonlocal letters, printed
            letters, printed = letters + lengths[rank], printed + pages
            about = printed if letters == whole else round(printed * whole / letters, -1)
            self._say(f"{Stage.ANNEXES} {printed} {about:.0f}")

        self._say(Stage.ANNEXES)
        return told


def _apart(job: Job, part: Part, rank: int, known: Mapping[str, int] | None = None) -> Made:
    return Printer(job.proof(part, rank)).apart(known)
