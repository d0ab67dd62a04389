"""From `themes.yaml` to the code book and its passages, each found again in its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from consult.analysis.exchange.theme_reading import Book, SaidPassage
from consult.analysis.material import Passage, Theme
from consult.bundles.format import CallSheet, ContributionSheet
from consult.calls.written.cursor import Cursor
from consult.contributions import values
from consult.directory.rules import key_of


@dataclass
class Codes:
    """The code book while it is read."""

    call: CallSheet
    sent: Mapping[str, ContributionSheet]
    ranks: Mapping[str, int]
    themes: list[Theme] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    _index: dict[tuple[object, ...], list[str | None]] = field(default_factory=dict)

    def read(self, root: Cursor) -> None:
        """Everything in the file; `sent` and `ranks` are under the keys of the agencies."""
        book = Book(self.call.slug, self.call.questionnaire, self._passage)
        book.read(root)
        self.themes = book.themes
        self._put_in_order()

    def _passage(self, said: SaidPassage) -> None:
        cursor, question = said.cursor, said.question
        sheet = self.sent.get(key_of(said.agency))
        if sheet is None or question.key not in sheet.answers:
            cursor.problem("no_sent_answer", agency=said.agency[:80], question=question.key)
            return
        whole = values.plain_text(question, sheet.answers[question.key], said.item, said.field)
        if not whole:
            code = "no_such_item" if said.item is not None else "no_sent_answer"
            cursor.problem(
                code, question=question.key, agency=sheet.agency, item=said.item, field=said.field
            )
            return
        start = self._start(cursor, said.start, whole, said.text, sheet.agency)
        if start is None:
            return
        self._keep(
            cursor,
            Passage(
                question=question.key,
                agency=sheet.agency,
                text=said.text,
                start=start,
                end=start + len(said.text),
                theme=said.theme,
                stance=said.stance,
                item=said.item,
                field=said.field,
                confidential=said.confidential or question.key in sheet.confidential,
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
        if said_start is not None:
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
        self.themes.sort(key=lambda theme: questions.get(theme.question, len(questions)))
        self.passages = in_order(self.passages, self.call, self.themes, self.ranks)


def in_order(
    passages: list[Passage], call: CallSheet, themes: list[Theme], ranks: Mapping[str, int]
) -> list[Passage]:
    """Passages by question, theme (unassigned last), agency in the order invited, and place."""
    questions = {question.key: rank for rank, question in enumerate(call.questionnaire)}
    order = {(theme.question, theme.key): rank for rank, theme in enumerate(themes)}

    def rank_of(one: Passage) -> int:
        across = order.get(("", one.theme or ""), len(order))
        return order.get((one.question, one.theme or ""), across)

    return sorted(
        passages,
        key=lambda one: (
            questions[one.question],
            rank_of(one),
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
