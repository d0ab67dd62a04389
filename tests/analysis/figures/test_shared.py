"""Paragraphs that several agencies have in common, exactly or nearly."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from consult.analysis.figures.shared import SHORTEST, shared_texts
from consult.analysis.material import Material
from consult.contributions.values import plain_text
from tests.analysis.reference import territoires

TEXT = (
    "Le fret ferroviaire doit être fiable toute l’année, car un train supprimé met quarante"
    " camions de plus sur une route déjà saturée aux heures de pointe."
)


def everybody_writes(**texts: str) -> Material:
    """Each agency, named by its place in the list of replies, answers one question."""
    reference = territoires()
    names = {f"a{rank}": reply.agency for rank, reply in enumerate(reference.replies)}
    said = {names[key]: text for key, text in texts.items()}
    return replace(
        reference,
        replies=tuple(
            replace(reply, values={"needs_text": said.get(reply.agency, "")})
            for reply in reference.replies
        ),
    )


def test_the_paragraph_shared_in_the_reference_case_is_the_only_one():
    (shared,) = shared_texts(territoires())

    assert (shared.agencies, shared.exact) == (("ADN FC", "AER BFC"), False)
    for place in shared.places:
        value = territoires().reply[place.agency].values[place.question]
        text = plain_text(territoires().questionnaire.by_key[place.question], value)
        assert text[place.start : place.end] == place.text


def test_the_same_words_are_exact_wherever_they_stand():
    (shared,) = shared_texts(everybody_writes(a0=f"Un mot d’abord.\n\n{TEXT}", a1=TEXT, a2=TEXT))

    assert shared.exact
    assert len(shared.agencies) == 3
    assert {place.text for place in shared.places} == {TEXT}


def test_case_and_punctuation_make_a_text_near_and_not_exact():
    (shared,) = shared_texts(everybody_writes(a0=TEXT, a1=TEXT.upper().replace(",", " –")))

    assert not shared.exact


def test_texts_that_differ_by_a_negation_keep_their_own_words():
    opposed = TEXT.replace("doit être", "ne doit pas être")
    (shared,) = shared_texts(everybody_writes(a0=TEXT, a1=opposed))

    assert not shared.exact
    assert {place.text for place in shared.places} == {TEXT, opposed}


def test_one_agency_that_repeats_itself_shares_nothing():
    assert shared_texts(everybody_writes(a0=f"{TEXT}\n{TEXT}")) == ()


def test_short_sentences_that_coincide_are_no_copy():
    assert shared_texts(everybody_writes(a0="Montrer l’exemple.", a1="Montrer l’exemple.")) == ()
    assert shared_texts(everybody_writes(a0="-" * SHORTEST, a1="-" * SHORTEST)) == ()


def test_different_texts_on_one_subject_are_not_shared():
    other = (
        "Nous demandons un train de fret par jour, et que la route entre le port et la zone"
        " d’activités soit enfin mise à deux fois deux voies."
    )

    assert shared_texts(everybody_writes(a0=TEXT, a1=other)) == ()


def test_the_order_of_the_replies_changes_nothing():
    reference = territoires()
    shuffled = list(reference.replies)
    Random(3).shuffle(shuffled)

    assert shared_texts(replace(reference, replies=tuple(shuffled))) == shared_texts(reference)
