"""What every agency last sent, without the texts: for lists too long to be loaded.

A version never changes. What was read off it once (which questions it answers, what it chose,
what it keeps confidential) is remembered by the process, so that five thousand of them are
opened only once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from consult.analysis.reading.filters import CLOSED
from consult.calls.models import Call, Invitation
from consult.calls.questionnaire import OTHER
from consult.contributions import latest
from consult.contributions.consent import ATTRIBUTION_QUESTION, Attribution, effective_attribution
from consult.contributions.models import ConsentChange, Contribution, Version
from consult.contributions.reading import says

REMEMBERED = 20_000
"""Of so many versions the process keeps what it read; beyond, it begins anew."""

Kept = frozenset[str]


class Gist(NamedTuple):
    """What a version says without its texts: which questions it answers, what it chose."""

    answered: Kept
    confidential: Kept
    said: str | None
    chosen: str | None
    closed: Mapping[str, Kept]


class Sent(NamedTuple):
    """The last version of one contribution that counts, with the change of mind since."""

    contribution: int
    acronym: str
    name: str
    level: str
    region: str
    version: int
    sent_at: datetime
    late: bool
    on_behalf: bool
    to_confirm: bool
    attribution: Attribution
    answered: Kept
    confidential: Collection[str]
    closed: Mapping[str, Kept]

    def consent(self, key: str) -> Attribution:
        """How one answer may be attributed: it may be kept closer than the rest."""
        return Attribution.CONFIDENTIAL if key in self.confidential else self.attribution


Which = tuple[int, str, str]
"""A version by its id, its reference and the digest of what it says."""

_gists: dict[str, dict[Which, Gist]] = {}
_same: dict[Kept, Kept] = {}


def last(call: Call, *columns: Any) -> Select[*tuple[Any, ...]]:
    """Columns of the last version of every contribution that counts."""
    number = latest.number_of(Contribution.id)
    return (
        select(*columns)
        .select_from(Invitation)
        .join(Contribution, Contribution.invitation_id == Invitation.id)
        .join(Version, (Version.contribution_id == Contribution.id) & (Version.number == number))
        .where(Invitation.call_id == call.id, Contribution.withdrawn_at.is_(None))
    )


def everything_sent(session: Session, call: Call, *, contribution: int | None = None) -> list[Sent]:
    """In the order of the audience; one statement, and one more when something came since.

    The call comes with its questions. With a contribution, what it sent and nothing else.
    """
    change = latest.change_of(Contribution.id)
    asked = (
        last(
            call,
            Contribution.id,
            Invitation.acronym,
            Invitation.name,
            Invitation.level,
            Invitation.region,
            Version.number,
            Version.sent_at,
            Version.late,
            Contribution.entered_by,
            Contribution.confirmed_at,
            Contribution.attribution,
            Version.id,
            Version.reference,
            Version.digest,
            ConsentChange.at,
            ConsentChange.attribution,
            ConsentChange.confidential,
        )
        .outerjoin(ConsentChange, ConsentChange.id == change)
        .order_by(Invitation.position, Invitation.id)
    )
    if contribution is not None:
        asked = asked.where(Contribution.id == contribution)
    rows = session.execute(asked).all()
    gists = _read_off(session, call, [tuple(row[11:14]) for row in rows])
    return [_sent(row, gists[tuple(row[11:14])]) for row in rows]


def _sent(row: Row[*tuple[Any, ...]], gist: Gist) -> Sent:
    who, name, level, region, number, sent_at, late, entered_by, confirmed_at, own = row[1:11]
    at, changed, kept = row[14:]
    if at is not None and at >= sent_at:
        attribution, confidential = changed, kept
    else:
        attribution = _attribution(own, gist.said, gist.chosen)
        confidential = gist.confidential
    return Sent(
        row[0],
        who,
        name,
        level,
        region,
        number,
        sent_at,
        late,
        bool(entered_by),
        bool(entered_by) and confirmed_at is None,
        attribution,
        gist.answered,
        confidential,
        gist.closed,
    )


@lru_cache(maxsize=1_000)
def _attribution(*sources: Any) -> Attribution:
    """The same few choices come back thousands of times."""
    return effective_attribution(*sources)


def _read_off(session: Session, call: Call, wanted: Sequence[Which]) -> Mapping[Which, Gist]:
    """What those versions say without their texts; only what is new is opened."""
    known = _gists.setdefault(str(session.get_bind().engine.url), {})
    # Told apart from what is remembered: another thread may clear that at any moment.
    found = {one: gist for one in wanted if (gist := known.get(one)) is not None}
    if missing := [one[0] for one in wanted if one not in found]:
        opened = dict(_opened(session, call, missing))
        if len(known) + len(opened) > REMEMBERED:
            known.clear()
            _same.clear()
        known.update(opened)
        found |= opened
    return found


def _opened(session: Session, call: Call, versions: Sequence[int]) -> Iterable[tuple[Which, Gist]]:
    asked = last(call, Version.id, Version.reference, Version.digest, Version.content)
    if len(versions) <= 500:
        asked = asked.where(Version.id.in_(versions))
    questions = (one for section in call.sections for one in section.questions)
    closed = [one.key for one in questions if one.kind in CLOSED]
    for number, reference, digest, content in session.execute(asked).yield_per(200):
        answers = content["answers"]
        yield (
            (number, reference, digest),
            Gist(
                _shared(key for key, value in answers.items() if value is not None),
                _shared(content.get("confidential", ())),
                content.get("attribution"),
                _plain(answers.get(ATTRIBUTION_QUESTION)),
                {key: _options(answers[key]) for key in closed if answers.get(key) is not None},
            ),
        )


def _shared(keys: Iterable[str]) -> Kept:
    """The same few sets come back thousands of times: each is kept once."""
    found = frozenset(keys)
    return _same.setdefault(found, found)


def _options(value: Any) -> Kept:
    """What was chosen at a closed question, the text of one's own being `other`."""
    chosen = value if isinstance(value, list) else [value]
    return _shared(
        one if isinstance(one, str) else OTHER
        for one in chosen
        if isinstance(one, str) or (isinstance(one, Mapping) and says(one.get(OTHER)))
    )


def _plain(value: Any) -> str | None:
    """A choice as one word; what is none is understood by nobody, and protects."""
    return value if value is None or isinstance(value, str) else "other"
