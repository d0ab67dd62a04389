"""Words with fields: what fills them is only text."""

from __future__ import annotations

import pytest

from config import LOCALES
from consult.campaign.monitoring import Status
from consult.campaign.wording import (
    BY_NAME,
    FRENCH,
    LONGEST,
    Field,
    Kind,
    Problem,
    Text,
    Wrong,
    fields,
    filled,
    in_one_line,
    kind_for,
    names,
    problems,
    proposed,
    unknown,
)

VALUES = {field: f"<{field.value}>" for field in Field}


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("kind", list(Kind))
def test_every_letter_has_proposed_words_that_may_leave(kind, language):
    words = proposed(kind, language)

    assert problems(kind, words) == []
    assert fields(words.body) <= set(names(language))
    assert unknown(words.subject + words.body) == []
    spelled = "fr" if fields(words.body) and "{lien}" in words.body else "en"
    assert spelled == language


def test_the_subjects_of_two_letters_differ():
    for language in LOCALES:
        subjects = [proposed(kind, language).subject for kind in Kind]
        assert len(set(subjects)) == len(subjects)


def test_every_field_has_a_french_and_an_english_name():
    assert set(FRENCH) == set(Field)
    assert {*BY_NAME.values()} == set(Field)
    assert len(BY_NAME) == 2 * len(Field) - 1  # « fédération » is both, accents apart


@pytest.mark.parametrize("written", ["échéance", "Échéance", "echeance", "ECHEANCE", " deadline "])
def test_accents_and_capitals_of_a_field_do_not_count(written):
    assert filled(f"Avant {{{written}}}.", VALUES) == "Avant <deadline>.\n"


def test_a_line_whose_field_has_nothing_to_say_is_left_out():
    text = "Bonjour,\n\nAudition : {audition}.\n\n{lien}\n"

    assert filled(text, {Field.LINK: "L", Field.HEARING: ""}) == "Bonjour,\n\nL\n"


def test_what_fills_a_field_is_never_read_again():
    hostile = {**VALUES, Field.AGENCY: "{lien} {inconnu} {{agence}}"}

    assert filled("{agence}", hostile) == "{lien} {inconnu} {{agence}}\n"


def test_nobody_types_a_mark_of_ours():
    assert filled("⟦personal link⟧", VALUES) == "[personal link]\n"
    assert in_one_line("⟦personal link⟧", VALUES) == "[personal link]"


def test_a_subject_is_one_line():
    assert in_one_line("{titre}\r\nBcc: x", {Field.TITLE: "Eau"}) == "Eau Bcc: x"


@pytest.mark.parametrize(
    ("kind", "subject", "body", "found"),
    [
        (Kind.INVITATION, "S", "{lien}", []),
        (Kind.INVITATION, "S", "{LINK} { } {", [Problem(Wrong.UNKNOWN, False, " ")]),
        (Kind.INVITATION, "S", "Bonjour", [Problem(Wrong.NO_LINK, False)]),
        (Kind.THANKS, "S", "Merci", []),
        (Kind.INVITATION, " ", "{lien}", [Problem(Wrong.EMPTY, True)]),
        (Kind.INVITATION, "S", " ", [Problem(Wrong.EMPTY, False)]),
        (Kind.INVITATION, "{lien}", "{lien}", [Problem(Wrong.LINK_IN_SUBJECT, True)]),
        (
            Kind.INVITATION,
            "{x}",
            "{lien} {y} {y}",
            [Problem(Wrong.UNKNOWN, True, "x"), Problem(Wrong.UNKNOWN, False, "y")],
        ),
        (Kind.INVITATION, "S" * 200, "{lien}" + "a" * (LONGEST - 6), []),
        (
            Kind.INVITATION,
            "S" * 201,
            "{lien}" + "a" * (LONGEST - 5),
            [Problem(Wrong.TOO_LONG, True), Problem(Wrong.TOO_LONG, False)],
        ),
    ],
)
def test_words_that_may_not_leave_say_why(kind, subject, body, found):
    assert problems(kind, Text(subject, body)) == found


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (Status.NOT_INVITED, Kind.REMINDER),
        (Status.INVITED, Kind.REMINDER),
        (Status.OPENED, Kind.REMINDER),
        (Status.DRAFT, Kind.REMINDER_DRAFT),
        (Status.AWAITING_SIGNATURE, Kind.REMINDER_SIGNATURE),
    ],
)
def test_a_reminder_fits_how_far_an_agency_is(status, kind):
    assert kind_for(status) is kind
