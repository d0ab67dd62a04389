"""What of a note does not hold any more: figures counted anew, quotes looked up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from consult.contributions.consent import Attribution, QuotePermission
from consult.synthesis.parts import quotes
from consult.synthesis.reading_again.clearance import NOTHING_SAID
from consult.synthesis.versions.staleness import Why, since
from tests.synthesis.reference import note, reference

LATER = datetime(2026, 1, 1, tzinfo=UTC)


def changed(agency, **facts):
    material = reference()
    replies = tuple(
        replace(one, **facts) if one.agency == agency else one for one in material.replies
    )
    return replace(material, replies=replies)


@pytest.fixture(scope="module")
def quoted():
    """A quote signed by its agency, and the agency."""
    agencies = {source.code: source.agency for source in note().sources}
    quote = next(one for _, one in quotes(note()) if one.source)
    return quote, agencies[quote.source]


def whys(found):
    return {(one.quote.id, one.why) for one in found.quotes}


def test_a_note_just_composed_is_fresh():
    assert since(note(), reference(), NOTHING_SAID).is_fresh


def test_a_contribution_less_counts_otherwise_and_takes_its_quotes(quoted):
    quote, agency = quoted
    replies = tuple(one for one in reference().replies if one.agency != agency)

    found = since(note(), replace(reference(), replies=replies), NOTHING_SAID)

    assert ("answered", "10 agences sur 42", "9 agences sur 42") in {
        (one.rule, one.was, one.now) for one in found.figures
    }
    assert (quote.id, Why.WITHDRAWN) in whys(found)
    assert (found.gone, found.is_fresh) == ((agency,), False)


def test_one_letter_less_and_the_quote_is_changed(quoted):
    quote, agency = quoted
    reply = reference().reply[agency]
    words = quote.text[:-2] + quote.text[-1]
    said = reply.values[quote.question]
    assert isinstance(said, str)
    values = {**reply.values, quote.question: said.replace(quote.text, words)}

    found = since(note(), changed(agency, values=values), NOTHING_SAID)

    assert whys(found) == {(quote.id, Why.CHANGED)}


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"quotes": QuotePermission.REFUSED}, Why.REFUSED),
        ({"attribution": Attribution.ANONYMOUS}, Why.UNNAMED),
        ({"attribution": Attribution.CONFIDENTIAL}, Why.UNNAMED),
    ],
)
def test_a_consent_taken_back_bars_the_quote(quoted, facts, why):
    quote, agency = quoted

    assert (quote.id, why) in whys(since(note(), changed(agency, **facts), NOTHING_SAID))


def test_a_rule_whose_question_is_gone_counts_nothing_any_more():
    record = replace(note().figures[0], rule="answered_question:no_such_question")
    stale = replace(note(), figures=(record, *note().figures[1:]))

    found = since(stale, reference(), NOTHING_SAID)

    assert [(one.was, one.now) for one in found.figures][:1] == [(record.text, "")]
