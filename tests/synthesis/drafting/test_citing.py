from dataclasses import replace

import pytest

from consult.contributions.consent import Attribution, QuotePermission
from consult.synthesis.composing.desk import Desk
from consult.synthesis.drafting.citing import Badge, cited
from consult.synthesis.drafting.origins import Origin
from consult.synthesis.reading_again.clearance import NOTHING_SAID, Clearance, Cleared
from consult.synthesis.snapshot import Audience
from tests.synthesis.drafting.written import place, sentences
from tests.synthesis.reference import reference


@pytest.fixture
def quoted():
    return place("ADERLY", "levers_text", sentences("ADERLY", "levers_text"))


def world(**changed):
    """The reference where ADERLY chose otherwise."""
    material = reference()
    replies = tuple(
        replace(one, **changed) if one.agency == "ADERLY" else one for one in material.replies
    )
    return replace(material, replies=replies)


def badge(place, material=None, clearance=NOTHING_SAID, origin=None):
    desk = Desk(material or reference(), Audience.DELEGATE, clearance)
    return cited(desk, place, origin).badge


def test_words_that_may_be_quoted_are_signed_as_the_note_signs_them(quoted):
    found = cited(Desk(reference(), Audience.DELEGATE), quoted)

    assert (found.badge, found.by, found.code) == (Badge.CITABLE, "ADERLY", "C01")
    assert found.name == "Agence de développement économique de la région lyonnaise"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"quotes": QuotePermission.REFUSED}, Badge.REFUSED),
        ({"quotes": QuotePermission.AFTER_REVIEW}, Badge.REVIEW),
        ({"attribution": Attribution.CONFIDENTIAL}, Badge.CONFIDENTIAL),
        ({"confidential": frozenset({"levers_text"})}, Badge.CONFIDENTIAL),
    ],
)
def test_what_an_agency_asked_for_is_told_before_its_words_are_cited(quoted, changed, told):
    assert badge(quoted, world(**changed)) is told


def test_an_anonymous_agency_is_never_told_by_a_code_nor_by_its_own_words(quoted):
    material = world(attribution=Attribution.ANONYMOUS)
    found = cited(Desk(material, Audience.DELEGATE), quoted)
    telling = replace(quoted, text="À Lyon, l’ADERLY accompagne les industriels.")

    assert (found.badge, found.by, found.code) == (Badge.CITABLE, "une agence", "")
    assert badge(telling, material) is Badge.TELLING


def test_words_read_again_and_agreed_to_may_be_quoted(quoted):
    material = world(quotes=QuotePermission.AFTER_REVIEW)
    agreed = Cleared("ADERLY", "levers_text", quoted.text, quoted.version, named=True)

    assert badge(quoted, material, Clearance(frozenset({agreed}))) is Badge.CITABLE
    refused = Clearance(silenced=frozenset({("ADERLY", "levers_text")}))
    assert badge(quoted, clearance=refused) is Badge.REFUSED


def test_words_of_an_older_version_are_told_gone_or_changed(quoted):
    text = " " * quoted.start + quoted.text

    assert badge(quoted, origin=Origin(text, 1, text)) is Badge.CITABLE
    assert badge(quoted, origin=Origin(text, 2, "Autre chose")) is Badge.ALTERED
    assert badge(quoted, origin=Origin(text, 1, text, withdrawn=True)) is Badge.GONE
    assert badge(quoted, origin=Origin()) is Badge.GONE
    assert badge(replace(quoted, agency="PERSONNE")) is Badge.GONE
