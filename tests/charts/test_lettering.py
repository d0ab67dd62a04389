"""How wide words are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from consult.charts.lettering import drawable, measure, shortened, wrapped
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
