"""Where each agency stands towards a call, and what staff would best do next."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from consult.calls.rules import Phase, Window
from consult.contributions.consent import Grounds


def folded(text: str) -> str:
    """Text as compared and sorted: accents and case do not count."""
    bare = unicodedata.normalize("NFD", text)
    return "".join(char for char in bare if not unicodedata.combining(char)).casefold()


class Status(StrEnum):
    """How far an agency is; in the order in which an agency advances.

    Between the draft and the contribution stand those who said that they send none.
    """

    NOT_INVITED = "not_invited"
    BOUNCED = "bounced"
    INVITED = "invited"
    OPENED = "opened"
    DRAFT = "draft"
    AWAITING_SIGNATURE = "awaiting_signature"
    DECLINED = "declined"
    JOINING = "joining"
    JOINED = "joined"
    WITHDRAWN = "withdrawn"
    TO_CONFIRM = "to_confirm"
    SENT = "sent"
    LATE = "late"


BEGUN = frozenset({Status.DRAFT, Status.AWAITING_SIGNATURE})
HAS_SENT = frozenset({Status.TO_CONFIRM, Status.SENT, Status.LATE})
DECLARED = frozenset({Status.DECLINED, Status.JOINING, Status.JOINED, Status.WITHDRAWN})
"""Said to send nothing: counted apart, and reminded of nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One agency of the audience, with what was sent to it and by it.

    `declared` is what it said instead of answering, as far as that holds; `joins` is the
    acronym of the agency it joins, `grounds` and `reason` why it declined or withdrew.
    `zone` is where it reads its clocks, `language` the one it chose, `moves` how often its
    deadline moved. `bounced` says that a letter came back or could not be delivered,
    `to_sign` that a signatory was asked and has not replied, `to_confirm` that staff typed
    what was sent and the agency has not confirmed it.
    """

    invitation_id: int
    public_id: str
    acronym: str
    name: str
    level: str
    region: str
    department: str
    email: str
    window: Window
    extended_until: datetime | None = None
    invited_at: datetime | None = None
    bounced: bool = False
    opened_at: datetime | None = None
    reminded_on: tuple[date, ...] = ()
    saved_at: datetime | None = None
    answered: int = 0
    asked: int = 0
    to_sign: bool = False
    sent_at: datetime | None = None
    version: int = 0
    late: bool = False
    channel: str = ""
    to_confirm: bool = False
    withdrawn_at: datetime | None = None
    declared: Status | None = None
    joins: str = ""
    grounds: Grounds | None = None
    reason: str = ""
    zone: str | None = None
    language: str | None = None
    moves: int = 0

    @property
    def status(self) -> Status:
        """The furthest step that the agency has made."""
        if self.has_sent:
            if self.to_confirm:
                return Status.TO_CONFIRM
            return Status.LATE if self.late else Status.SENT
        if self.withdrawn_at is not None:
            return Status.WITHDRAWN
        if self.declared is not None:
            return self.declared
        if self.saved_at is not None:
            return Status.AWAITING_SIGNATURE if self.to_sign else Status.DRAFT
        return self._reached

    @property
    def _reached(self) -> Status:
        if self.opened_at is not None:
            return Status.OPENED
        if self.bounced:
            return Status.BOUNCED
        return Status.NOT_INVITED if self.invited_at is None else Status.INVITED

    @property
    def has_sent(self) -> bool:
        """Whether the federation holds a contribution of this agency that counts."""
        return self.sent_at is not None and self.withdrawn_at is None

    @property
    def is_silent(self) -> bool:
        """Whether the federation has nothing from it, neither a contribution nor a word."""
        return not self.has_sent and self.status not in DECLARED

    @property
    def last_move(self) -> datetime | None:
        """When it last did something that is known of: sent, saved or opened."""
        return self.sent_at or self.saved_at or self.opened_at

    @property
    def progress(self) -> int:
        """Answers saved, in percent of the questions; 100 never means sent."""
        return min(100, 100 * self.answered // self.asked) if self.asked else 0


def to_invite(standings: Iterable[Standing]) -> list[Standing]:
    """Agencies that nothing reached and that have an address."""
    return [one for one in standings if one.status is Status.NOT_INVITED and one.email]


def to_remind(standings: Iterable[Standing], *, at: datetime, today: date) -> list[Standing]:
    """Exactly those who are silent and can still answer; nobody twice on the same day."""
    return [
        one
        for one in standings
        if one.is_silent
        and one.email
        and one.window.phase(at) is Phase.OPEN
        and today not in one.reminded_on
    ]


@dataclass(frozen=True, slots=True)
class Rate:
    """Responses out of agencies, for a level, a region, or the whole."""

    label: str
    agencies: int
    responses: int


def rates(standings: Sequence[Standing], of: str) -> list[Rate]:
    """Response by `level` or `region`, in alphabetical order; what is not said comes last."""
    return sorted(_rates(standings, of), key=lambda rate: (not rate.label, folded(rate.label)))


def _rates(standings: Sequence[Standing], of: str) -> Iterator[Rate]:
    agencies = Counter(getattr(one, of) for one in standings)
    responses = Counter(getattr(one, of) for one in standings if one.has_sent)
    for label, count in agencies.items():
        yield Rate(label, count, responses[label])


def counted(standings: Iterable[Standing]) -> dict[Status, int]:
    """How many agencies stand at each step; every step is there, zero included."""
    count = Counter(one.status for one in standings)
    return {status: count[status] for status in Status}


class Step(StrEnum):
    """What staff would best do next with a call."""

    CHOOSE_AUDIENCE = "choose_audience"
    OPEN = "open"
    INVITE = "invite"
    REMIND = "remind"
    WAIT = "wait"
    COMPOSE = "compose"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How far a whole call is, for the list of calls and for the next step.

    `uninvited` counts only agencies with an address: nobody can write to the others.
    `joined` counts those that wish to join another one as well as those that do.
    """

    agencies: int = 0
    uninvited: int = 0
    drafts: int = 0
    sent: int = 0
    declined: int = 0
    joined: int = 0
    withdrawn: int = 0

    @property
    def silent(self) -> int:
        """Agencies of which nothing was received, neither a contribution nor a word."""
        return self.agencies - self.sent - self.declined - self.joined - self.withdrawn


def tallied(standings: Sequence[Standing]) -> Tally:
    """The same, counted over the agencies of one call."""
    count = counted(standings)
    return Tally(
        agencies=len(standings),
        uninvited=sum(one.email != "" for one in standings if one.status is Status.NOT_INVITED),
        drafts=sum(count[status] for status in BEGUN),
        sent=sum(count[status] for status in HAS_SENT),
        declined=count[Status.DECLINED],
        joined=count[Status.JOINING] + count[Status.JOINED],
        withdrawn=count[Status.WITHDRAWN],
    )


def next_step(phase: Phase, tally: Tally) -> tuple[Step, int]:
    """The next thing to do, with the number of agencies that it is about."""
    if phase is Phase.DRAFT:
        return (Step.OPEN, tally.agencies) if tally.agencies else (Step.CHOOSE_AUDIENCE, 0)
    if phase is Phase.CLOSED:
        return (Step.COMPOSE, tally.sent) if tally.sent else (Step.NOTHING, 0)
    if tally.uninvited:
        return Step.INVITE, tally.uninvited
    if tally.silent and phase is Phase.OPEN:
        return Step.REMIND, tally.silent
    return Step.WAIT, tally.sent
