"""One stable column for each question and option, and one meaning for each cell."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from consult.analysis.exporting import answers
from consult.analysis.exporting.columns import COLUMNS, Words, cells, columns
from consult.analysis.material import CallFacts, Material, Member, Reply
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

WORDS = Words("non posée", "Autre", "rang de {option}", "retirée")
AB = (Option("a", "Région"), Option("b", "Bassin", retired=True))
ASKED = Questionnaire(
    (
        Section(
            "s",
            "S",
            "",
            (
                Question("text", QuestionKind.LONG_TEXT, "Texte"),
                Question("one", QuestionKind.SINGLE_CHOICE, "Un", options=AB, other=True),
                Question("many", QuestionKind.MULTIPLE_CHOICE, "Plusieurs", options=AB),
                Question(
                    "likert",
                    QuestionKind.LIKERT,
                    "Avis",
                    rows=(Option("r", "Rail"),),
                    scale=(Option("1", "Non"), Option("2", "Oui")),
                ),
                Question("rank", QuestionKind.RANKING, "Rang", options=AB),
                Question("number", QuestionKind.NUMBER, "Nombre"),
                Question("date", QuestionKind.DATE, "Date"),
                Question("file", QuestionKind.FILE, "Fichier"),
                Question(
                    "people",
                    QuestionKind.REPEAT,
                    "Personnes",
                    fields=(
                        Field("name", QuestionKind.SHORT_TEXT, "Nom"),
                        Field("role", QuestionKind.SINGLE_CHOICE, "Rôle", options=AB),
                    ),
                    item_label="Personne",
                    max_items=2,
                ),
                Question(
                    "why",
                    QuestionKind.SHORT_TEXT,
                    "Pourquoi",
                    show_if=ShowIf("one", ("b",)),
                    retired=False,
                ),
                Question("old", QuestionKind.SHORT_TEXT, "Ancienne", retired=True),
            ),
        ),
    )
)


def reply(agency="A1", **values):
    return Reply(
        agency,
        values,
        Attribution.NAMED,
        QuotePermission.ALLOWED,
        frozenset({"text"}),
        "web",
        late=False,
        sent_at=datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
        version=2,
    )


def material(*replies):
    return Material(
        CallFacts("c", "C", "fr", "Europe/Paris", AT, AT),
        ASKED,
        (Member("A1", "Agence 1", "locale", "Bretagne", "Finistère"),),
        replies,
    )


AT = datetime(2026, 3, 1, tzinfo=UTC)
EVERYTHING = {
    "text": "RAS",
    "one": {"other": "Le canton"},
    "many": ["a"],
    "likert": {"r": "2"},
    "rank": ["b", "a"],
    "number": 0,
    "date": "2018-10-26",
    "file": [{"filename": "plan.pdf", "digest": "0" * 64}],
    "people": [{"name": "Ada", "role": "a"}],
}


def test_every_kind_of_question_has_columns():
    assert set(COLUMNS) == set(QuestionKind)


def test_keys_are_stable_whatever_was_answered():
    keys = [
        *("text", "one", "one.a", "one.b", "one.other", "many", "many.a", "many.b", "likert.r"),
        *("rank.a", "rank.b", "number", "date", "file"),
        *("people.1.name", "people.1.role", "people.2.name", "people.2.role", "why", "old"),
    ]
    for replies in ((), (reply(),), (reply(**EVERYTHING),)):
        assert [one.key for one in columns(material(*replies), WORDS)] == keys


def test_labels_say_which_option_and_what_is_withdrawn():
    labels = {one.key: one.label for one in columns(material(), WORDS)}

    assert labels["one.a"] == "Un – Région"
    assert labels["many.b"] == "Plusieurs – Bassin (retirée)"
    assert labels["rank.a"] == "Rang – rang de Région"
    assert labels["people.2.name"] == "Personnes – Personne 2 – Nom"
    assert labels["old"] == "Ancienne (retirée)"


def row(**values):
    one = reply(**values)
    found = columns(material(one), WORDS)
    put = ASKED.shown(one.values)
    return dict(zip([c.key for c in found], cells(found, one, put, "non posée"), strict=True))


def test_what_was_answered_has_its_cell():
    assert row(**EVERYTHING) == {
        "text": "RAS",
        "one": "Le canton",
        "one.a": 0,
        "one.b": 0,
        "one.other": "Le canton",
        "many": "Région",
        "many.a": 1,
        "many.b": 0,
        "likert.r": "Oui",
        "rank.a": 2,
        "rank.b": 1,
        "number": 0,
        "date": "2018-10-26",
        "file": "plan.pdf",
        "people.1.name": "Ada",
        "people.1.role": "Région",
        "people.2.name": None,
        "people.2.role": None,
        "why": "non posée",
        "old": "non posée",
    }


def test_an_empty_answer_is_told_from_a_question_that_was_not_put():
    empty = row()
    assert {key for key, cell in empty.items() if cell == "non posée"} == {"why", "old"}
    assert {cell for key, cell in empty.items() if key not in ("why", "old")} == {None}
    assert row(one="b")["why"] is None
    assert row(old="Avant")["old"] == "Avant"


@pytest.mark.parametrize("value", [None, "", 7, True, [], {}, [None], ["x"], {"x": 1}, [[1]]])
def test_no_value_makes_an_error(value):
    row(**{question.key: value for question in ASKED})


def test_a_row_says_who_sent_it_and_how():
    table = answers.table(material(reply()), WORDS, {key: key for key in answers.ABOUT})
    [first] = table.rows()

    told = {
        key.removeprefix("contribution."): cell for key, cell in zip(table.keys, first, strict=True)
    }
    assert told == {
        "agency": "A1",
        "name": "Agence 1",
        "level": "locale",
        "region": "Bretagne",
        "department": "Finistère",
        "attribution": "named",
        "quote_permission": "allowed",
        "confidential": "text",
        "version": 2,
        "sent_at": "2026-03-02T10:30:00+01:00",
        "late": 0,
        "channel": "web",
        "on_behalf": 0,
        **row(),
    }


def test_json_says_what_was_not_put():
    told = answers.as_json(material(reply(**EVERYTHING)))

    assert told["schema"] == "consult-answers/1"
    [one] = told["contributions"]
    assert (one["not_put"], one["answers"]) == (["why", "old"], EVERYTHING)
    assert [question["key"] for question in told["questions"]][:2] == ["text", "one"]
    assert told["questions"][3]["scale"] == [
        {"key": "1", "label": "Non"},
        {"key": "2", "label": "Oui"},
    ]
