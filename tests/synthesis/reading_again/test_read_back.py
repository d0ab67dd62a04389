"""Words are printed as their agencies agreed to, and no others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.contributions.consent import Attribution, QuotePermission
from consult.synthesis.note import compose
from consult.synthesis.parts import quotes
from consult.synthesis.reading_again.clearance import (
    NOTHING_SAID,
    Choice,
    Clearance,
    Heard,
    clearance,
)
from consult.synthesis.reading_again.read_back import readers, still_printed
from consult.synthesis.snapshot import Audience, State, fingerprint, to_json
from tests.synthesis.reference import DATED, note, reference
from tests.synthesis.worlds import worlds

ASKED_FIRST = "AER BFC"
ALLOWED = "ADERLY"


def composed(material, said=NOTHING_SAID):
    return compose(
        material,
        audience=Audience.DELEGATE,
        state=State.DRAFT,
        version=1,
        dated=DATED,
        clearance=said,
    )


def reader_of(agency, material=None, said=NOTHING_SAID):
    found = readers(material or reference(), said)
    return next(one for one in found if one.agency == agency)


def answered(agency, choice, *, extracts=None):
    found = reader_of(agency).extracts if extracts is None else extracts
    return clearance([Heard(agency, found, [choice] * len(found))])


def words_of(agency, snapshot):
    return {quote.text for _, quote in quotes(snapshot) if quote.by.startswith(agency)}


def changed(agency, **facts):
    material = reference()
    return replace(
        material,
        replies=tuple(
            replace(one, **facts) if one.agency == agency else one for one in material.replies
        ),
    )


def test_without_a_read_back_the_note_is_the_same_byte_for_byte():
    assert fingerprint(composed(reference())) == fingerprint(note())
    assert words_of(ASKED_FIRST, note()) == set()


def test_words_to_be_reviewed_are_printed_once_agreed_to_and_only_those():
    extracts = reader_of(ASKED_FIRST).extracts
    quoted = [one for one in extracts if one.quote]
    said = answered(ASKED_FIRST, Choice.AGREED, extracts=quoted[:1])

    printed = composed(reference(), said)

    assert words_of(ASKED_FIRST, printed) == {quoted[0].text}
    assert words_of(ASKED_FIRST, printed) <= {one.text for one in quoted}


def test_a_practice_is_printed_once_agreed_to():
    practice = next(one for one in reader_of(ASKED_FIRST).extracts if one.text.count("\n"))
    said = answered(ASKED_FIRST, Choice.AGREED, extracts=[practice])

    assert ASKED_FIRST not in {one.by for one in note().practices}
    assert ASKED_FIRST in {one.by for one in composed(reference(), said).practices}


@pytest.mark.parametrize(
    "facts",
    [
        {"version": 2},
        {"attribution": Attribution.ANONYMOUS},
        {"attribution": Attribution.CONFIDENTIAL},
        {"quotes": QuotePermission.REFUSED},
    ],
    ids=["another version", "another attribution", "confidential since", "refused since"],
)
def test_an_agreement_ends_with_what_it_was_about(facts):
    said = answered(ASKED_FIRST, Choice.AGREED)
    material = changed(ASKED_FIRST, **facts)
    texts = {one.text for one in reader_of(ASKED_FIRST).extracts if len(one.text) > 60}

    assert [one for one in texts if one in to_json(composed(reference(), said))]
    assert [one for one in texts if one in to_json(composed(material, said))] == []


def test_a_refusal_takes_the_words_out_of_the_pages_and_of_the_annex():
    there = {quote.text for _, quote in quotes(note())}
    refused = next(one for one in reader_of(ALLOWED).extracts if one.text in there)
    said = answered(ALLOWED, Choice.REFUSED, extracts=[refused])

    after = composed(reference(), said)

    assert refused.text in to_json(note())
    assert refused.text not in to_json(after)
    assert still_printed(after, said) == ()
    assert still_printed(note(), said) == (ALLOWED,)


def test_everything_agreed_to_stays_agreed_to_when_asked_again():
    said = answered(ASKED_FIRST, Choice.AGREED)
    again = reader_of(ASKED_FIRST, said=said).extracts

    assert again
    assert all(
        said.has(ASKED_FIRST, one.question, one.text, version=one.version, named=one.named)
        for one in again
    )


def test_each_agency_reads_its_own_name_and_nobody_else_s():
    names = {one.agency for one in reference().replies}
    for reader in readers(reference(), NOTHING_SAID):
        told = " ".join(said for _, said in reader.statements)
        told += " ".join(one.beside for one in reader.extracts)
        assert {name for name in names if f"({name}" in told or f", {name}" in told} <= {
            reader.agency
        }


def test_words_are_found_where_they_stand_in_the_answer():
    material = reference()
    for reader in readers(material, NOTHING_SAID):
        for one in reader.extracts:
            value = material.reply[reader.agency].values[one.question]
            if isinstance(value, str):
                assert value[one.start :].startswith(one.text)
            elif one.field:
                assert value[one.item - 1][one.field][one.start :].startswith(one.text)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds(least=2), st.data())
def test_nothing_is_printed_that_its_agency_has_not_let_be_printed(world, data):
    """Whatever was answered: no canary of words refused, nor of words nobody agreed to."""
    material = world.material
    heard = []
    for reader in readers(material, NOTHING_SAID):
        choices = [data.draw(st.sampled_from(Choice)) for _ in reader.extracts]
        heard.append(Heard(reader.agency, reader.extracts, choices))
    said = clearance(heard)

    snapshot = composed(material, said)
    printed = to_json(snapshot)

    agreed = " ".join(one.text for one in said.cleared)
    silenced = {agency for agency, _ in said.silenced}
    for canary in world.canaries:
        reply = material.reply[canary.agency]
        may = reply.quotes is QuotePermission.ALLOWED or canary.word in agreed
        refused = (canary.agency, canary.question) in said.silenced and canary.word not in agreed
        if reply.attribution is Attribution.CONFIDENTIAL or not may or refused:
            assert canary.word not in printed
    assert still_printed(snapshot, said) == ()
    assert silenced <= set(material.reply)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds(least=2))
def test_nobody_reads_what_a_confidential_contribution_said(world):
    for reader in readers(world.material, Clearance()):
        own = {one.word for one in world.canaries if one.agency == reader.agency}
        told = " ".join(
            (*(one.printed for one in reader.extracts), *(s for _, s in reader.statements))
        )
        others = {one.word for one in world.canaries} - own
        assert [word for word in others if word in told] == []
        reply = world.material.reply[reader.agency]
        assert reply.attribution is not Attribution.CONFIDENTIAL or not reader.extracts
