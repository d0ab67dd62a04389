"""From `note.yaml` to the figures that are kept and to the blocks of the manuscript.

A place of the manuscript may point nowhere: the answer changed, or was taken back, and the
checks of the note say so. A bundle that holds one is read all the same, and told about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from consult.bundles.attached import Attachments
from consult.bundles.format import (
    EARLIER,
    NOTE_SCHEMA,
    TOLD,
    CallSheet,
    ContributionSheet,
    KeptLine,
)
from consult.calls.questionnaire import QuestionKind
from consult.calls.written.cursor import Cursor
from consult.calls.written.entries import Entries, line, said
from consult.contributions import values
from consult.directory.rules import key_of
from consult.synthesis.drafting.block_json import LONGEST_TEXT, BadBlock, heard
from consult.synthesis.drafting.blocks import Block, BlockKind
from consult.synthesis.pictures.keeping import MOST, weight

MOST_BLOCKS = 2_000
MOST_FIGURES = 1_000
BLOCK_KEYS = (
    *("key", "kind", "title", "content", "place", "cuts", "rule", "exhibited", "described"),
    *("annex", "on", "justification", "proposed", "picture", "alternative", "credit", "breadth"),
)
PLACE_KEYS = ("agency", "question", "text", "start", "item", "field", "earlier")
MARKS = ("strong", "emphasis")
LARGEST = 2**31 - 1


@dataclass
class NoteSheet:
    """The note while it is read; `sent` and `acronyms` are under the keys of the agencies."""

    call: CallSheet
    sent: Mapping[str, ContributionSheet]
    acronyms: Mapping[str, str]
    attached: Attachments
    kept: list[KeptLine] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def read(self, root: Cursor) -> None:
        """Everything in the file; what is wrong is noted on the cursor."""
        given = root.mapping(("schema", "figures", "blocks"))
        if given and not said(given, "schema"):
            root.problem("key_missing", key="schema")
        if said(given, "schema") and given["schema"].text() != NOTE_SCHEMA:
            given["schema"].problem("wrong_schema", expected=NOTE_SCHEMA)
        if _few(given, "figures", MOST_FIGURES):
            for one in given["figures"].items():
                self._figure(one)
        if _few(given, "blocks", MOST_BLOCKS):
            keys: set[str] = set()
            for number, one in enumerate(given["blocks"].items(), 1):
                self._block(one, number, keys)
            if weight(self.blocks) > MOST:
                most = f"{MOST / 1_000_000:g}"
                given["blocks"].problem("pictures_too_heavy", most=most)

    def _figure(self, cursor: Cursor) -> None:
        given = cursor.mapping(("label", "rule", "value", "base"))
        label = line(cursor, given, "label", needed=True)
        rule = line(cursor, given, "rule", needed=True)
        value = given["value"].whole(least=0, most=LARGEST) if said(given, "value") else None
        base = given["base"].whole(least=0, most=LARGEST) if said(given, "base") else None
        if given and not said(given, "value"):
            cursor.problem("key_missing", key="value")
        if label in {one.label for one in self.kept}:
            cursor.problem("repeated_label", at="label", label=label[:80])
        elif label and rule and value is not None:
            self.kept.append(KeptLine(label, rule, value, base))

    def _block(self, cursor: Cursor, number: int, keys: set[str]) -> None:
        given = cursor.mapping(BLOCK_KEYS)
        if given and not said(given, "kind"):
            cursor.problem("key_missing", key="kind")
        kind = given["kind"].one_of(tuple(BlockKind)) if said(given, "kind") else None
        key = line(cursor, given, "key") or f"b{number}"
        if key in keys:
            cursor.problem("repeated_block", key=key[:80])
        keys.add(key)
        content = self._content(given)
        if kind is None:
            return
        try:
            self.blocks.append(heard(key, BlockKind(kind), content))
        except BadBlock as wrong:
            cursor.problem("not_a_block", field=wrong.args[0])

    def _content(self, given: Entries) -> dict[str, Any]:
        """What `heard` reads, every value of the kind that it expects."""
        readings = {
            "content": lambda cursor: [self._piece(one) for one in cursor.items()],
            "place": self._place,
            "cuts": _cuts,
            "exhibited": _exhibited,
            "described": self._described,
            "picture": self.attached.picture,
            "on": Cursor.flag,
            "proposed": Cursor.flag,
        }
        words = ("title", "rule", "annex", "justification", "alternative", "credit", "breadth")
        return {
            name: readings.get(name, Cursor.text)(given[name])
            for name in (*readings, *words)
            if said(given, name)
        }

    def _piece(self, cursor: Cursor) -> dict[str, Any]:
        given = cursor.mapping()
        if said(given, "figure"):
            return _texts(cursor, given, ("figure", "form"))
        if said(given, "quote"):
            cursor.refuse_unknown(given, ("quote", "cuts"))
            cuts = {"cuts": _cuts(given["cuts"])} if said(given, "cuts") else {}
            return {"quote": self._place(given["quote"]), **cuts}
        if said(given, "source"):
            cursor.refuse_unknown(given, ("source",))
            return {"source": [self._place(one) for one in given["source"].items()]}
        cursor.refuse_unknown(given, ("text", "marks"))
        marks = given["marks"].items() if said(given, "marks") else ()
        text = given["text"].text() if said(given, "text") else ""
        return {"text": text, "marks": [one.one_of(MARKS) for one in marks]}

    def _place(self, cursor: Cursor) -> dict[str, Any]:
        given = cursor.mapping(PLACE_KEYS)
        place = self._of_answer(cursor, given)
        text = given["text"].text() if said(given, "text") else ""
        if given and not text:
            cursor.problem("key_missing", key="text")
        start = given["start"].whole(least=0, most=LARGEST) if said(given, "start") else None
        if len(text) > LONGEST_TEXT:
            cursor.problem("too_long", at="text", most=LONGEST_TEXT)
        elif place["version"] == TOLD:
            start = self._found(cursor, place, text, start)
        elif start is None and said(given, "earlier"):
            cursor.problem("key_missing", key="start")
        if given and ("item" in place) != ("field" in place):
            cursor.problem("item_and_field")
            place.pop("item", place.pop("field", None))
        start = max(start or 0, 0)
        return {**place, "text": text, "start": start, "end": start + len(text)}

    def _of_answer(self, cursor: Cursor, given: Entries) -> dict[str, Any]:
        """Where an answer is: the one that the bundle tells unless the place says otherwise."""
        acronym = line(cursor, given, "agency", needed=True)
        question = line(cursor, given, "question", needed=True)
        sheet = self.sent.get(key_of(acronym))
        earlier = said(given, "earlier") and given["earlier"].flag()
        if acronym and key_of(acronym) not in self.acronyms:
            given["agency"].notice("unknown_agency", acronym=acronym[:80])
        elif acronym and sheet is None and not earlier:
            cursor.notice("no_sent_answer", agency=acronym[:80], question=question[:80])
        item = given["item"].whole(least=1, most=LARGEST) if said(given, "item") else None
        column = line(cursor, given, "field") if said(given, "field") else None
        return {
            "agency": self.acronyms.get(key_of(acronym), acronym),
            "version": TOLD if sheet is not None and not earlier else EARLIER,
            "question": question,
            **({} if item is None else {"item": item}),
            **({} if column is None else {"field": column}),
        }

    def _found(
        self, cursor: Cursor, place: Mapping[str, Any], text: str, start: int | None
    ) -> int | None:
        """Where the words begin; words that are elsewhere, or nowhere, are told of."""
        whole = self._whole(place)
        first = whole.find(text)
        shown = text if len(text) <= 80 else text[:79] + "…"
        named = {"agency": place["agency"], "text": shown}
        if start is not None:
            if not whole.startswith(text, start):
                cursor.notice("passage_elsewhere", **named, start=start)
        elif first < 0:
            cursor.problem("passage_not_found", **named)
        elif whole.find(text, first + 1) >= 0:
            cursor.notice("passage_twice", **named)
        return first if start is None else start

    def _whole(self, place: Mapping[str, Any]) -> str:
        question = self.call.questionnaire.by_key.get(place["question"])
        value = self.sent[key_of(place["agency"])].answers.get(place["question"])
        item, column = place.get("item"), place.get("field")
        repeated = question is not None and question.kind is QuestionKind.REPEAT
        if question is None or value is None or repeated != (item is not None):
            return ""
        return values.plain_text(question, value, item, column)

    def _described(self, cursor: Cursor) -> dict[str, Any]:
        given = cursor.mapping(("agency", "question", "item", "text", "earlier"))
        if given and not said(given, "item"):
            cursor.problem("key_missing", key="item")
        text = given["text"].text() if said(given, "text") else ""
        if len(text) > LONGEST_TEXT * 2:
            cursor.problem("too_long", at="text", most=LONGEST_TEXT * 2)
            text = ""
        return {"item": 1, **self._of_answer(cursor, given), "text": text}


def _few(given: Entries, name: str, most: int) -> bool:
    """Whether there is a list under the name, of no more than so many items."""
    if not said(given, name):
        return False
    inside = given[name].node.value
    if isinstance(inside, list) and len(inside) > most:
        given[name].problem("too_many", most=most)
        return False
    return True


def _texts(cursor: Cursor, given: Entries, known: tuple[str, ...]) -> dict[str, Any]:
    cursor.refuse_unknown(given, known)
    return {name: given[name].text() for name in known if said(given, name)}


def _cuts(cursor: Cursor) -> list[dict[str, Any]]:
    return [_cut(one) for one in cursor.items()]


def _cut(cursor: Cursor) -> dict[str, Any]:
    given = cursor.mapping(("start", "end", "instead"))
    for key in ("start", "end") if given else ():
        if not said(given, key):
            cursor.problem("key_missing", key=key)
    ends = {
        key: (said(given, key) and given[key].whole(least=0, most=LARGEST)) or 0
        for key in ("start", "end")
    }
    return {**ends, "instead": given["instead"].text() if said(given, "instead") else ""}


def _exhibited(cursor: Cursor) -> dict[str, Any]:
    given = cursor.mapping(("of", "question", "lines"))
    lines = given["lines"].items() if said(given, "lines") else ()
    return {
        **{name: given[name].text() for name in ("of", "question") if said(given, name)},
        "lines": [_texts(one, one.mapping(), ("label", "rule")) for one in lines],
    }
