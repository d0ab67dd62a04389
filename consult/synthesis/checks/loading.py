"""Reading everything the checks look at, in a constant number of statements."""

from __future__ import annotations

import json

from sqlalchemy.orm import Session

from consult.analysis.material import Material
from consult.analysis.queries import material
from consult.calls.models import Call
from consult.calls.queries import call_by_slug
from consult.storage import storage
from consult.synthesis import models, queries
from consult.synthesis.checks.ground import Frozen, Ground
from consult.synthesis.composing.desk import Desk
from consult.synthesis.drafting.blocks import Manuscript
from consult.synthesis.drafting.queries import origins, places, plain, row
from consult.synthesis.pictures.keeping import lost
from consult.synthesis.reading_again.rounds import rounds, said
from consult.synthesis.snapshot import Audience, FigureRecord


def ground(
    session: Session,
    slug: str,
    *,
    audience: Audience = Audience.DELEGATE,
    answers: Material | None = None,
) -> Ground:
    """The manuscript of a call with what it rests on; raises `NotFound`.

    Fourteen statements at most, six where the answers are given. Without a manuscript there is
    nothing to check.
    """
    call = call_by_slug(session, slug)
    found = row(session, call)
    return around(session, call, found, answers or material(session, slug), audience)


def around(
    session: Session,
    call: Call,
    found: models.Manuscript | None,
    answers: Material,
    audience: Audience = Audience.DELEGATE,
) -> Ground:
    """The same, of a manuscript and answers that were read already."""
    manuscript = plain(found) if found is not None else Manuscript(())
    return Ground(
        manuscript=manuscript,
        desk=Desk(answers, audience, said(rounds(session, call))),
        origins=origins(
            session, call, places(manuscript.blocks), questionnaire=answers.questionnaire
        ),
        frozen=_frozen(session, call),
        opened=found.coverage_revision if found is not None else None,
        lost=_lost(manuscript),
    )


def _lost(manuscript: Manuscript) -> frozenset[str]:
    """A storage is asked only where there is a picture."""
    seen = [one for one in manuscript.blocks if one.picture]
    return lost(seen, storage()) if seen else frozenset()


def _frozen(session: Session, call: Call) -> Frozen | None:
    """The figures of the last version; the rest of it is not built, which may be long."""
    note = queries.latest(session, call)
    if note is None:
        return None
    try:
        records = json.loads(note.snapshot)["figures"]
        figures = tuple(FigureRecord(**one) for one in records)
    except (ValueError, KeyError, TypeError):
        return None  # Of a shape that this version of Consult does not open.
    return Frozen(note.version, figures)
