"""`flask analysis suggest`, from a terminal."""

from __future__ import annotations

import json

import pytest

from tests.analysis.reference import FOLDER

SLUG = "territoires-industrie-2018"


@pytest.fixture
def loaded(cli):
    cli("bundle", "load", FOLDER)


@pytest.mark.usefixtures("loaded")
def test_proposals_are_printed_as_json(cli):
    told = json.loads(cli("analysis", "suggest", SLUG, "--json", "--without-model").stdout)

    assert (told["call"], told["engine"]["name"]) == (SLUG, "lemmas-louvain")
    needs = told["questions"]["needs_text"]
    assert list(needs) == [
        "answers",
        "distinct",
        "set_aside",
        "enough",
        "phrases",
        "words",
        "shared",
        "atypical",
        "themes",
        "groups",
        "pairs",
        "figures",
        "places",
    ]
    assert (needs["answers"], needs["enough"], needs["themes"]) == (10, False, [])


@pytest.mark.usefixtures("loaded")
def test_one_question_is_told_with_the_reason_why_it_has_no_theme(cli):
    told = cli("analysis", "suggest", SLUG, "--question", "needs_text").stdout

    assert "40" in told
    assert "criteria_text" not in told


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    "arguments", [("nowhere",), (SLUG, "--question", "nothing"), (SLUG, "--question", "sectors")]
)
def test_what_does_not_exist_is_said_in_one_sentence(cli, arguments):
    told = cli("analysis", "suggest", *arguments, code=1)

    assert told.output.startswith("Error: ")
    assert len(told.output.splitlines()) == 1
