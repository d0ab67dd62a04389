"""Printing one note after the other: what each hand is asked for, and what still stands."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
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
        self.spent = False
        """Whether it printed a long note, which leaves it heavy."""

    def printed(self, text: str) -> bytes:
        """The file of a snapshot. Raises `relay.Ended` if a process that prints it did."""
        self._say(Stage.COMPOSING)
        job = Job(Manuscript(from_json(text)))
        self.spent = job.cut.long
        return self._in_quires(job) if job.cut.long else self._in_parts(job)

    def _in_parts(self, job: Job) -> bytes:
        """A note whose parts the two hands print."""
        self._say(Stage.LAYING_OUT)
        front, body, *annexes, end = enumerate(job.parts)
        load = {self._first: 0, self._second: 0}
        # The body first: it has most to be laid out, by the hand that keeps its pages.
        given = [self._given(job, *body, load)]
        # The contents tell on which pages the others are: meanwhile they are laid out.
        for name, (rank, part) in ((END, end), (FRONT, front)):
            self._second.order(Order(Work.COUNT, name, job.proof(part, rank)))
        given += [self._given(job, *annex, load) for annex in annexes]
        last, opening = self._second.result(), self._second.result()
        kept = {digest: hand.result() if hand else self._kept[digest] for digest, hand in given}
        self._kept = kept
        counts = [opening, *(count for count, _ in kept.values()), last]
        return self._bound(job, counts, [sheaf for _, sheaf in kept.values()])

    def _given(
        self, job: Job, rank: int, part: Part, load: dict[Hand, int]
    ) -> tuple[str, Hand | None]:
        """The digest of a part, and the hand that prints it, the one with less to do.

        Nobody, if it is what it was.
        """
        proof = job.proof(part, rank)
        if proof.digest in self._kept:
            return proof.digest, None
        hand = min(load, key=lambda one: load[one])
        hand.order(Order(Work.APART, part.sections[0], proof))
        load[hand] += part.letters
        return proof.digest, hand

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
        return self._bound(job, counts, [sheaf], turns)

    def _bound(
        self,
        job: Job,
        counts: Sequence[Count],
        sheaves: Sequence[Sheaf],
        turns: relay.Relay | None = None,
    ) -> bytes:
        """The file, once every part is counted."""
        *_, last = places(counts)
        second = self._second
        second.order(Order(Work.SHELL, END, place=last, imprint=job.imprint))
        second.order(Order(Work.APART, FRONT, anchors=known_after(counts)))
        book = Book(second.result())
        self._say(Stage.WRITING)
        _, opening = second.result()
        mark = job.note.mark
        del job
        for sheaf in (opening, *sheaves, *(turns.sheaves() if turns else ())):
            book.bind(sheaf, last.pages)
        return book.closed(mark)

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
