"""From `themes.yaml` to the code book and what it says of passages, not yet looked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from consult.analysis.code_book.tree import DEEPEST
from consult.analysis.material import Stance, Theme
from consult.analysis.models import COLOURS
from consult.calls.questionnaire import Question, QuestionKind, Questionnaire
from consult.calls.written.cursor import Cursor
from consult.calls.written.entries import key_of, line, prose, said

SCHEMA = "consultation-themes/1"
KEYS = ("schema", "call", "language", "questions", "themes")
THEME_KEYS = ("key", "label", "claim", "description", "colour", "parent", "passages")
PASSAGE_KEYS = ("agency", "text", "stance", "item", "field", "start", "confidential")
CODED = (
    *(QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT, QuestionKind.REPEAT),
    *(QuestionKind.SINGLE_CHOICE, QuestionKind.MULTIPLE_CHOICE),
)
"""The kinds whose answers hold words that somebody wrote."""


def nth_colour(rank: int) -> int:
    """The colour of a theme that says none: of those before it in its list, none has the same."""
    return rank % COLOURS + 1


@dataclass(frozen=True, slots=True)
class SaidPassage:
    """A passage as a file tells it: nobody has looked yet whether the answer says so.

    `across` says that its theme is one of every question.
    """

    cursor: Cursor
    question: Question
    theme: str | None
    across: bool
    agency: str
    text: str
    stance: Stance | None
    item: int | None
    field: str | None
    start: Cursor | None
    confidential: bool


@dataclass
class Book:
    """The code book while it is read; each passage is given to `keep` as it comes."""

    slug: str
    asked: Questionnaire
    keep: Callable[[SaidPassage], None]
    themes: list[Theme] = field(default_factory=list)
    _known: dict[str, set[str]] = field(default_factory=dict)
    _under: list[tuple[Cursor, Theme]] = field(default_factory=list)

    def read(self, root: Cursor) -> None:
        """Everything in the file; what is wrong is noted on the cursor."""
        given = root.mapping(KEYS)
        for key in ("schema", "questions") if given else ():
            if not said(given, key):
                root.problem("key_missing", key=key)
        if said(given, "schema") and given["schema"].text() != SCHEMA:
            given["schema"].problem("wrong_schema", expected=SCHEMA)
        if said(given, "call") and given["call"].text() != self.slug:
            value = given["call"].text()[:80]
            given["call"].problem("other_call", value=value, slug=self.slug)
        if said(given, "language"):
            given["language"].one_of(("fr", "en"))
        for one in given["questions"].items() if said(given, "questions") else ():
            self._question(one)
        for one in given["themes"].items() if said(given, "themes") else ():
            self._theme(one, None)
        self._check_parents()

    def _question(self, cursor: Cursor) -> None:
        given = cursor.mapping(("key", "themes", "unassigned"))
        question = self._coded(cursor, given, "key")
        if question is not None:
            for one in given["themes"].items() if said(given, "themes") else ():
                self._theme(one, question)
            for one in given["unassigned"].items() if said(given, "unassigned") else ():
                self._passage(one, question, None)

    def _coded(self, cursor: Cursor, given: Mapping[str, Cursor], name: str) -> Question | None:
        """The question named under `name`, if its answers can be coded."""
        key = line(cursor, given, name, needed=True)
        question = self.asked.by_key.get(key)
        if key and question is None:
            given[name].problem("unknown_question", key=key[:80])
        elif question is not None and question.kind not in CODED:
            given[name].problem("not_coded", key=key)
            return None
        return question

    def _theme(self, cursor: Cursor, question: Question | None) -> None:
        given = cursor.mapping(THEME_KEYS)
        of = question.key if question else ""
        theme = Theme(
            question=of,
            key=key_of(cursor, given),
            label=line(cursor, given, "label", needed=True),
            claim=line(cursor, given, "claim"),
            description=prose(given, "description"),
            colour=(said(given, "colour") and given["colour"].whole(least=1, most=COLOURS))
            or nth_colour(sum(one.question == of for one in self.themes)),
            parent=line(cursor, given, "parent"),
        )
        if not self._is_new(cursor, theme):
            return
        self.themes.append(theme)
        self._under.append((cursor, theme))
        for one in given["passages"].items() if said(given, "passages") else ():
            self._passage(one, question, theme.key)

    def _is_new(self, cursor: Cursor, theme: Theme) -> bool:
        """Whether nothing else has the key; a theme of every question shares it with none."""
        of = self._known.setdefault(theme.key, set())
        if theme.question in of:
            code = "repeated_theme" if theme.question else "repeated_theme_across"
            cursor.problem(code, question=theme.question, key=theme.key)
        elif of and "" in (theme.question, *of):
            question = theme.question or min(of)
            cursor.problem("theme_here_and_across", question=question, key=theme.key)
        else:
            of.add(theme.question)
            return True
        return False

    def _passage(self, cursor: Cursor, question: Question | None, theme: str | None) -> None:
        known = [key for key in PASSAGE_KEYS if theme or key != "stance"]
        given = cursor.mapping(known if question else ["question", *known])
        across = question is None
        question = question or self._coded(cursor, given, "question")
        agency = line(cursor, given, "agency", needed=True)
        text = given["text"].text() if said(given, "text") else ""
        if not text and not said(given, "text"):
            cursor.problem("key_missing", key="text")
        item = given["item"].whole(least=1, most=1000) if said(given, "item") else None
        column = given["field"].line_of_text() if said(given, "field") else None
        if question is None:
            return
        repeated = question.kind is QuestionKind.REPEAT
        if (item is not None) != repeated or (column is not None) != repeated:
            cursor.problem("item_and_field")
            return
        if not agency or not text:
            return
        stance = given["stance"].one_of(tuple(Stance)) if said(given, "stance") else None
        secret = said(given, "confidential") and given["confidential"].flag()
        self.keep(
            SaidPassage(
                *(cursor, question, theme, across, agency, text),
                *(Stance(stance) if stance else None, item, column),
                *(given["start"] if said(given, "start") else None, secret),
            )
        )

    def _check_parents(self) -> None:
        """Every parent is another theme of the same list, and nobody is under themselves."""
        parents = {(one.question, one.key): one.parent for _, one in self._under}
        for cursor, theme in self._under:
            above, steps = theme.parent, 1
            while above and (theme.question, above) in parents and steps < DEEPEST:
                above, steps = parents[theme.question, above], steps + 1
            if above and (theme.question, above) not in parents:
                if above == theme.parent:
                    cursor.problem("unknown_parent", at="parent", key=above[:80])
            elif above:
                cursor.problem("too_deep_parent", at="parent", most=DEEPEST)
