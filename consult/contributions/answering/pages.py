"""Which browser page saves, and which of its savings this is, so that a late one undoes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from consult.contributions.models import Contribution

LONGEST = 64


@dataclass(frozen=True, slots=True)
class Page:
    """A page names itself at random and counts its savings; without JavaScript it has no name."""

    name: str = ""
    sequence: int = 0

    def is_behind(self, contribution: Contribution | None) -> bool:
        """Whether a later saving of this very page has already arrived."""
        return (
            contribution is not None
            and bool(self.name)
            and contribution.saved_page == self.name
            and self.sequence < contribution.saved_sequence
        )

    def signature(self, contribution: Contribution) -> dict[str, str | int]:
        """What it leaves on what it saves; nothing where its name is already."""
        if (contribution.saved_page, contribution.saved_sequence) == (self.name, self.sequence):
            return {}
        return {"saved_page": self.name, "saved_sequence": self.sequence}


def page_of(name: str, sequence: str) -> Page:
    """What a form says of itself; anything else than a name and a number says nothing."""
    known = sequence.isdecimal() and len(sequence) < 10 and name.isascii() and len(name) <= LONGEST
    return Page(name, int(sequence)) if known else Page()
