"""`themes.yaml` of one call: written, and read back for an import."""

from __future__ import annotations

from consult.analysis.exchange.held import Held
from consult.analysis.exchange.said import Note, SaidCoding, SaidTheme, Sheet, Told
from consult.analysis.exchange.theme_reading import Book, SaidPassage
from consult.analysis.exchange.theme_writing import themes_sheet
from consult.analysis.exchange.voices import voices
from consult.analysis.material import Passage, Theme
from consult.analysis.models import Theme as Row
from consult.calls.questionnaire import Questionnaire
from consult.calls.written.cursor import Cursor, Finding
from consult.calls.written.tree import decoded, parsed
from consult.calls.written.yaml_text import as_yaml


def written(held: Held) -> bytes:
    """The code book and the passages; of several who said the same, the first is told."""
    call = held.call
    order = {question.key: rank for rank, question in enumerate(call.questionnaire)}
    themes = sorted(map(_theme, held.themes), key=lambda one: order.get(one.question, len(order)))
    told: dict[tuple[object, ...], Passage] = {}
    for voice in voices(held):
        where, start, end = voice.place
        passage = Passage(
            *(where.question, where.agency, voice.text, start, end),
            theme=voice.theme[1] if voice.theme else None,
            stance=voice.stance,
            item=where.item,
            field=where.field,
            confidential=voice.confidential,
        )
        told.setdefault((voice.place, passage.theme), passage)
    return as_yaml(
        themes_sheet(
            slug=call.slug,
            language=call.language,
            asked=call.questionnaire,
            themes=themes,
            passages=told.values(),
            answers={name: one.content["answers"] for name, one in held.versions.items()},
        )
    )


def _theme(theme: Row) -> Theme:
    return Theme(
        question=theme.question.key if theme.question else "",
        key=theme.key,
        label=theme.label,
        claim=theme.claim,
        description=theme.description,
        colour=theme.colour,
        parent=theme.parent.key if theme.parent else "",
    )


def read(data: bytes, *, name: str, slug: str, asked: Questionnaire) -> tuple[Sheet, list[Finding]]:
    """What the file says, with what is wrong in it; raises `Unreadable` when it is no YAML."""
    findings: list[Finding] = []
    codings: list[SaidCoding] = []

    def keep(said: SaidPassage) -> None:
        question = said.question.key
        codings.append(
            SaidCoding(
                theme=said.theme and _ref("" if said.across else question, said.theme),
                agency=said.agency,
                question=question,
                text=said.text,
                start=said.start.whole(least=0, most=10**7) if said.start else None,
                item=said.item,
                field=said.field,
                stance=said.stance,
                confidential=said.confidential,
            )
        )

    book = Book(slug, asked, keep)
    book.read(Cursor(parsed(decoded(data)), findings))
    other = [one for one in findings if one.code == "other_call"]
    notes = tuple(Told(Note.OTHER_CALL, dict(one.params)) for one in other)
    themes = tuple(
        SaidTheme(
            *(_ref(one.question, one.key), one.label, one.question, one.key),
            *(one.claim, one.description, one.colour),
            _ref(one.question, one.parent) if one.parent else "",
        )
        for one in book.themes
    )
    return Sheet(name, themes, tuple(codings), notes), [one for one in findings if one not in other]


def _ref(question: str, key: str) -> str:
    return f"{question}/{key}"
