"""What the checks have against approving a version that was written on the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.calls.models import Call
from consult.calls.questionnaire import Questionnaire
from consult.synthesis import models, queries
from consult.synthesis.checks.findings import Finding, Severity
from consult.synthesis.checks.loading import ground
from consult.synthesis.checks.running import run
from consult.synthesis.drafting.queries import row
from consult.synthesis.snapshot import Audience, Snapshot


@dataclass(frozen=True, slots=True)
class Blocked:
    """What stands against a version: what was found, and whether its text is another one now."""

    findings: Sequence[Finding] = ()
    rewritten: bool = False


def blocked(session: Session, *, call: Call, snapshot: Snapshot) -> Blocked:
    """What of the desk stands against approving a version.

    Nothing where it was composed by itself, or is the staff's own. The checks look at the text
    as it is now: where it was changed since, the version is not what they looked at.
    """
    if snapshot.audience is Audience.STAFF:
        return Blocked()
    manuscript = row(session, call)
    if manuscript is None:
        return Blocked()
    loaded = ground(session, call.slug, audience=snapshot.audience)
    if not is_written(loaded.desk.material.questionnaire, snapshot):
        return Blocked()
    note = queries.version(session, call, snapshot.version)
    last = _last_touched(session, manuscript)
    return Blocked(
        [one for one in run(loaded) if one.severity is Severity.BLOCKS],
        rewritten=bool(note and last and last > note.built_at),
    )


def is_written(asked: Questionnaire, snapshot: Snapshot) -> bool:
    """Whether a version was made from the desk: by itself, a topic is one of the questions."""
    topics = {topic.key for chapter in snapshot.chapters for topic in chapter.topics}
    return not topics or not topics <= set(asked.by_key)


def _last_touched(session: Session, manuscript: models.Manuscript) -> datetime | None:
    """When something was last written, or taken back."""
    edit = models.ManuscriptEdit
    asked = select(func.max(edit.changed_at), func.max(edit.undone_at)).where(
        edit.manuscript_id == manuscript.id
    )
    return max((at for at in session.execute(asked).one() if at is not None), default=None)
