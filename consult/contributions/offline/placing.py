"""From what a document holds to what would enter a draft: nothing is decided for anybody.

Each answer found is new, replaces another, or is already there; whatever has no place of its own
is left over, to be placed by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from consult.calls.questionnaire import Question, QuestionKind, Questionnaire, Value
from consult.contributions.answering import typed
from consult.contributions.answering.checking import UNSTORABLE
from consult.contributions.answering.problems import Code
from consult.contributions.offline.expecting import key_of
from consult.contributions.offline.marks import secret_of, sent_of, slots
from consult.contributions.offline.returned import Found
from consult.contributions.texts import rich
from consult.contributions.texts.merging import NOTHING, Said
from consult.contributions.values import check, one_newline

K = QuestionKind
TEXTS = (K.SHORT_TEXT, K.LONG_TEXT)
BY_HAND = frozenset({Code.TOO_MANY_WORDS, Code.TOO_MANY_CHARS, Code.NOT_A_NUMBER, Code.NOT_A_DATE})
"""What a person must look at before it enters the draft."""


class State(StrEnum):
    """What placing an answer would do."""

    NEW = "new"
    REPLACES = "replaces"
    SAME = "same"
    HELD = "held"


class Why(StrEnum):
    """Why something found has no place of its own."""

    OUTSIDE = "outside"
    UNKNOWN = "unknown"
    SEVERAL = "several"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Placement:
    """One answer found, and the one that stands in the draft."""

    question: Question
    said: Said
    before: Said
    state: State


@dataclass(frozen=True, slots=True)
class Leftover:
    """A text to be placed by hand, and the question it probably answers, by its key."""

    text: str
    why: Why
    near: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Everything that a document brings; `sent` is what a browser would have sent for it."""

    placements: tuple[Placement, ...]
    leftovers: tuple[Leftover, ...]
    sent: Mapping[str, Sequence[str]]

    @property
    def is_empty(self) -> bool:
        """Whether the document was handed in blank."""
        return not self.placements and not self.leftovers


def proposal(
    questionnaire: Questionnaire,
    found: Found,
    said: Mapping[str, Said],
    *,
    held: frozenset[str] = frozenset(),
) -> Proposal:
    """What the document would bring to a draft that says `said`.

    `held` are the keys of answers that only their agency may change. The questionnaire is the
    one with its consent. Names are read by the rules of the form.
    """
    marks = {mark: _storable(text) for mark, text in found.marks.items()}
    known = {slot.mark: slot for slot in slots(questionnaire)}
    leftovers = [*_unknown(questionnaire, marks, known)]
    sent = sent_of({mark: text for mark, text in marks.items() if mark in known})
    leftovers += _several(questionnaire, sent, {s.name for s in known.values() if s.exclusive})
    placements = []
    for question in questionnaire:
        one = _read(question, sent, said.get(question.key, NOTHING))
        if one is None:
            continue
        by_hand = _by_hand(question, one.value, said.get(question.key, NOTHING).value)
        if by_hand:
            leftovers.append(by_hand)
        else:
            placements.append(
                _placement(question, one, said.get(question.key, NOTHING), question.key in held)
            )
    leftovers += [
        Leftover(text, Why.OUTSIDE, _near(questionnaire, one.near))
        for one in found.stray
        if (text := _storable(one.text).strip())
    ]
    return Proposal(tuple(placements), tuple(leftovers), sent)


@dataclass(frozen=True, slots=True)
class Placed:
    """The answers of a draft once a document was placed; `passed` are those changed meanwhile."""

    answers: Mapping[str, Said]
    placed: tuple[str, ...]
    passed: tuple[str, ...]


def placed(
    questionnaire: Questionnaire,
    said: Mapping[str, Said],
    *,
    taken: Mapping[str, Said],
    bases: Mapping[str, str],
    left: Sequence[tuple[str, str]] = (),
    held: frozenset[str] = frozenset(),
) -> Placed:
    """The answers with those `taken` from the document, and the texts `left` behind theirs.

    An answer that is no more the one that was shown (its mark in `bases`) is not replaced.
    """
    after, done, passed = dict(said), list[str](), list[str]()
    for key, one in taken.items():
        before = said.get(key, NOTHING)
        if key in held or before.mark != bases.get(key):
            passed.append(key)
        else:
            after[key] = Said(one.value, one.confidential or before.confidential)
            done.append(key)
    for key, given in left:
        question, text = questionnaire.by_key.get(key), _storable(given)
        if question is None or key in held or not text:
            continue
        if may_take(question, after.get(key, NOTHING)):
            after[key] = with_left(questionnaire, after.get(key, NOTHING), key, text)
            done.append(key)
    return Placed(after, tuple(dict.fromkeys(done)), tuple(passed))


