from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.synthesis.paper import faces
from consult.synthesis.typography import neutral, spaced, spelled, typeset, uncovered
from tests.synthesis.samples import SCRIPTS

NARROW, FIRM = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Quoi ?", f"Quoi{NARROW}?"),
        ("oui ; non : si !", f"oui{NARROW}; non{FIRM}: si{NARROW}!"),
        ("«bien»", f"«{FIRM}bien{FIRM}»"),
        ("1 248 000 euros", f"1{NARROW}248{NARROW}000 euros"),
        ("en 2018 250 agences", f"en 2018 250{FIRM}agences"),
        ("50 %", f"50{NARROW}%"),
        ("50%", f"50{NARROW}%"),
        ("18 h 00", f"18{FIRM}h{FIRM}00"),
        ("26 octobre", f"26{FIRM}octobre"),
        ("l'agence", "l’agence"),
        ("n° 12", f"n°{FIRM}12"),
        ("etc...", "etc…"),
        ("https://a.example/?q=1;b", "https://a.example/?q=1;b"),
        ("10:30", "10:30"),
        ("01 23 45 67 89", "01 23 45 67 89"),
    ],
)
def test_an_agency_s_words_get_french_spaces_and_keep_every_letter(typed, printed):
    assert spaced(typed, "fr") == printed


def test_an_agency_keeps_its_quotation_marks_and_a_sentence_of_ours_gets_french_ones():
    assert spaced('dit "zone"', "fr") == 'dit "zone"'
    assert typeset('dit "zone"', "fr") == f"dit «{FIRM}zone{FIRM}»"


def test_ordinals_are_raised_and_everything_else_is_escaped():
    assert typeset("le 1er & <b>", "fr") == "le 1<sup>er</sup> &amp; &lt;b&gt;"


def test_english_keeps_its_own_spaces():
    assert spaced("What? It's 1,000: fine", "en") == "What? It’s 1,000: fine"
    assert typeset("1er <", "en") == "1er &lt;"


@given(st.text(max_size=200))
def test_setting_a_text_twice_changes_nothing_more(text):
    once = spaced(text, "fr")

    assert spaced(once, "fr") == once


@given(st.text(max_size=200))
def test_typography_adds_or_moves_spaces_only(text):
    letters = str.maketrans({"'": "’", **dict.fromkeys(" \u00a0\u202f…", None)})

    before = text.replace("...", "").translate(letters)

    assert spaced(text, "fr").translate(letters) == before or "..." in text


def test_what_could_act_on_the_page_is_dropped_or_shown():
    assert neutral("a\x00\x1b[31m\x7fb") == "a[31mb"
    assert neutral("a\u202eb\u202cc\u2066d\u2069") == "a⟨U+202E⟩bcd"
    assert neutral("x\ufeff\u200b\u00ady") == "xy"
    assert neutral("\ud800\ufffe") == "⟨U+D800⟩⟨U+FFFE⟩"
    assert neutral("un\r\ndeux\rtrois\u2028quatre") == "un\ndeux\ntrois\nquatre"
    assert neutral("é à 👩\u200d🔬") == "é à 👩\u200d🔬"


@given(st.text(max_size=300))
def test_neutral_text_is_neutral(text):
    assert neutral(neutral(text)) == neutral(text)


def test_a_sign_that_no_font_draws_is_spelled_out():
    missing = uncovered("a\ue000b", faces.coverage(faces.OWN[4]))

    assert missing == {"\ue000"}
    assert spelled("a\ue000b", missing) == "a⟨U+E000⟩b"


def test_a_sign_with_a_plain_form_takes_it():
    assert spelled("\U0001d7d9ﬁ", {"\U0001d7d9", "ﬁ"}) == "1fi"


def test_only_the_faces_that_a_text_needs_are_loaded():
    assert faces.wardrobe("Français, Ελληνικά, русский → ≥ œ").others == ()
    assert [face.family for face in faces.wardrobe("שלום 안녕").others] == [
        "Note NotoSansHebrew",
        "Note NanumGothic",
    ]


def test_every_sign_of_the_running_scripts_has_a_face():
    assert faces.wardrobe("\n".join(SCRIPTS[:-1])).missing == frozenset()


def test_every_font_of_the_note_is_in_place():
    assert [face.file for face in faces.OWN + faces.OTHERS if not face.path.exists()] == []
