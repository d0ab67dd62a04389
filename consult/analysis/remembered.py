"""Materials kept by the process, as long as nothing that they are made of changes.

Opening every answer of a large call takes longer than all that a page does with them. So the
material of the calls looked at last is kept with its outline, which each page reads anew: what
is not exactly the same is read again, be it one coding, one consent or the title of the call.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

from flask import current_app
from sqlalchemy.orm import Session

from consult.analysis.filling import filled
from consult.analysis.material import Material
from consult.analysis.outline import Outline, contents, outline

MOST_CALLS = 4
MOST_REPLIES = 6_000
"""So many contributions are kept in all; of the call looked at last, however many it has."""


class Kept(NamedTuple):
    """A material, and the outline that it was made from."""

    outline: Outline
    material: Material


class Remembered:
    """The materials of the calls looked at last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._moving = Lock()

    def material(self, session: Session, slug: str) -> Material:
        """What `queries.material` gives, from what is kept if it still holds."""
        found = outline(session, slug)
        known = self._kept.get(slug)
        if known is None or known.outline != found:
            made = filled(found, contents(session, found.versions))
            if known is not None and known.outline.answers == found.answers:
                made.worked_out_of_answers.update(known.material.worked_out_of_answers)
            known = Kept(found, made)
        with self._moving:
            self._kept[slug] = known
            self._kept.move_to_end(slug)
            while len(self._kept) > 1 and self._is_full:
                self._kept.popitem(last=False)
        return known.material

    @property
    def _is_full(self) -> bool:
        replies = sum(len(one.outline.sent) for one in self._kept.values())
        return len(self._kept) > MOST_CALLS or replies > MOST_REPLIES


def material(session: Session, slug: str) -> Material:
    """The call with everything sent and coded; raises `NotFound`.

    Seven statements, and one more where something changed. Whoever writes what lasts reads it
    anew: see `queries.material`.
    """
    kept: Remembered = current_app.extensions.setdefault("materials", Remembered())
    return kept.material(session, slug)
