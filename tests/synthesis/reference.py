"""The reference consultation as material, read straight from its files."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import consult
import yaml
from consult.analysis.material import CallFacts, Material, Member, Passage, Reply, Stance, Theme
from consult.calls.questionnaire import (
    Field,
    Option,
    Question,
    Questionnaire,
    QuestionKind,
    Section,
    ShowIf,
)
from consult.contributions.consent import effective_attribution, effective_quote_permission
from consult.contributions.values import canonical, plain_text

FOLDER = Path(consult.__file__).parent / "demo" / "territoires-industrie-2018"
PARIS = ZoneInfo("Europe/Paris")


class Loader(yaml.SafeLoader):
    """YAML in which dates stay text."""


Loader.yaml_implicit_resolvers = {
    key: [(tag, regexp) for tag, regexp in kept if tag != "tag:yaml.org,2002:timestamp"]
    for key, kept in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


@cache
def reference() -> Material:
    call = read(FOLDER / "call.yaml")
    questionnaire = Questionnaire(
        tuple(
            Section(
                one["key"],
                one["title"],
                one.get("intro", ""),
                tuple(question(each) for each in one["questions"]),
            )
            for one in call["sections"]
        )
    )
    replies = tuple(
        reply(questionnaire, read(path)) for path in sorted(FOLDER.glob("contributions/*.yaml"))
    )
    with (FOLDER / "agencies.csv").open(encoding="utf-8", newline="") as file:
        members = tuple(
            Member(row["acronym"], row["name"], row["level"], row["region"], row["department"])
            for row in csv.DictReader(file)
        )
    themes, passages = coding(questionnaire, {one.agency: one for one in replies})
    return Material(
        call=CallFacts(
            slug=call["slug"],
            title=call["title"],
            language=call["language"],
            timezone=call["timezone"],
            opens_at=instant(call["opens_at"]),
            closes_at=instant(call["closes_at"]),
            commissioner=call["commissioner"],
            federation=call.get("federation", "CNER"),
            hearing_at=instant(call["hearing"]["at"]),
            hearing_place=call["hearing"]["place"],
            folder=call["folder"],
            context=call["context"],
            demonstration=call["demonstration"],
        ),
        questionnaire=questionnaire,
        agencies=members,
        replies=replies,
        themes=themes,
        passages=passages,
    )


def question(spec: dict[str, Any]) -> Question:
    spec = dict(spec)
    show_if = spec.pop("show_if", None)
    return Question(
        kind=QuestionKind(spec.pop("kind")),
        options=options(spec.pop("options", ())),
        rows=options(spec.pop("rows", ())),
        scale=options(spec.pop("scale", ())),
        accept=tuple(spec.pop("accept", ())),
        fields=tuple(field(one) for one in spec.pop("fields", ())),
        show_if=ShowIf(show_if["question"], (show_if["equals"],)) if show_if else None,
        max_items=spec.pop("max") if "item_label" in spec else None,
        **spec,
    )


def field(spec: dict[str, Any]) -> Field:
    return Field(**{**spec, "kind": QuestionKind(spec["kind"])})


def options(specs: Any) -> tuple[Option, ...]:
    return tuple(Option(one["key"], one["label"]) for one in specs)


def reply(questionnaire: Questionnaire, spec: dict[str, Any]) -> Reply:
    values = {
        key: canonical(questionnaire.by_key[key], value) for key, value in spec["answers"].items()
    }
    return Reply(
        agency=spec["agency"],
        values=values,
        attribution=effective_attribution(spec.get("attribution"), values.get("attribution")),
        quotes=effective_quote_permission(values.get("quote_permission")),
        confidential=frozenset(spec.get("confidential", ())),
        channel=spec["channel"],
        late=spec.get("late", False),
        sent_at=instant(spec["submitted_at"]),
        version=1,
    )


def coding(
    questionnaire: Questionnaire, replies: dict[str, Reply]
) -> tuple[tuple[Theme, ...], tuple[Passage, ...]]:
    themes: list[Theme] = []
    passages: list[Passage] = []
    for coded in read(FOLDER / "themes.yaml")["questions"]:
        asked = questionnaire.by_key[coded["key"]]
        for one in coded["themes"]:
            themes.append(Theme(asked.key, one["key"], one["label"], one.get("claim", "")))
        groups = [(one["key"], one["passages"]) for one in coded["themes"]]
        for key, found in [*groups, (None, coded.get("unassigned", ()))]:
            for spec in found:
                item, column = spec.get("item"), spec.get("field")
                answer = plain_text(
                    asked, replies[spec["agency"]].values[asked.key], item, column
                )
                start = answer.index(spec["text"])
                passages.append(
                    Passage(
                        question=asked.key,
                        agency=spec["agency"],
                        text=spec["text"],
                        start=start,
                        end=start + len(spec["text"]),
                        theme=key,
                        stance=Stance(spec["stance"]) if "stance" in spec else None,
                        item=item,
                        field=column,
                        confidential=spec.get("confidential", False),
                    )
                )
    return tuple(themes), tuple(passages)
