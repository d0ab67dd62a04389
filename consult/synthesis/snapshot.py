"""The frozen content of a note: JSON with a schema version, the one input of every format.

Consent is already enforced here: whoever renders a snapshot can print all of it. Texts are
plain; typography (spaces, quotes) is applied when rendering, except in quotes, which stay
byte for byte what the agency sent.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any, Union

from consult.charts.figures import Calendar, Figure, Ranking, Spread
from consult.synthesis.pictures.sizing import Breadth, Size, printed

SCHEMA = "consult-note/2"
"""Its number changes with the shape; a snapshot of another shape is refused, never guessed."""


class Audience(StrEnum):
    """Who the note is for; the default is the most protective."""

    DELEGATE = "delegate"
    MEMBERS = "members"
    STAFF = "staff"


class State(StrEnum):
    """projet → relecture → validée → remise; « PROJET » crosses the pages before APPROVED."""

    DRAFT = "draft"
    REVIEW = "review"
    APPROVED = "approved"
    HANDED_OVER = "handed_over"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a sentence; `figure` names the figure it prints, `strong` sets it apart.

    `quote` names the quotation of `Snapshot.within` that it prints, marks and all.
    """

    text: str
    figure: str | None = None
    strong: bool = False
    emphasis: bool = False
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement with its sources: codes of contributions such as "C03", in order.

    `unattributed` counts the agencies behind it that the note may not name; of several questions,
    on the one that leaves most unnamed. `own` says that it rests on no contribution: it is the
    federation's own judgement, and marked so.
    """

    id: str
    runs: tuple[Run, ...]
    sources: tuple[str, ...] = ()
    unattributed: int = 0
    own: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """Words copied out of a frozen version; `by` is a name or « une agence ».

    `about` is the statement that the words illustrate, where they stand beside one. `pieces`
    are the exact words where something was left out of them or put in between brackets.
    """

    id: str
    text: str
    by: str
    source: str | None = None
    question: str = ""
    about: str = ""
    pieces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a bar chart; `share` is None where percentages are not printed (under 30)."""

    label: str
    count: int
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar chart and its table: every option offered, zero included."""

    title: str
    base: str
    bars: tuple[Bar, ...]
    unit: str = ""
    note: str = ""
    kind: str = "bars"
    answers: int | None = None
    """How many agencies answered, where the bars are their answers."""
    several: bool = False
    """Whether one agency may be in more than one bar."""


@dataclass(frozen=True, slots=True)
class StackedRow:
    """One row of a stacked chart: counts per class, in the order of `Stacked.classes`."""

    label: str
    counts: tuple[int, ...]
    base: int
    mean: float | None = None


@dataclass(frozen=True, slots=True)
class Stacked:
    """Opinion bars and their table."""

    title: str
    base: str
    classes: tuple[str, ...]
    rows: tuple[StackedRow, ...]
    note: str = ""
    kind: str = "stacked"
    answers: int | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A plain table. The first column heads its row."""

    title: str
    base: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    kind: str = "grid"


@dataclass(frozen=True, slots=True)
class Charted:
    """A ranking, numbers or dates: what is drawn of them is the one of the three that is there."""

    title: str
    base: str
    ranking: Ranking | None = None
    spread: Spread | None = None
    calendar: Calendar | None = None
    note: str = ""
    kind: str = "charted"

    @property
    def figure(self) -> Figure | None:
        """What is drawn, if anything."""
        return self.ranking or self.spread or self.calendar


@dataclass(frozen=True, slots=True)
class Withheld:
    """Where counts would reveal somebody: says so instead of printing them."""

    title: str
    reason: str
    kind: str = "withheld"


Exhibit = Bars | Stacked | Grid | Charted | Withheld


@dataclass(frozen=True, slots=True)
class Practice:
    """A good practice in its box; printed only in the agency's own, permitted words."""

    title: str
    by: str
    details: tuple[tuple[str, str], ...]
    """(label, text) in the order of the questionnaire; the label of the description is ""."""
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A numbered recommendation with who stands behind it."""

    number: int
    title: str
    support: Claim
    wordings: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Prose:
    """What staff wrote without stating anything of the agencies; `boxed` sets it in a box."""

    title: str
    paragraphs: tuple[tuple[Run, ...], ...]
    boxed: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that staff put in the pages; its file is the one of `PictureFile` of that digest.

    `alternative` says what it shows to who does not see it; `breadth` how wide it is, where it
    does not take the whole width.
    """

    digest: str
    width: int
    height: int
    title: str = ""
    alternative: str = ""
    credit: str = ""
    breadth: Breadth | None = None

    @property
    def size(self) -> Size:
        """How large it is on paper."""
        return printed(self.width, self.height, self.breadth)


