"""The demonstration consultation as `Material`, read without the database."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import consult
from consult.analysis.material import CallFacts, Material, Member, Passage, Reply, Stance, Theme
from consult.calls.questionnaire import (
    Field,
    Option,
    Question,
    QuestionKind,
    Questionnaire,
    Section,
    ShowIf,
)
from consult.contributions.consent import effective_attribution, effective_quote_permission
from consult.contributions.values import canonical, plain_text

FOLDER = Path(consult.__file__).parent / "demo" / "territoires-industrie-2018"
AT = datetime(2018, 10, 26, 16, tzinfo=UTC)


@cache
def territoires() -> Material:
    call = yaml.safe_load((FOLDER / "call.yaml").read_text("utf-8"))
    questionnaire = Questionnaire(tuple(_section(one) for one in call["sections"]))
    replies = tuple(
        _reply(questionnaire, yaml.safe_load(path.read_text("utf-8")))
        for path in sorted((FOLDER / "contributions").glob("*.yaml"))
    )
    themes, passages = _themes(questionnaire, {reply.agency: reply for reply in replies})
    return Material(
        call=CallFacts(
            slug=call["slug"],
            title=call["title"],
            language=call["language"],
            timezone=call["timezone"],
            opens_at=AT,
            closes_at=AT,
        ),
        questionnaire=questionnaire,
        agencies=_agencies(),
        replies=replies,
        themes=themes,
        passages=passages,
    )


def _agencies() -> tuple[Member, ...]:
    with (FOLDER / "agencies.csv").open(encoding="utf-8-sig", newline="") as lines:
        return tuple(
            Member(**{key: line[key] for key in Member.__slots__}) for line in csv.DictReader(lines)
        )


def _section(one: dict[str, Any]) -> Section:
    return Section(one["key"], one["title"], questions=tuple(map(_question, one["questions"])))


def _question(one: dict[str, Any]) -> Question:
    given = {**one, "kind": QuestionKind(one["kind"])}
    for name in ("options", "rows", "scale"):
        given[name] = tuple(Option(str(it["key"]), it["label"]) for it in one.get(name, ()))
    given["accept"] = tuple(one.get("accept", ()))
    given["fields"] = tuple(
        Field(**{**field, "kind": QuestionKind(field["kind"])}) for field in one.get("fields", ())
    )
    if given["kind"] is QuestionKind.REPEAT:
        given["max_items"] = given.pop("max", None)
    if "show_if" in one:
        condition = one["show_if"]
        given["show_if"] = ShowIf(
            condition["question"], tuple(condition.get("in") or [condition["equals"]])
        )
    return Question(**given)


def _reply(questionnaire: Questionnaire, one: dict[str, Any]) -> Reply:
    values = {
        key: canonical(questionnaire.by_key[key], value) for key, value in one["answers"].items()
    }
    return Reply(
        agency=one["agency"],
        values=values,
        attribution=effective_attribution(one.get("attribution"), values.get("attribution")),
        quotes=effective_quote_permission(values.get("quote_permission")),
        confidential=frozenset(one.get("confidential", ())),
        channel=one["channel"],
        late=one.get("late", False),
        sent_at=AT,
        version=1,
    )


def _themes(
    questionnaire: Questionnaire, replies: dict[str, Reply]
) -> tuple[tuple[Theme, ...], tuple[Passage, ...]]:
    themes, passages = [], []
    for asked in yaml.safe_load((FOLDER / "themes.yaml").read_text("utf-8"))["questions"]:
        for theme in asked["themes"]:
            themes.append(Theme(asked["key"], theme["key"], theme["label"], theme.get("claim", "")))
        coded = [(theme["key"], one) for theme in asked["themes"] for one in theme["passages"]] + [
            (None, one) for one in asked.get("unassigned", ())
        ]
        for key, one in coded:
            question = questionnaire.by_key[asked["key"]]
            value = replies[one["agency"]].values[asked["key"]]
            start = plain_text(question, value, one.get("item"), one.get("field")).index(
                one["text"]
            )
            passages.append(
                Passage(
                    question=asked["key"],
                    agency=one["agency"],
                    text=one["text"],
                    start=start,
                    end=start + len(one["text"]),
                    theme=key,
                    stance=Stance(one["stance"]) if "stance" in one else None,
                    item=one.get("item"),
                    field=one.get("field"),
                    confidential=one.get("confidential", False),
                )
            )
    return tuple(themes), tuple(passages)
