"""What the checks have against approving a version that was written on the desk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from consult.calls.models import Call
from consult.calls.questionnaire import Questionnaire
from consult.synthesis import queries
from consult.synthesis.checks.findings import Check, Finding, Severity
from consult.synthesis.checks.loading import ground
from consult.synthesis.checks.running import run
from consult.synthesis.snapshot import Audience, Snapshot
from consult.synthesis.versions.drawn_from import kept, stand


@dataclass(frozen=True, slots=True)
class Blocked:
    """What stands against a version: what was found, and whether its text is another one now.

    `warnings` counts by check what is only to be looked at.
    """

    findings: Sequence[Finding] = ()
    rewritten: bool = False
    warnings: Mapping[Check, int] = field(default_factory=dict)


def blocked(session: Session, *, call: Call, snapshot: Snapshot) -> Blocked:
    """What of the desk stands against approving a version.

    Nothing where it was composed by itself, or is the staff's own. The checks look at the text
    as it is now: where it was changed since, the version is not what they looked at.
    """
    if snapshot.audience is Audience.STAFF:
        return Blocked()
    note = queries.version(session, call, snapshot.version)
    drawn = kept(note) if note is not None else None
    if drawn is not None and drawn.manuscript is None:
        return Blocked()
    now = stand(session, call).manuscript  # asked before the checks read the text
    loaded = ground(session, call.slug, audience=snapshot.audience)
    if drawn is None and not is_written(loaded.desk.material.questionnaire, snapshot):
        return Blocked()
    found = run(loaded)
    return Blocked(
        [one for one in found if one.severity is Severity.BLOCKS],
        rewritten=note is not None and (drawn is None or drawn.manuscript != now),
        warnings=Counter(one.check for one in found if one.severity is Severity.WARNS),
    )


def is_written(asked: Questionnaire, snapshot: Snapshot) -> bool:
    """Whether a version was made from the desk: by itself, a topic is one of the questions."""
    topics = {topic.key for chapter in snapshot.chapters for topic in chapter.topics}
    return not topics or not topics <= set(asked.by_key)
