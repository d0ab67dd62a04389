"""Two agencies look like one for a reason that is named, and not by chance."""

from __future__ import annotations

import time

import pytest

from consult.directory.likeness import Sign, near, proposals, signs
from consult.directory.listing import Line, Reach


def agency(number, acronym, name="", email="", department=""):
    contacts = (Reach(email, "", "drafter", bounced=False),) if email else ()
    return Line(number, acronym, name, "", "", department, None, archived=False, contacts=contacts)


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        (agency(1, "A.D.N."), agency(2, "adn"), (Sign.ACRONYM,)),
        (agency(1, "Éco-Sud"), agency(2, "ECO SUD"), (Sign.ACRONYM,)),
        (agency(1, "A", email="a@x.fr"), agency(2, "B", email="a@x.fr"), (Sign.EMAIL,)),
        (
            agency(1, "A", "Agence de développement du Jura"),
            agency(2, "B", "Jura développement"),
            (Sign.NAME,),
        ),
        (
            agency(1, "A", "Dunkerque Promotion", department="Nord"),
            agency(2, "B", "Dunkerque-Promotions", department="nord"),
            (Sign.NAME, Sign.PLACE),
        ),
        (agency(1, "A", department="Nord"), agency(2, "B", department="Nord"), ()),
        (agency(1, "…"), agency(2, "!"), ()),
        (agency(1, "A", "Agence de développement"), agency(2, "B", "L’agence économique"), ()),
    ],
)
def test_each_sign_is_named(first, second, found):
    assert signs(first, second) == found


def test_the_same_words_in_another_order_are_near_and_other_places_are_not():
    assert near("Caux Seine Développement", "Développement Seine-Caux")
    assert not near("Essonne Développement", "Ardennes Développement")
    assert not near("Exemple-Ain Développement", "Exemple-Aude Développement")
    assert not near("", "")


def test_a_letter_more_is_a_slip_unless_the_departments_differ_too():
    loire, loiret = "Loire Expansion", "Loiret Expansion"

    assert signs(agency(1, "A", loire), agency(2, "B", loiret)) == (Sign.NAME,)
    assert not signs(agency(1, "A", loire, "", "Loire"), agency(2, "B", loiret, "", "Loiret"))


def test_the_likeliest_pair_comes_first_and_pairs_said_to_be_two_are_left_out():
    lines = [
        agency(3, "ADN", "Agence du Nord", "a@adn.fr"),
        agency(1, "adn", "Nord, agence", "a@adn.fr"),
        agency(2, "X", "Comité du Jura"),
        agency(4, "Y", "Jura Comité"),
    ]

    assert [(pair.first.id, pair.second.id, pair.score) for pair in proposals(lines)] == [
        *((1, 3, 135), (2, 4, 40))
    ]
    assert [pair.first.id for pair in proposals(lines, {(1, 3)})] == [2]


def test_five_thousand_agencies_are_compared_in_less_than_two_seconds():
    lines = [agency(n, f"AG{n}", f"Pays n{n} Agglo{n % 900}", f"c{n}@x.fr") for n in range(5000)]
    lines.append(agency(9999, "ag 17", "Autre"))
    before = time.process_time()

    assert [pair.first.id for pair in proposals(lines)] == [17]
    assert time.process_time() - before < 2