def with_left(questionnaire: Questionnaire, said: Said, key: str, text: str) -> Said:
    """An answer once a text was placed there by hand: behind what stands, never over it."""
    question = questionnaire.by_key[key]
    if question.kind not in TEXTS:
        name = typed.name_of(question)
        return Said(typed.read(question, name, {name: [text]}), said.confidential)
    before = rich.plain(said.value)
    if not before:
        return Said(text, said.confidential)
    parted = " " if question.kind is K.SHORT_TEXT else "\n\n"
    after = f"{before}{parted}{text}"
    kept: Value = {**said.value, "text": after} if rich.is_rich(said.value) else after
    return Said(kept, said.confidential)


def may_take(question: Question, said: Said) -> bool:
    """Whether a text can be placed there by hand: any text, else only where nothing stands."""
    return question.kind in TEXTS or (question.kind in (K.NUMBER, K.DATE) and said.value is None)


def _read(question: Question, sent: Mapping[str, Sequence[str]], before: Said) -> Said | None:
    """What the document answers, or None; a box of confidentiality is never taken off by it."""
    value = typed.read(question, typed.name_of(question), sent)
    ticked = bool(sent.get(secret_of(question).name))
    if value is None and not ticked:
        return None
    if value is None:
        return Said(before.value, confidential=True) if before.value is not None else None
    return Said(value, confidential=ticked or before.confidential)


def _placement(question: Question, one: Said, before: Said, held: bool) -> Placement:  # noqa: FBT001 - one of the facts
    if one == before or (
        _same(one.value, before.value) and one.confidential == before.confidential
    ):
        return Placement(question, before, before, State.SAME)
    if held:
        return Placement(question, one, before, State.HELD)
    state = State.NEW if before.value is None else State.REPLACES
    return Placement(question, one, before, state)


def _same(one: Value, other: Value) -> bool:
    """The same text in other formatting is the same answer."""
    said = rich.plain(one)
    return one == other or (bool(said) and said.split() == rich.plain(other).split())


def _by_hand(question: Question, value: Value, before: Value) -> Leftover | None:
    if _same(value, before):
        return None
    if question.kind not in (*TEXTS, K.NUMBER, K.DATE):
        return None
    codes = {problem.code for problem in check(question, value)} & BY_HAND
    if not codes:
        return None
    why = Why.TOO_LONG if question.kind in TEXTS else Why.UNREADABLE
    return Leftover(str(value), why, question.key)


def _several(
    questionnaire: Questionnaire, sent: dict[str, list[str]], alone: Iterable[str]
) -> Iterator[Leftover]:
    """Several boxes ticked where one answers: none is chosen for the person."""
    for name in [one for one in sent if one in set(alone) and len(sent[one]) > 1]:
        question = questionnaire.by_key[key_of(name)]
        ticked = ", ".join(_label(question, name, key) for key in sent.pop(name))
        yield Leftover(f"{_row(question, name)}{ticked}", Why.SEVERAL, question.key)


def _unknown(
    questionnaire: Questionnaire, marks: Mapping[str, str], known: Mapping[str, object]
) -> Iterator[Leftover]:
    """What was filled in a place that the questionnaire has no more."""
    for mark, text in marks.items():
        if mark not in known and not mark.startswith("secret."):
            said = text or mark.partition("=")[2]
            yield Leftover(said, Why.UNKNOWN, _near(questionnaire, mark))


def _near(questionnaire: Questionnaire, mark: str) -> str:
    key = key_of(mark)
    return key if key in questionnaire.by_key else ""


def _label(question: Question, name: str, key: str) -> str:
    options = question.options
    if question.kind is K.LIKERT:
        options = question.scale
    if question.kind is K.REPEAT:
        field = name.rpartition(".")[2]
        options = next(one.options for one in question.fields if one.key == field)
    return next((one.label for one in options if one.key == key), key)


def _row(question: Question, name: str) -> str:
    row = name.rpartition(".")[2]
    label = next((one.label for one in question.rows if one.key == row), "")
    return f"{label} – " if label else ""


def _storable(text: str) -> str:
    """The text in newlines of ours, without what no database keeps."""
    text = one_newline(UNSTORABLE.sub("", text))
    return "".join(one for one in text if one in "\n\t" or ord(one) >= 32).strip()
