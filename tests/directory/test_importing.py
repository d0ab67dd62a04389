"""An import says line by line what it would do, and never more than that."""

from __future__ import annotations

from consult.directory.importing import (
    Change,
    Column,
    Entry,
    Outcome,
    Reason,
    guessed,
    planned,
)
from consult.directory.tables import from_text

HEADER = "acronym,name,level,region,department,email\n"
COLUMNS = {
    Column.ACRONYM: 0,
    Column.NAME: 1,
    Column.LEVEL: 2,
    Column.REGION: 3,
    Column.DEPARTMENT: 4,
    Column.EMAIL: 5,
}
KNOWN = {"adn fc": Entry("ADN FC", "Nord Franche-Comté", "locale", "BFC", "90", "a@adn.example")}


def verdicts(lines: str, known=KNOWN):
    return planned(from_text(HEADER + lines), COLUMNS, known).verdicts


def test_french_headings_are_recognised_whatever_their_case_and_accents():
    header = (
        *("Sigle", "Dénomination", "Échelon", "Région", "Département", "Courriel", "Contact"),
        *("Rôle", "Courriel 2", "Contact 2", "Étiquettes"),
    )

    assert guessed(header) == {column: place for place, column in enumerate(Column)}


def test_an_exact_heading_wins_over_one_that_only_begins_alike():
    header = ("Nom du contact", "Nom", "Acronyme", "E-mail")

    assert guessed(header) == {
        Column.ACRONYM: 2,
        Column.NAME: 1,
        Column.EMAIL: 3,
        Column.CONTACT: 0,
    }


def test_an_unknown_agency_is_created():
    (one,) = verdicts("SOFIE,Agence du Sud,locale,Sud,,Contact@Sofie.example\n")

    assert (one.line, one.outcome) == (2, Outcome.CREATED)
    assert one.entry == Entry(
        "SOFIE", "Agence du Sud", "locale", "Sud", "", "contact@sofie.example"
    )


def test_a_known_agency_is_updated_where_it_differs_and_says_how():
    (one,) = verdicts("adn fc,Nord Franche-Comté,régionale,BFC,90,\n")

    assert one.outcome is Outcome.UPDATED
    assert one.changes == (
        Change(Column.ACRONYM, "ADN FC", "adn fc"),
        Change(Column.LEVEL, "locale", "régionale"),
    )


def test_an_empty_cell_keeps_what_the_directory_says():
    (one,) = verdicts("ADN FC,,,,,\n")

    assert one.outcome is Outcome.UNCHANGED
    assert one.entry == KNOWN["adn fc"]


def test_of_two_lines_about_one_agency_the_first_wins_and_the_second_says_so():
    first, second = verdicts("Sofie,Une,,,,\nSOFIE,Deux,,,,\n")

    assert (first.outcome, first.entry.name) == (Outcome.CREATED, "Une")
    assert (second.outcome, second.reason, second.about) == (
        Outcome.REFUSED,
        Reason.REPEATED,
        "2",
    )


def test_a_line_without_acronym_name_or_real_address_is_refused_alone():
    plan = planned(
        from_text(
            HEADER + ",Sans sigle,,,,\nXX,,,,,\nYY,Y,,,,pas une adresse\nZZ,Z,,,,z@z.example"
        ),
        COLUMNS,
        {},
    )

    assert [one.reason for one in plan.verdicts] == [
        Reason.NO_ACRONYM,
        Reason.NO_NAME,
        Reason.NOT_AN_ADDRESS,
        None,
    ]
    assert plan.counts == {
        Outcome.CREATED: 1,
        Outcome.UPDATED: 0,
        Outcome.UNCHANGED: 0,
        Outcome.REFUSED: 3,
    }
    assert [entry.acronym for entry in plan.wanted] == ["ZZ"]


def test_a_refused_first_line_does_not_shadow_a_good_second_one():
    bad, good = verdicts("SOFIE,Une,,,,nulle part\nSOFIE,Une,,,,a@sofie.example\n")

    assert (bad.outcome, good.outcome) == (Outcome.REFUSED, Outcome.CREATED)


def test_two_ways_of_writing_an_accent_are_one_agency():
    composed, decomposed = verdicts("Éco,Une,,,,\nE\u0301CO,Deux,,,,\n")

    assert (composed.outcome, decomposed.reason) == (Outcome.CREATED, Reason.REPEATED)