@dataclass(frozen=True, slots=True)
class PictureFile:
    """What is drawn of a picture, inside the note itself: in JSON, its bytes in base 64."""

    digest: str
    media_type: str
    data: bytes

    @property
    def base64(self) -> str:
        """The bytes in letters."""
        return base64.b64encode(self.data).decode()


@dataclass(frozen=True, slots=True)
class Topic:
    """What is said on one question: claims, each with its quotes, and an exhibit.

    Printed in this order: `numbers`, `prose`, claims, exhibit, `pictures`, the quotes that stand
    beside no claim, `boxed` practices, `advice`. A topic without a title continues the one before.
    """

    key: str
    title: str
    claims: tuple[Claim, ...] = ()
    quotes: tuple[Quote, ...] = ()
    exhibit: Exhibit | None = None
    prose: tuple[Prose, ...] = ()
    boxed: tuple[Practice, ...] = ()
    advice: tuple[Recommendation, ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()
    """Numbers that catch the eye, each with its caption."""
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """One section of the questionnaire as the note tells it."""

    key: str
    number: int
    title: str
    lead: str = ""
    aside: tuple[str, str] | None = None
    """A key number and its caption for the margin."""
    topics: tuple[Topic, ...] = ()
    minority: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Position:
    """A line of the positions: told here by its claim, or told in the pages by `told`."""

    label: str
    count: Run
    claim: Claim | None = None
    told: str = ""
    """The id of the statement of the pages that tells it."""


@dataclass(frozen=True, slots=True)
class Positions:
    """Every position taken on one question; `part` is the part of the note it belongs to."""

    part: str
    title: str
    base: str
    rows: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """Response rate of a level or region."""

    label: str
    responses: int
    agencies: int


@dataclass(frozen=True, slots=True)
class Method:
    """The method box: how many of how many, when, how, and what was done with it.

    `declined` and `joined` agencies are counted apart from those that answered.
    """

    responses: int
    agencies: int
    by_level: tuple[Share, ...]
    by_region: tuple[Share, ...]
    statements: tuple[str, ...]
    precautions: tuple[str, ...]
    declined: int = 0
    joined: int = 0


@dataclass(frozen=True, slots=True)
class AnswerInFull:
    """One answer of annex B: paragraphs of plain text."""

    section: str
    question: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContributionInFull:
    """A contribution whose agency lets it be printed."""

    code: str
    agency: str
    acronym: str
    sent: str
    answers: tuple[AnswerInFull, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """One line of the sources index: a contribution and the claims that rest on it."""

    code: str
    agency: str
    cited_by: tuple[str, ...]
    in_full: bool


@dataclass(frozen=True, slots=True)
class FigureRecord:
    """A count with its rule, so that anybody holding the data can recompute it."""

    id: str
    rule: str
    value: int
    base: int | None
    """None where entries are counted rather than agencies."""
    text: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A whole note. Equal snapshots make equal bytes."""

    language: str
    audience: Audience
    state: State
    version: int
    dated: str
    """Instant of the data, ISO 8601 UTC: the only date written into the file."""
    slug: str
    title: str
    subtitle: str
    commissioner: str
    federation: str
    hearing: str
    """« Audition du mercredi 31 octobre 2018 à 10 h 00, Paris », or empty."""
    folder: str
    demonstration: bool
    key_numbers: tuple[tuple[str, str], ...]
    essentials: tuple[Claim, ...]
    method: Method
    chapters: tuple[Chapter, ...]
    practices_told: tuple[Claim, ...]
    """How many agencies described how many practices, and on what."""
    practices: tuple[Practice, ...]
    recommendations: tuple[Recommendation, ...]
    contributors: tuple[str, ...]
    unnamed_contributors: int
    exhibits: tuple[Exhibit, ...]
    """Annex A: every closed question."""
    positions: tuple[Positions, ...]
    """Annex A, continued: what the pages tell and what they have no room for."""
    contributions: tuple[ContributionInFull, ...]
    """Annex B."""
    sources: tuple[Source, ...]
    figures: tuple[FigureRecord, ...]
    notices: tuple[str, ...] = ()
    specimen: bool = False
    """Made of a rehearsal: its answers are invented, and every page says so."""
    within: tuple[Quote, ...] = ()
    """Quotations inside sentences."""
    verified_at: str = ""
    """The address that, followed by the fingerprint, tells what became of the note, or empty."""
    pictures: tuple[PictureFile, ...] = ()
    """The files of the pictures, each once, so that the note needs nothing but itself."""
    schema: str = field(default=SCHEMA)

    def file(self, digest: str) -> PictureFile | None:
        """The file of a picture; None where it was lost before the note was frozen."""
        return next((one for one in self.pictures if one.digest == digest), None)


class OtherShape(ValueError):
    """A snapshot of ours, of a shape that this version does not open."""

    def __init__(self, schema: str) -> None:
        super().__init__(f"A note of shape {schema}; this version opens {SCHEMA}. Compose it anew.")
        self.schema = schema


def to_json(snapshot: Snapshot) -> str:
    """Canonical text: sorted keys, no spaces, so that equal snapshots are equal bytes."""
    kept = _written.get("last")
    if kept is None or kept[0] is not snapshot:
        content = dataclasses.asdict(snapshot, dict_factory=_told)
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        kept = _written["last"] = snapshot, text
    return kept[1]


_SINCE = frozenset(
    {
        *("specimen", "answers", "several", "emphasis", "quote", "own", "pieces", "prose"),
        *("boxed", "advice", "within", "verified_at", "numbers", "pictures", "breadth"),
    }
)
"""What was added to the shape: notes frozen before keep their text, and its fingerprint."""


def _told(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {
        name: base64.b64encode(value).decode() if isinstance(value, bytes) else value
        for name, value in pairs
        if not (name in _SINCE and value in (None, False, (), ""))
    }


# A printing asks for the text of one note five times. A snapshot does not change.
_written: dict[str, tuple[Snapshot, str]] = {}


def from_json(text: str) -> Snapshot:
    """The snapshot that `to_json` wrote. Raises `ValueError` for anything else."""
    try:
        data = json.loads(text)
        shape = data.get("schema")
        if shape != SCHEMA and str(shape).startswith("consult-note/"):
            raise OtherShape(str(shape)[:40])
        if shape != SCHEMA:
            raise ValueError(f"not a {SCHEMA} snapshot")
        built: Snapshot = _build(Snapshot, data)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"not a {SCHEMA} snapshot") from error
    return built


def fingerprint(snapshot: Snapshot) -> str:
    """SHA-256 of the canonical text, in lower-case hexadecimal."""
    return hashlib.sha256(to_json(snapshot).encode()).hexdigest()


_EXHIBITS: Mapping[str, type[Any]] = {
    "bars": Bars,
    "stacked": Stacked,
    "grid": Grid,
    "charted": Charted,
    "withheld": Withheld,
}


@lru_cache(maxsize=64)
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _build(kind: Any, data: Any) -> Any:
    """Rebuild `kind` out of plain JSON, following its annotations."""
    if dataclasses.is_dataclass(kind):
        hints = _hints(typing.cast("type", kind))
        return kind(**{name: _build(hints[name], value) for name, value in data.items()})  # type: ignore[operator]  # a dataclass type is callable
    origin = typing.get_origin(kind)
    if origin is tuple:
        inner = typing.get_args(kind)
        if inner[-1] is Ellipsis:
            return tuple(_build(inner[0], one) for one in data)
        return tuple(_build(each, one) for each, one in zip(inner, data, strict=True))
    if origin in (Union, types.UnionType):
        if data is None:
            return None
        options = [each for each in typing.get_args(kind) if each is not type(None)]
        if isinstance(data, dict) and data.get("kind") in _EXHIBITS:
            return _build(_EXHIBITS[data["kind"]], data)
        return _build(options[0], data)
    if kind is bytes:
        return base64.b64decode(data, validate=True)
    return kind(data) if isinstance(kind, type) and issubclass(kind, StrEnum) else data
