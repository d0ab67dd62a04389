"""Consultations made up by hypothesis, with a canary in every text, and who said each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

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
from consult.contributions.consent import Attribution, QuotePermission

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
TITLE = Field("title", QuestionKind.SHORT_TEXT, "Intitulé")
LONG = Field("text", QuestionKind.LONG_TEXT, "Description")
QUESTIONNAIRE = Questionnaire(
    (
        Section(
            "subject",
            "Le sujet",
            questions=(
                Question(
                    "choice",
                    QuestionKind.SINGLE_CHOICE,
                    "Laquelle ?",
                    options=tuple(Option(key, f"Option {key}") for key in "abc"),
                    other=True,
                ),
                Question(
                    "why",
                    QuestionKind.NUMBER,
                    "Combien ?",
                    unit="%",
                    show_if=ShowIf("choice", ("a",)),
                ),
                Question(
                    "many",
                    QuestionKind.MULTIPLE_CHOICE,
                    "Lesquelles ?",
                    options=tuple(Option(key, f"Levier {key}") for key in "abcd"),
                ),
                Question(
                    "grid",
                    QuestionKind.LIKERT,
                    "À quel point ?",
                    rows=tuple(Option(key, f"Ligne {key}") for key in "xy"),
                    scale=tuple(Option(key, f"Point {key}") for key in "1234"),
                ),
                Question(
                    "order",
                    QuestionKind.RANKING,
                    "Dans quel ordre ?",
                    options=tuple(Option(key, f"Rang {key}") for key in "abc"),
                ),
                Question("coded", QuestionKind.LONG_TEXT, "Pourquoi ?"),
                Question("loose", QuestionKind.LONG_TEXT, "Autre chose ?"),
                Question("service", QuestionKind.SHORT_TEXT, "Quel service ?"),
                Question("day", QuestionKind.DATE, "Depuis quand ?"),
                Question("papers", QuestionKind.FILE, "Documents"),
            ),
        ),
        Section(
            "practices",
            "Bonnes pratiques",
            questions=(
                Question(
                    "practices", QuestionKind.REPEAT, "Pratiques", fields=(TITLE, LONG), max_items=2
                ),
            ),
        ),
        Section(
            "advice",
            "Recommandations",
            questions=(
                Question(
                    "advice",
                    QuestionKind.REPEAT,
                    "Recommandations",
                    fields=(TITLE, LONG),
                    max_items=2,
                ),
            ),
        ),
    )
)
THEMES = (
    Theme("coded", "one", "Premier thème", "Il faut agir."),
    Theme("coded", "two", "Second thème"),
    Theme("advice", "three", "Troisième thème"),
)
CALL = CallFacts(
    slug="world",
    title="Un monde",
    language="fr",
    timezone="Europe/Paris",
    opens_at=AT,
    closes_at=AT.replace(day=20),
)


@dataclass(frozen=True)
class Canary:
    """A word that stands in one place only."""

    word: str
    agency: str
    question: str
    email: bool = False


@dataclass(frozen=True)
class World:
    """A material and every canary in it."""

    material: Material
    canaries: tuple[Canary, ...]


class Writer:
    """Writes sentences with a canary each, no two of the same length."""

    def __init__(self) -> None:
        self.canaries: list[Canary] = []

    def sentence(self, agency: str, question: str, *, email: bool = False) -> str:
        number = len(self.canaries)
        word = f"kanari{number}z"
        self.canaries.append(Canary(word, agency, question))
        text = f"Nous voulons {word} dans chaque commune du bassin dès le mois prochain"
        if email:
            hidden = f"secret{number}z"
            self.canaries.append(Canary(hidden, agency, question, email=True))
            text += f" avec {hidden}@{hidden}.example"
        return f"{text}, {'et encore ' * (number % 5)}sans attendre."


@st.composite
def worlds(draw: st.DrawFn, *, least: int = 1, most: int = 7) -> World:
    count = draw(st.integers(least, most))
    silent = draw(st.integers(0, 3))
    writer = Writer()
    members = tuple(
        Member(
            f"AGQ{rank}",
            f"Organisme zedname{rank}",
            draw(st.sampled_from(["locale", "régionale"])),
            draw(st.sampled_from(["Zedregion un", "Zedregion deux"])),
        )
        for rank in range(count + silent)
    )
    replies: list[Reply] = []
    passages: list[Passage] = []
    for member in members[:count]:
        reply, coded = draw(_replies(member.acronym, writer))
        replies.append(reply)
        passages.extend(coded)
    material = Material(CALL, QUESTIONNAIRE, members, tuple(replies), THEMES, tuple(passages))
    return World(material, tuple(writer.canaries))


@st.composite
def _replies(draw: st.DrawFn, agency: str, writer: Writer) -> tuple[Reply, list[Passage]]:
    email = draw(st.booleans())

    def say(question: str) -> str:
        return writer.sentence(agency, question, email=email)

    values: dict[str, Any] = {
        "choice": draw(st.sampled_from(["a", "b", "c", {"other": say("choice")}])),
        "why": draw(st.integers(0, 100)),
        "many": draw(st.lists(st.sampled_from("abcd"), unique=True)),
        "grid": {row: draw(st.sampled_from("1234")) for row in "xy"},
        "order": draw(st.permutations("abc")),
        "coded": f"{say('coded')} {say('coded')}",
        "loose": say("loose"),
        "service": say("service"),
        "day": "2026-02-03",
        "papers": [{"filename": f"{say('papers')}.pdf"}],
        "practices": [{"title": say("practices"), "text": say("practices")}],
        "advice": [{"title": say("advice"), "text": say("advice")}],
    }
    for key in draw(st.sets(st.sampled_from(sorted(values)), max_size=4)):
        del values[key]
    passages: list[Passage] = []
    if "coded" in values:
        text = values["coded"]
        half = text.index(". Nous") + 1
        for start, end in ((0, half), (half + 1, len(text))):
            passages.append(
                Passage(
                    "coded",
                    agency,
                    text[start:end],
                    start,
                    end,
                    draw(st.sampled_from(["one", "two", None])),
                    draw(st.sampled_from([*Stance, None])),
                )
            )
    if "advice" in values and draw(st.booleans()):
        text = values["advice"][0]["text"]
        passages.append(
            Passage("advice", agency, text, 0, len(text), "three", item=1, field="text")
        )
    reply = Reply(
        agency=agency,
        values=values,
        attribution=draw(st.sampled_from(Attribution)),
        quotes=draw(st.sampled_from(QuotePermission)),
        confidential=frozenset(
            draw(st.sets(st.sampled_from(sorted(values or {"choice": 1})), max_size=2))
        ),
        channel="web",
        late=draw(st.booleans()),
        sent_at=AT,
        version=1,
    )
    return reply, passages


def exchanged(material: Material, one: str, other: str) -> Material:
    """The same consultation in which two agencies said each what the other did."""
    names = {one: other, other: one}

    def renamed(agency: str) -> str:
        return names.get(agency, agency)

    return replace(
        material,
        replies=tuple(replace(reply, agency=renamed(reply.agency)) for reply in material.replies),
        passages=tuple(
            replace(passage, agency=renamed(passage.agency)) for passage in material.passages
        ),
    )
