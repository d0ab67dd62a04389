"""Answers as a table: one row for each contribution, a row of keys and a row of labels above."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from consult.analysis.exporting.columns import Cell, Words, cells, columns
from consult.analysis.material import Material, Member, Reply

ABOUT = (
    "agency",
    "name",
    "level",
    "region",
    "department",
    "attribution",
    "quote_permission",
    "confidential",
    "version",
    "sent_at",
    "late",
    "channel",
    "on_behalf",
)
"""What is told of the contribution itself; its columns are keyed apart from the questions'."""


@dataclass(frozen=True)
class Table:
    """The head of the table, and its rows, made one by one as they are written."""

    keys: list[str]
    labels: list[str]
    material: Material
    words: Words

    def rows(self) -> Iterator[list[Cell]]:
        """One row for each contribution that counts, in the order of the audience."""
        asked = columns(self.material, self.words)
        shown = self.material.questionnaire.shown
        for reply in self.material.replies:
            yield [
                *_about(self.material, reply),
                *cells(asked, reply, shown(reply.values), self.words.not_put),
            ]


def table(material: Material, words: Words, about: Mapping[str, str]) -> Table:
    """The answers of a call; `about` are the labels of the columns named in `ABOUT`."""
    asked = columns(material, words)
    return Table(
        [*(f"contribution.{key}" for key in ABOUT), *(column.key for column in asked)],
        [*(about[key] for key in ABOUT), *(column.label for column in asked)],
        material,
        words,
    )


def _about(material: Material, reply: Reply) -> list[Cell]:
    member = material.member.get(reply.agency) or Member(reply.agency, reply.agency)
    return [
        *(member.acronym, member.name, member.level, member.region, member.department),
        *(reply.attribution.value, reply.quotes.value, " ".join(sorted(reply.confidential))),
        reply.version,
        reply.sent_at.astimezone(ZoneInfo(material.call.timezone)).isoformat(timespec="seconds"),
        *(int(reply.late), reply.channel, int(reply.on_behalf)),
    ]


def as_json(material: Material) -> dict[str, Any]:
    """Everything asked and answered as plain values; see `docs/exports.md`."""
    put = material.questionnaire.shown
    return {
        "schema": "consult-answers/1",
        "call": {
            "slug": material.call.slug,
            "title": material.call.title,
            "language": material.call.language,
            "timezone": material.call.timezone,
            "opens_at": material.call.opens_at.isoformat(),
            "closes_at": material.call.closes_at.isoformat(),
        },
        "questions": [_question(material, key) for key in material.questionnaire.by_key],
        "contributions": [
            {
                **dict(zip(ABOUT, _about(material, reply), strict=True)),
                "confidential": sorted(reply.confidential),
                "late": reply.late,
                "on_behalf": reply.on_behalf,
                "not_put": [
                    key for key in material.questionnaire.by_key if key not in put(reply.values)
                ],
                "answers": dict(reply.values),
            }
            for reply in material.replies
        ],
    }


def _question(material: Material, key: str) -> dict[str, Any]:
    question = material.questionnaire.by_key[key]
    named = {
        name: [{"key": one.key, "label": one.label} for one in getattr(question, name)]
        for name in ("options", "rows", "scale", "fields")
        if getattr(question, name)
    }
    return {
        "key": question.key,
        "kind": question.kind.value,
        "label": question.label,
        "retired": question.retired,
        **named,
    }
