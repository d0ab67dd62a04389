"""From `themes.yaml` to the code book and its passages, each found again in its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from consult.analysis.material import Passage, Stance, Theme
from consult.bundles.format import THEMES_SCHEMA, CallSheet, ContributionSheet
from consult.calls.cursor import Cursor
from consult.calls.questionnaire import Question, QuestionKind
from consult.calls.reading import key_of as key_in
from consult.calls.reading import line, prose, said
from consult.contributions import values
from consult.directory.rules import key_of

KEYS = ("schema", "call", "language", "questions")
THEME_KEYS = ("key", "label", "claim", "description", "passages")
PASSAGE_KEYS = ("agency", "text", "stance", "item", "field", "start", "confidential")
CODED = (
    *(QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT, QuestionKind.REPEAT),
    *(QuestionKind.SINGLE_CHOICE, QuestionKind.MULTIPLE_CHOICE),
)


@dataclass
class Codes:
    """The code book while it is read."""

    call: CallSheet
    sent: Mapping[str, ContributionSheet]
    ranks: Mapping[str, int]
    themes: list[Theme] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    _known: set[tuple[str, str]] = field(default_factory=set)
    _index: dict[tuple[object, ...], list[str | None]] = field(default_factory=dict)

    def read(self, root: Cursor) -> None:
        """Everything in the file; `sent` and `ranks` are under the keys of the agencies."""
        given = root.mapping(KEYS)
        for key in ("schema", "questions") if given else ():
            if not said(given, key):
                root.problem("key_missing", key=key)
        if said(given, "schema") and given["schema"].text() != THEMES_SCHEMA:
            given["schema"].problem("wrong_schema", expected=THEMES_SCHEMA)
        if said(given, "call") and given["call"].text() != self.call.slug:
            value = given["call"].text()[:80]
            given["call"].problem("other_call", value=value, slug=self.call.slug)
        if said(given, "language"):
            given["language"].one_of(("fr", "en"))
        for one in given["questions"].items() if said(given, "questions") else ():
            self._question(one)
        self._put_in_order()

    def _question(self, cursor: Cursor) -> None:
        given = cursor.mapping(("key", "themes", "unassigned"))
        key = line(cursor, given, "key", needed=True)
        question = self.call.questionnaire.by_key.get(key)
        if not key:
            return
        if question is None:
            given["key"].problem("unknown_question", key=key[:80])
        elif question.kind not in CODED:
            given["key"].problem("not_coded", key=key)
        else:
            for one in given["themes"].items() if said(given, "themes") else ():
                self._theme(one, question)
            for one in given["unassigned"].items() if said(given, "unassigned") else ():
                self._passage(one, question, None)

    def _theme(self, cursor: Cursor, question: Question) -> None:
        given = cursor.mapping(THEME_KEYS)
        theme = Theme(
            question=question.key,
            key=key_in(cursor, given),
            label=line(cursor, given, "label", needed=True),
            claim=line(cursor, given, "claim"),
            description=prose(given, "description"),
        )
        if (theme.question, theme.key) in self._known:
            cursor.problem("repeated_theme", question=question.key, key=theme.key)
            return
        self._known.add((theme.question, theme.key))
        self.themes.append(theme)
        for one in given["passages"].items() if said(given, "passages") else ():
            self._passage(one, question, theme.key)

    def _passage(self, cursor: Cursor, question: Question, theme: str | None) -> None:
        known = PASSAGE_KEYS if theme else tuple(key for key in PASSAGE_KEYS if key != "stance")
        given = cursor.mapping(known)
        acronym = line(cursor, given, "agency", needed=True)
        text = given["text"].text() if said(given, "text") else ""
        if not text and not said(given, "text"):
            cursor.problem("key_missing", key="text")
        item = given["item"].whole(least=1, most=1000) if said(given, "item") else None
        column = given["field"].line_of_text() if said(given, "field") else None
        repeated = question.kind is QuestionKind.REPEAT
        if (item is not None) != repeated or (column is not None) != repeated:
            cursor.problem("item_and_field")
            return
        sheet = self.sent.get(key_of(acronym))
        if not acronym or not text:
            return
        if sheet is None or question.key not in sheet.answers:
            cursor.problem("no_sent_answer", agency=acronym[:80], question=question.key)
            return
        stance = given["stance"].one_of(tuple(Stance)) if said(given, "stance") else None
        whole = values.plain_text(question, sheet.answers[question.key], item, column)
        if not whole:
            code = "no_such_item" if repeated else "no_sent_answer"
            cursor.problem(
                code, question=question.key, agency=sheet.agency, item=item, field=column
            )
            return
        start = self._start(cursor, given.get("start"), whole, text, sheet.agency)
        if start is None:
            return
        secret = said(given, "confidential") and given["confidential"].flag()
        self._keep(
            cursor,
            Passage(
                question=question.key,
                agency=sheet.agency,
                text=text,
                start=start,
                end=start + len(text),
                theme=theme,
                stance=Stance(stance) if stance else None,
                item=item,
                field=column,
                confidential=secret or question.key in sheet.confidential,
            ),
        )

    def _start(
        self, cursor: Cursor, said_start: Cursor | None, whole: str, text: str, agency: str
    ) -> int | None:
        shown = text if len(text) <= 80 else text[:79] + "…"
        first = whole.find(text)
        if first < 0:
            cursor.problem("passage_not_found", agency=agency, text=shown)
            return None
        if said_start is not None and not said_start.empty:
            start = said_start.whole(least=0, most=len(whole))
            if start is not None and not whole.startswith(text, start):
                cursor.problem("passage_elsewhere", agency=agency, text=shown, start=start)
                return None
            return start
        if whole.find(text, first + 1) >= 0:
            cursor.notice("passage_twice", agency=agency, text=shown)
        return first

    def _keep(self, cursor: Cursor, passage: Passage) -> None:
        shown = passage.text if len(passage.text) <= 80 else passage.text[:79] + "…"
        same = self._index.get(_place(passage), [])
        if passage.theme in same:
            cursor.problem("repeated_passage", agency=passage.agency, text=shown)
        elif same and None in (*same, passage.theme):
            cursor.problem("unassigned_and_coded", agency=passage.agency, text=shown)
        else:
            self._index.setdefault(_place(passage), []).append(passage.theme)
            self.passages.append(passage)

    def _put_in_order(self) -> None:
        """Themes in the order of the questionnaire, passages by theme, agency and place."""
        questions = {question.key: rank for rank, question in enumerate(self.call.questionnaire)}
        secret = {_place(one) for one in self.passages if one.confidential}
        self.passages = [replace(one, confidential=_place(one) in secret) for one in self.passages]
        self.themes.sort(key=lambda theme: questions[theme.question])
        self.passages = in_order(self.passages, self.call, self.themes, self.ranks)


def in_order(
    passages: list[Passage], call: CallSheet, themes: list[Theme], ranks: Mapping[str, int]
) -> list[Passage]:
    """Passages by question, theme (unassigned last), agency in the order invited, and place."""
    questions = {question.key: rank for rank, question in enumerate(call.questionnaire)}
    order = {(theme.question, theme.key): rank for rank, theme in enumerate(themes)}
    return sorted(
        passages,
        key=lambda one: (
            questions[one.question],
            order.get((one.question, one.theme or ""), len(order)),
            ranks[key_of(one.agency)],
            one.item or 0,
            one.field or "",
            one.start,
            one.end,
        ),
    )


def _place(passage: Passage) -> tuple[object, ...]:
    return (
        passage.question,
        passage.agency,
        passage.item,
        passage.field,
        passage.start,
        passage.end,
    )
