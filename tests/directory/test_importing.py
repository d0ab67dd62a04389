"""An import says line by line what it would do, and never more than that."""

from __future__ import annotations

import pytest

from consult.directory.entries import Column, Entry, Person, guessed
from consult.directory.importing import Change, Outcome, Reason, planned
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


WIDE = "acronym,name,email,contact,role,email 2,contact 2,tags\n"


def wide(lines: str, known=None):
    table = from_text(WIDE + lines)
    return planned(table, guessed(table.header), known or {})


def test_a_second_line_about_an_agency_adds_its_contact_and_tags():
    plan = wide("ADN,Nord,a@adn.fr,Anne,,,,rural\nadn,Autre nom,b@adn.fr,Bo,signataire,,,pilote\n")

    assert [one.outcome for one in plan.verdicts] == [Outcome.CREATED, Outcome.UPDATED]
    assert plan.verdicts[1].changes == (
        Change(Column.ROLE, "", "b@adn.fr"),
        Change(Column.EMAIL_2, "", "Bo <b@adn.fr>"),
        Change(Column.TAGS, "rural", "pilote, rural"),
    )
    assert plan.wanted == (
        Entry(
            *("ADN", "Nord", "", "", "", "a@adn.fr", "Anne", ""),
            others=(Person("b@adn.fr", "Bo", "signatory"),),
            tags=("pilote", "rural"),
        ),
    )


def test_a_second_line_that_adds_nothing_says_which_line_came_first():
    plan = wide("ADN,Nord,a@adn.fr,,,,,\nADN,Nord,a@adn.fr,,,,,\n")

    assert (plan.verdicts[1].reason, plan.verdicts[1].about) == (Reason.REPEATED, "2")


def test_a_second_address_on_the_line_is_a_second_contact():
    (one,) = wide("ADN,Nord,a@adn.fr,Anne,rédactrice,B@adn.fr,Bo,\n").verdicts

    assert one.entry.people == (Person("a@adn.fr", "Anne", "drafter"), Person("b@adn.fr", "Bo"))


@pytest.mark.parametrize(
    ("line", "reason", "about"),
    [
        ("ADN,Nord,a@adn.fr,,chef,,,", Reason.NOT_A_ROLE, "chef"),
        ("ADN,Nord,a@adn.fr,,,nulle part,,", Reason.NOT_AN_ADDRESS, "nulle part"),
        (f"ADN,Nord,,,,,,{'x' * 61}", Reason.LONG_TAG, "x" * 61),
        ("…,Nord,,,,,,", Reason.NO_ACRONYM, ""),
    ],
)
def test_what_cannot_be_is_refused_with_what_it_names(line, reason, about):
    (one,) = wide(line + "\n").verdicts

    assert (one.outcome, one.reason, one.about) == (Outcome.REFUSED, reason, about)


def test_a_tag_of_sixty_characters_is_taken():
    (one,) = wide(f"ADN,Nord,,,,,,{'x' * 60}\n").verdicts

    assert one.outcome is Outcome.CREATED


def test_an_archived_agency_is_left_alone():
    known = {"adn": Entry("ADN", "Nord", archived=True)}
    (one,) = wide("ADN,Autre,,,,,,\n", known).verdicts

    assert (one.outcome, one.reason) == (Outcome.REFUSED, Reason.ARCHIVED)


def test_the_address_of_any_contact_is_known_and_nobody_is_removed():
    known = {
        "adn": Entry("ADN", "Nord", email="a@adn.fr", others=(Person("b@adn.fr"),), tags=("Rural",))
    }
    (one,) = wide("ADN,Nord,b@adn.fr,,,,,RURAL\n", known).verdicts

    assert (one.outcome, one.entry) == (Outcome.UNCHANGED, known["adn"])


def test_a_new_main_address_takes_the_place_of_the_one_before():
    known = {
        "adn": Entry("ADN", "Nord", email="a@adn.fr", contact="Anne", others=(Person("b@b.fr"),))
    }
    (one,) = wide("ADN,Nord,c@adn.fr,,,,,\n", known).verdicts

    assert one.changes == (Change(Column.EMAIL, "a@adn.fr", "c@adn.fr"),)
    assert one.entry.people == (Person("c@adn.fr", "Anne"), Person("b@b.fr"))
