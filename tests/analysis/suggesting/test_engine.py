"""What the machine proposes: themes where there are answers enough, and never an invention."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, replace

import pytest

from config import ROOT
from consult.analysis.material import Material
from consult.analysis.suggesting.encoder import installed, readable
from consult.analysis.suggesting.engine import suggest
from consult.analysis.suggesting.parameters import Parameters
from consult.analysis.suggesting.report import as_json
from consult.analysis.suggesting.suggested import Suggested
from consult.contributions.consent import Attribution
from consult.contributions.values import plain_text
from tests.analysis.planted import SUBJECTS, everybody_says, planted
from tests.analysis.reference import territoires

TEXT = (
    "Le fret ferroviaire doit être fiable toute l’année, car un train supprimé met quarante"
    " camions de plus sur une route déjà saturée aux heures de pointe."
)


def needs(material: Material) -> Suggested:
    """What is proposed for one question, by the lemmas alone."""
    (found,) = suggest(material, only="needs_text").questions
    return found


def text_at(material: Material, passage: dict[str, object], key: str) -> str:
    value = material.reply[str(passage["agency"])].values[key]
    text = plain_text(material.questionnaire.by_key[key], value, passage["item"], passage["field"])
    return text[passage["start"] : passage["end"]]


def test_ten_answers_have_key_phrases_and_no_theme():
    found = suggest(territoires()).questions

    assert [(one.question, one.answers) for one in found] == [
        ("contact_function", 10),
        ("criteria_text", 10),
        ("needs_text", 10),
        ("levers_text", 9),
        ("practices", 9),
        ("gov_national_text", 7),
        ("gov_local_text", 10),
        ("gov_link_text", 10),
        ("recommendations", 10),
    ]
    for one in found:
        assert (one.enough, one.themes) == (False, ())
        assert one.phrases
        assert one.words


def test_the_paragraph_two_agencies_share_is_told_where_it_stands():
    shared = {one.question: one.shared for one in suggest(territoires()).questions if one.shared}

    assert {key: [one.agencies for one in found] for key, found in shared.items()} == {
        "gov_link_text": [("ADN FC", "AER BFC")]
    }


@pytest.mark.parametrize("answers", [39, 40])
def test_themes_are_proposed_from_forty_answers_up(answers):
    found = needs(planted(answers)[0])

    assert (found.answers, found.enough, bool(found.themes)) == (
        answers,
        answers == 40,
        answers == 40,
    )


def test_planted_subjects_are_found_again():
    material, subjects = planted(80)
    subject_of = dict(zip(material.reply, subjects, strict=True))

    themes = needs(material).themes

    main = themes[: len(SUBJECTS)]
    assert {subject_of[theme.passages[0].agency] for theme in main} == set(SUBJECTS)
    for theme in themes:
        (subject,) = {subject_of[place.agency] for place in theme.passages}
        assert set(theme.label.split(" · ")) <= set(SUBJECTS[subject])


def test_themes_are_coarser_rather_than_many():
    material, _ = planted(300)

    (found,) = suggest(material, only="needs_text", parameters=Parameters(most_themes=4)).questions

    assert len(found.themes) == 4
    assert sum(theme.agencies for theme in found.themes) == 300


def test_a_theme_counts_agencies_and_not_passages():
    material, _ = planted(80)
    wordy = material.replies[0].values["needs_text"]
    twice = " ".join(f"{wordy} Encore {number} fois." for number in range(10))
    louder = replace(
        material,
        replies=(
            replace(material.replies[0], values={"needs_text": twice}),
            *material.replies[1:],
        ),
    )

    assert max(theme.agencies for theme in needs(louder).themes) <= 20


def test_passages_shown_stand_in_the_answers_and_each_is_of_another_agency():
    for material in (territoires(), planted(60)[0]):
        told = as_json(suggest(material), material)
        for key, one in told["questions"].items():
            for passages in (one["atypical"], *(theme["passages"] for theme in one["themes"])):
                assert [text_at(material, each, key) for each in passages] == [
                    each["text"] for each in passages
                ]
                assert len({each["agency"] for each in passages}) == len(passages)


def test_ways_of_saying_nothing_are_set_aside():
    found = needs(everybody_says(["RAS", "Néant.", "Le fret manque.", "", "n/a"]))

    assert (found.answers, found.set_aside) == (1, 3)


def test_a_copied_answer_is_one_distinct_answer():
    found = needs(everybody_says([TEXT, TEXT.upper(), TEXT + " Merci.", "Du foncier."]))

    assert (found.answers, found.distinct) == (4, 2)


def test_answers_that_differ_by_a_negation_stay_apart():
    opposed = TEXT.replace("doit être", "ne doit pas être")

    assert needs(everybody_says([TEXT, opposed])).distinct == 2


def test_a_copied_passage_is_not_atypical():
    found = needs(everybody_says([TEXT, TEXT, "Du foncier prêt.", "Nos lycées forment trop peu."]))

    assert TEXT not in [place.text for place in found.atypical]


def test_nobody_answered():
    found = needs(everybody_says(["", ""]))

    assert asdict(found) == asdict(
        Suggested(
            question="needs_text",
            label=found.label,
            answers=0,
            distinct=0,
            set_aside=0,
            enough=False,
            phrases=(),
            words=(),
            shared=(),
            atypical=(),
            themes=(),
        )
    )


def test_what_is_confidential_is_marked():
    material = territoires()
    secret = replace(
        material,
        replies=tuple(
            replace(reply, attribution=Attribution.CONFIDENTIAL) for reply in material.replies
        ),
    )

    told = as_json(suggest(secret), secret)["questions"]

    assert {each["confidential"] for one in told.values() for each in one["atypical"]} == {True}


@pytest.mark.parametrize("encoder", [installed(), None], ids=["encoder", "lemmas"])
def test_hostile_texts_are_proposed_about_without_a_failure(encoder):
    hostile = [
        "a" * 100_000,
        "é " * 50_000,
        " " * 100_000 + "." + "\n" * 100_000 + "-" * 10_000,
        "👩🏽‍🔬👨‍👩‍👧‍👦 🏳️‍🌈",
        "日本語の長い文章。" * 200,
        "مرحبا بالعالم، هذا نص عربي",
        "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘",
        "\x00\x1b[31m\u202e\ud800",
        "l’" * 20_000,
        "a-" * 20_000,
        "{{ 7*7 }} %(key)s %s",
    ]
    material = everybody_says([text for text in hostile for _ in range(4)])

    told = as_json(suggest(material, only="needs_text", encoder=encoder), material)

    for passages in (theme["passages"] for theme in told["questions"]["needs_text"]["themes"]):
        assert [text_at(material, each, "needs_text") for each in passages] == [
            each["text"] for each in passages
        ]


def test_the_same_answers_give_the_same_proposals_in_every_process():
    program = (
        "import json; from tests.analysis.planted import planted;"
        "from consult.analysis.suggesting.engine import suggest;"
        "from consult.analysis.suggesting.report import as_json;"
        "material = planted(60)[0];"
        "print(json.dumps(as_json(suggest(material, only='needs_text'), material)))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def test_a_proposal_says_what_made_it():
    material = planted(4)[0]
    encoder = installed()
    assert encoder

    with_model = suggest(material, encoder=encoder).engine
    without = suggest(material).engine

    assert without == {
        "name": "lemmas-louvain",
        "version": "2",
        "parameters": asdict(Parameters()),
    }
    assert with_model["name"] == "use-lemmas-louvain"
    assert len(with_model["model_sha256"]) == 64
    assert json.loads(json.dumps(with_model)) == with_model


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("LE FRET EST SATURÉ", "le fret est saturé"),
        ("La SNCF recrute", "La SNCF recrute"),
        ("l’emploi\n\n local", "l'emploi local"),
        ("", " "),
    ],
)
def test_the_encoder_is_given_a_line_that_it_can_read(text, read):
    assert readable(text) == read
