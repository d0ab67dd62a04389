"""How wide words are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from consult.charts.lettering import balanced, drawable, measure, shortened, wrapped
from consult.charts.marks import FAMILIES
from consult.synthesis.paper import faces

LABELS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=120)


@given(LABELS, st.floats(20, 300))
def test_a_wrapped_text_loses_nothing(text, width):
    lines = wrapped(text, width, 9.0)

    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(LABELS, st.floats(20, 300), st.integers(1, 4))
def test_a_shortened_text_keeps_to_its_lines(text, width, most):
    lines = shortened(text, width, 9.0, most=most)

    assert len(lines) <= most
    assert all(measure(line, 9.0) <= width or len(line) <= 2 for line in lines)


@given(LABELS, st.floats(20, 300), st.integers(1, 4))
def test_balanced_lines_are_as_many_and_none_is_wider(text, width, most):
    lines = balanced(text, width, 9.0, most=most)
    greedy = shortened(text, width, 9.0, most=most)

    assert len(lines) == len(greedy)
    assert "".join(lines).replace(" ", "") == "".join(greedy).replace(" ", "")
    assert max(measure(line, 9.0) for line in lines) <= max(measure(line, 9.0) for line in greedy)


def test_a_last_line_of_one_short_word_takes_a_share_of_the_others():
    text = "L’intensité des liens entre donneurs d’ordres, ETI et PME"
    width = measure(text.removesuffix(" PME"), 9.0)

    assert shortened(text, width, 9.0) == [text.removesuffix(" PME"), "PME"]
    assert balanced(text, width, 9.0) == [
        "L’intensité des liens entre",
        "donneurs d’ordres, ETI et PME",
    ]


def test_a_text_that_goes_on_says_so():
    assert shortened("un deux trois", measure("un deux", 9.0), 9.0, most=1) == ["un…"]


def test_what_no_drawing_may_hold_is_left_out():
    assert drawable("a\x00b\x1b\u202ec\u2066d\ud800\n e\t") == "abcd e"


def test_words_are_wider_the_longer_they_are():
    assert measure("Région", 9.0) < measure("Régions", 9.0)
    assert measure("Région", 18.0) == 2 * measure("Région", 9.0)


def test_drawings_name_the_fonts_of_the_note():
    families = [faces.SANS, *(face.family for face in faces.OTHERS)]

    assert ", ".join(families) == FAMILIES
