"""A list is narrowed by any value of a field and every field, and ordered without accents."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from consult.directory.listing import (
    ORDERS,
    Directory,
    Facet,
    Line,
    Reach,
    Reached,
    View,
    narrowed,
)


def line(number, acronym, **facts):
    given = {"name": "", "level": "", "region": "", "department": "", "timezone": None}
    return Line(number, acronym, **{**given, "archived": False, **facts})


ADN = line(1, "ADN", name="Agence du Nord", level="locale", region="Nord", tags=("pilote",))
ECO = line(2, "Éco", name="Économie du Sud", level="régionale", region="Sud", tags=("rural",))
ZED = line(3, "ZED", name="Zone", level="locale", region="Sud", department="Hérault")
OLD = line(4, "OLD", archived=True)
ALL = (ZED, ECO, ADN, OLD)


def shown(**given):
    return [one.acronym for one in narrowed(ALL, View(**given))]


def test_without_a_choice_everyone_present_is_shown_in_the_order_of_acronyms():
    assert shown() == ["ADN", "Éco", "ZED"]
    assert shown(archived=True) == ["OLD"]


@pytest.mark.parametrize(
    ("given", "acronyms"),
    [
        ({"levels": ("locale",)}, ["ADN", "ZED"]),
        ({"levels": ("locale", "régionale")}, ["ADN", "Éco", "ZED"]),
        ({"levels": ("locale",), "regions": ("Sud",)}, ["ZED"]),
        ({"tags": ("pilote", "rural")}, ["ADN", "Éco"]),
        ({"tags": ("pilote",), "regions": ("Sud",)}, []),
    ],
)
def test_values_of_one_field_widen_and_fields_narrow(given, acronyms):
    assert shown(**given) == acronyms


@pytest.mark.parametrize(
    ("search", "acronyms"),
    [
        ("eco", ["Éco"]),
        ("ÉCONOMIE sud", ["Éco"]),
        ("herault", ["ZED"]),
        ("agence sud", []),
        ("%", []),
        ("_", []),
        ("l’économie", []),
    ],
)
def test_words_are_found_whatever_their_case_and_accents(search, acronyms):
    assert shown(search=search) == acronyms


def test_a_word_with_an_at_sign_is_looked_for_among_the_addresses():
    reached = line(5, "MEL", contacts=(Reach("anne@mel.example", "", "drafter", bounced=False),))

    assert narrowed([ADN, reached], View(search="Anne@MEL")) == [reached]
    assert narrowed([ADN, reached], View(search="anne")) == []


@pytest.mark.parametrize(
    ("bounced", "reached"),
    [((), Reached.NONE), ((True, False), Reached.BOUNCED), ((False, True), Reached.GOOD)],
)
def test_the_first_contact_says_whether_the_agency_is_reached(bounced, reached):
    contacts = tuple(Reach(f"{n}@a.example", "", "drafter", one) for n, one in enumerate(bounced))
    one = line(6, "A", contacts=contacts)

    assert one.reached is reached
    assert narrowed([one], View(reached=reached.value)) == [one]


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_keeps_everyone(order):
    assert set(shown(sort=order)) == {"ADN", "Éco", "ZED"}


def test_what_says_nothing_comes_last():
    assert [one.acronym for one in narrowed([ADN, ZED], View(sort="department"))] == ["ZED", "ADN"]


def test_an_address_leads_back_to_its_view():
    given = MultiDict(
        [("search", " a  b "), ("level", "x"), ("level", "y"), ("tag", "t"), ("sort", "name")]
    )
    view = View.read(given)

    assert view.asked == {"search": "a b", "level": ["x", "y"], "tag": ["t"], "sort": "name"}
    assert View.read(MultiDict({"sort": "nothing", "reached": "x", "archived": "2"})) == View()


def test_facets_count_those_present_and_tags_that_nobody_has():
    directory = Directory(ALL, {"rural": "Rural", "pilote": "Pilote", "vide": "Vide"})

    assert directory.levels == [Facet("locale", "locale", 2), Facet("régionale", "régionale", 1)]
    assert [(one.words, one.count) for one in directory.tags] == [
        *(("Pilote", 1), ("Rural", 1), ("Vide", 0))
    ]
