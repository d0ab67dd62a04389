"""Reading the manuscript of a call, and what its places point at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from consult.calls.models import Call, Invitation
from consult.calls.questionnaire import QuestionKind, Questionnaire, Value
from consult.contributions import latest
from consult.contributions.models import Contribution, Version
from consult.contributions.values import plain_text
from consult.synthesis import models
from consult.synthesis.drafting.block_json import heard
from consult.synthesis.drafting.blocks import Block, Manuscript, Place
from consult.synthesis.drafting.origins import Origin


def row(session: Session, call: Call) -> models.Manuscript | None:
    """The manuscript of a call with its blocks, two statements; None where nobody began one."""
    return session.scalar(
        select(models.Manuscript)
        .where(models.Manuscript.call_id == call.id)
        .options(selectinload(models.Manuscript.blocks))
    )


def manuscript(session: Session, call: Call) -> Manuscript | None:
    """The same as plain values; None also where it has no block."""
    found = row(session, call)
    return plain(found) if found is not None and found.blocks else None


def is_written(session: Session, call: Call) -> bool:
    """Whether the manuscript of a call has a block; one statement."""
    blocks = select(models.ManuscriptBlock.id).join(models.ManuscriptBlock.manuscript)
    return bool(session.scalar(select(blocks.where(models.Manuscript.call_id == call.id).exists())))


def plain(found: models.Manuscript) -> Manuscript:
    """A manuscript as plain values, its blocks in the order of the pages."""
    blocks = sorted(found.blocks, key=lambda one: (one.place, one.id))
    return Manuscript(
        tuple(heard(one.key, one.kind, one.content) for one in blocks), found.revision
    )


def places(blocks: Iterable[Block]) -> tuple[Place, ...]:
    """Every place that blocks quote or rest on, each once."""
    found = (
        place
        for block in blocks
        for place in (*(one.place for one in block.quotations), *block.sources)
    )
    return tuple(dict.fromkeys(found))


def origins(
    session: Session,
    call: Call,
    places: Iterable[Place],
    *,
    questionnaire: Questionnaire | None = None,
) -> Mapping[Place, Origin]:
    """What surrounds each place, in its own version and in the last one; one statement.

    The questions of the call are read as well where neither they nor `questionnaire` are there.
    """
    wanted = tuple(dict.fromkeys(places))
    if not wanted:
        return {}
    asked = questionnaire or call.questionnaire
    versions = _versions(session, call, wanted)
    return {place: _origin(place, versions.get(place.agency, {}), asked) for place in wanted}


Content = tuple[Mapping[str, Value], bool]
"""The answers of one version, and whether the contribution is withdrawn."""


def _versions(
    session: Session, call: Call, wanted: Iterable[Place]
) -> dict[str, dict[int, Content]]:
    """The versions named and the last one of each agency, agency by agency."""
    last = latest.numbers()
    agencies = {one.agency for one in wanted}
    numbers = {one.version for one in wanted}
    rows = session.execute(
        select(Invitation.acronym, Contribution.withdrawn_at, Version.number, Version.content)
        .join(Contribution, Contribution.invitation_id == Invitation.id)
        .join(Version, Version.contribution_id == Contribution.id)
        .join(last, last.c.contribution_id == Contribution.id)
        .where(
            Invitation.call_id == call.id,
            Invitation.acronym.in_(agencies),
            or_(Version.number.in_(numbers), Version.number == last.c.number),
        )
    )
    found: dict[str, dict[int, Content]] = {}
    for acronym, withdrawn_at, number, content in rows:
        found.setdefault(acronym, {})[number] = content["answers"], withdrawn_at is not None
    return found


def _origin(place: Place, versions: Mapping[int, Content], asked: Questionnaire) -> Origin:
    question = asked.by_key.get(place.question)
    if place.version not in versions or question is None:
        return Origin()
    newest = max(versions)
    answers, withdrawn = versions[newest]
    value = answers.get(question.key)
    own = versions[place.version][0].get(question.key)
    others: tuple[str, ...] = ()
    if question.kind is QuestionKind.REPEAT and isinstance(value, list):
        ranks = (rank for rank in range(1, len(value) + 1) if rank != place.item)
        others = tuple(plain_text(question, value, rank, place.field) for rank in ranks)
    return Origin(
        text=plain_text(question, own, place.item, place.field),
        latest_version=newest,
        latest=plain_text(question, value, place.item, place.field),
        withdrawn=withdrawn,
        others=others,
    )
