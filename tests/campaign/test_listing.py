"""The list of agencies is narrowed, sorted, and safe in a spreadsheet."""

from __future__ import annotations

from dataclasses import replace

from consult.campaign.listing import View, as_csv, narrowed
from consult.contributions.consent import Grounds
from tests.campaign.test_monitoring import DRAFT, INVITED, SENT

A = replace(INVITED, acronym="Éco 1", region="Sud")
B = replace(SENT, acronym="ABC", name="Agence de Bretagne", region="Bretagne")
C = replace(DRAFT, acronym="zed", region="")


def acronyms(view):
    return [one.acronym for one in narrowed([C, B, A], view)]


def test_agencies_are_sorted_without_regard_to_accents_and_case():
    assert acronyms(View()) == ["ABC", "Éco 1", "zed"]


def test_each_order_and_each_filter_says_something():
    assert acronyms(View(sort="status")) == ["Éco 1", "zed", "ABC"]
    assert acronyms(View(sort="region")) == ["ABC", "Éco 1", "zed"]
    assert acronyms(View(sort="moment")) == ["ABC", "zed", "Éco 1"]
    assert acronyms(View(status="draft")) == ["zed"]
    assert acronyms(View(region="Sud")) == ["Éco 1"]
    assert acronyms(View(search="bretagne agence")) == ["ABC"]


def test_an_order_that_does_not_exist_is_the_first_one():
    assert View.read({"sort": "drop table", "status": "sent"}) == View(status="sent")


def test_no_cell_of_the_file_is_a_formula():
    hostile = replace(SENT, acronym="=1+1", name="\t@SUM(A1)", email="-a@b.example")
    hostile = replace(hostile, joins="=A", grounds=Grounds.NO_TIME, reason="=2+2")

    assert as_csv([hostile], "Europe/Paris") == (
        "\ufeffacronym;name;level;region;department;email;status;progress_percent;sent_at;"
        "channel;version;joins;reason\r\n"
        "'=1+1;'@SUM(A1);locale;Nord;;'-a@b.example;sent;29;2026-03-05T10:00:00+01:00;web;1;"
        "'=A;no_time: =2+2\r\n"
    )


def test_what_is_looked_for_stays_in_the_address_even_if_it_names_an_order():
    assert View(search="acronym", sort="acronym").address == {"search": "acronym"}
