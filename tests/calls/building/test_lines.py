"""Options as staff type them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from consult.calls.building.lines import listed, options_in, said_in, said_of
from consult.calls.questionnaire import Option

HELD = (Option("a", "Région"), Option("b", "Bassin"), Option("gone", "Canton", retired=True))


def test_what_is_shown_reads_back_as_what_is_offered():
    assert listed(HELD) == "a = Région\nb = Bassin"
    assert options_in(listed(HELD), HELD) == HELD[:2]


def test_a_label_that_changes_keeps_its_key():
    assert options_in("a = La Région\nb = Bassin", HELD)[0] == Option("a", "La Région")


def test_a_line_without_a_key_keeps_that_of_the_same_label_or_makes_one():
    assert options_in("Bassin\n\n  L’État  \nL’État", HELD) == (
        Option("b", "Bassin"),
        Option("l_etat", "L’État"),
        Option("l_etat_2", "L’État"),
    )


def test_a_new_option_never_takes_the_key_of_one_that_is_there_or_was():
    assert options_in("Gone\nA", HELD) == (Option("gone_2", "Gone"), Option("a_2", "A"))


def test_a_label_of_signs_gets_a_key_all_the_same():
    assert options_in("日本\n< 10 %") == (Option("option", "日本"), Option("10", "< 10 %"))


def test_another_language_is_said_by_key_or_line_by_line():
    assert said_in("Region\n\nb = Basin", HELD) == {"a": "Region", "b": "Basin"}
    assert said_of(HELD, {"b": "Basin"}) == "b = Basin"


@given(st.lists(st.text("ab =\n_-é", max_size=12), max_size=6))
def test_keys_are_never_made_twice(lines):
    text = "\n".join(lines)
    keys = [one.key for one in options_in(text) if f"{one.key} = " not in text]
    assert len(keys) == len(set(keys))
