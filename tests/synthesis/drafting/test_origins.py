from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from consult.calls.models import Invitation
from consult.contributions.models import Contribution, Version
from consult.synthesis.drafting.blocks import Place
from consult.synthesis.drafting.origins import NOWHERE, Origin, Standing, standing
from consult.synthesis.drafting.queries import origins
from tests import office

PLACE = Place("A1", 1, "needs", 3, 6, "eau")


def test_words_still_said_in_their_place_are_verbatim():
    assert standing(PLACE, Origin("De l’eau.", 1, "De eau.")) is Standing.ALTERED
    assert standing(Place("A1", 1, "n", 5, 8, "eau"), Origin("De l’eau.", 2, "De l’eau !")) is (
        Standing.VERBATIM
    )


def test_one_letter_makes_words_altered():
    origin = Origin("De l’eau.", 1, "De l’eau.")
    assert standing(Place("A1", 1, "n", 5, 8, "eaU"), origin) is Standing.ALTERED


def test_words_said_elsewhere_moved_and_words_said_no_more_changed():
    place = Place("A1", 1, "n", 5, 8, "eau")
    assert [
        standing(place, Origin("De l’eau.", 2, "Il faut de l’eau.")),
        standing(place, Origin("De l’eau.", 2, "", others=("Beaucoup d’eau",))),
        standing(place, Origin("De l’eau.", 2, "Du vin.")),
        standing(place, Origin("De l’eau.", 2, None)),
    ] == [Standing.MOVED, Standing.MOVED, Standing.CHANGED, Standing.CHANGED]


def test_what_is_withdrawn_or_never_was_is_said_so():
    place = Place("A1", 1, "n", 5, 8, "eau")
    assert standing(place, Origin("De l’eau.", 1, "De l’eau.", withdrawn=True)) is (
        Standing.WITHDRAWN
    )
    assert standing(place, NOWHERE) is Standing.UNKNOWN


def test_places_find_their_own_version_and_the_last_in_one_statement(session, queries):
    call = office.call(session)
    first = session.scalars(select(Invitation).order_by(Invitation.id)).first()
    made = office.contribution(session, first, needs="De l’eau.")
    session.add(
        Version(
            contribution=made,
            number=2,
            reference="TEST-second",
            sent_at=office.AT + timedelta(hours=3),
            channel="web",
            late=False,
            content={"answers": {"needs": {"text": "Du vin.", "marks": []}}, "confidential": []},
            digest="0" * 64,
        )
    )
    session.flush()
    old, new = Place("A1", 1, "needs", 5, 8, "eau"), Place("A1", 2, "needs", 3, 6, "vin")
    nobody, never = Place("A9", 1, "needs", 0, 1, "x"), Place("A1", 7, "needs", 0, 1, "x")
    asked = call.questionnaire
    with queries(1):
        found = origins(session, call, [old, new, nobody, never], questionnaire=asked)
    assert {place: standing(place, origin) for place, origin in found.items()} == {
        old: Standing.CHANGED,
        new: Standing.VERBATIM,
        nobody: Standing.UNKNOWN,
        never: Standing.UNKNOWN,
    }
    assert found[old] == Origin("De l’eau.", 2, "Du vin.")
    session.get(Contribution, made.id).withdrawn_at = office.AT
    session.flush()
    assert origins(session, call, [old])[old].withdrawn
